//! The session cookie, the only place that knows it. On the way in it becomes the [`Actor`] and the
//! [`Token`] among the request's extensions; on the way out a [`SessionChange`] becomes a cookie.

use app::{AppError, forms::session::SessionChange};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use backend::{
    Backend,
    sessions::{self, Token},
};
use http::{HeaderMap, HeaderName, HeaderValue, header};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// Finds out who asks.
pub async fn resolve(State(backend): State<Backend>, mut request: Request, next: Next) -> Response {
    let cookie = Cookie::of(&backend.public_url);
    if let Some(token) = cookie.read(request.headers()) {
        match sessions::find(&backend.db, &token).await {
            Ok(Some(actor)) => {
                request.extensions_mut().insert(actor);
                request.extensions_mut().insert(token);
            }
            // An old cookie stays where it is: a newer one may be on its way to the browser.
            Ok(None) => {}
            Err(error) => return AppError::from(error).into_response(),
        }
    }
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<SessionChange>() {
        Some(SessionChange::To(token)) => {
            append(response.headers_mut(), header::SET_COOKIE, &cookie.set(&token));
        }
        Some(SessionChange::Ended) => {
            append(response.headers_mut(), header::SET_COOKIE, &cookie.remove());
            append(response.headers_mut(), CLEAR_SITE_DATA, "\"cookies\", \"storage\"");
        }
        None => {}
    }
    response
}

/// The cookie's name and attributes. Over https its name makes browsers refuse one that another
/// host or an unencrypted page has set; over http, on one's own machine, they would not take that.
#[derive(Clone, Copy)]
struct Cookie {
    name: &'static str,
    secure: &'static str,
}

impl Cookie {
    fn of(public_url: &str) -> Self {
        if public_url.starts_with("https://") {
            Self { name: "__Host-sid", secure: "; Secure" }
        } else {
            Self { name: "sid", secure: "" }
        }
    }

    fn read(self, headers: &HeaderMap) -> Option<Token> {
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| *name == self.name)
            .find_map(|(_, value)| Token::parse(value))
    }

    /// Lax, not Strict: a link in a reminder shall find people signed in. It ends with the browser;
    /// the row ends earlier.
    fn set(self, token: &Token) -> String {
        let Self { name, secure } = self;
        format!("{name}={}; Path=/; HttpOnly; SameSite=Lax{secure}", token.reveal())
    }

    fn remove(self) -> String {
        let Self { name, secure } = self;
        format!("{name}=; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age=0")
    }
}

fn append(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.append(name, value);
    }
}
