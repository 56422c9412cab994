//! The session: tower-sessions has the cookie, the backend the rows behind it; here the two meet,
//! and a request gets to know its [`Actor`](backend::Actor).

use app::AppError;
use axum::{
    Extension,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use backend::{
    Backend,
    sessions::{self, Session, Sessions},
};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

/// The cookie's name and attributes. Over https its name makes browsers refuse one that another
/// host or an unencrypted page has set; over http, on one's own machine, they would not take that.
///
/// Lax, not Strict: a link in a reminder shall find people signed in. It ends with the browser; the
/// row ends earlier.
pub fn cookie(backend: &Backend) -> SessionManagerLayer<Sessions> {
    let secure = backend.public_url.starts_with("https://");
    SessionManagerLayer::new(Sessions::new(backend.db.clone()))
        .with_name(if secure { "__Host-sid" } else { "sid" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnSessionEnd)
}

/// Finds out who asks, how they see their lists, and whose brand their pages show.
pub async fn resolve(
    Extension(session): Extension<Session>,
    mut request: Request,
    next: Next,
) -> Response {
    match sessions::actor(&session).await {
        Ok(Some(actor)) => {
            request.extensions_mut().insert(actor);
            match sessions::views(&session).await {
                Ok(views) => request.extensions_mut().insert(views),
                Err(error) => return AppError::from(error).into_response(),
            };
            match sessions::brand(&session).await {
                Ok(brand) => request.extensions_mut().insert(brand),
                Err(error) => return AppError::from(error).into_response(),
            };
        }
        Ok(None) => {}
        Err(error) => return AppError::from(error).into_response(),
    }
    next.run(request).await
}
