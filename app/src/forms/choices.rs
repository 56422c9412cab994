//! Light, dark, or as the system says: the button in every menu.

use crate::{AppState, forms::go_to, theme, theme::Theme, visit};
use axum::{Form, extract::State, response::Response};
use http::{HeaderValue, header};
use serde::Deserialize;

/// The form of the button.
#[derive(Deserialize)]
pub struct Fields {
    theme: String,
    back: String,
}

/// POST /theme
pub async fn choose(State(app): State<AppState>, Form(fields): Form<Fields>) -> Response {
    let theme = Theme::from_code(&fields.theme);
    let mut response = go_to(visit::local(&fields.back).unwrap_or("/"));
    let cookie = cookie(theme, app.backend.public_url.starts_with("https://"));
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}

/// A year for a choice; nothing to keep for those who follow the system.
fn cookie(theme: Theme, secure: bool) -> HeaderValue {
    const YEAR_SECONDS: u32 = 31_536_000;
    let age = if theme == Theme::System {
        0
    } else {
        YEAR_SECONDS
    };
    let secure = if secure { "; Secure" } else { "" };
    let (name, code) = (theme::COOKIE, theme.code());
    format!("{name}={code}; Path=/; Max-Age={age}; SameSite=Lax; HttpOnly{secure}")
        .parse()
        .expect("a theme's code is plain ASCII")
}
