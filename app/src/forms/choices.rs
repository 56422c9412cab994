//! The buttons in every menu for what belongs to the browser: the theme, and the keys.

use crate::{
    AppState,
    choices::{self, Keys, Theme},
    forms::go_to,
    visit,
};
use axum::{Form, extract::State, response::Response};
use http::header;
use serde::Deserialize;

/// The form of the buttons; each sends one choice.
#[derive(Deserialize)]
pub struct Fields {
    theme: Option<String>,
    keys: Option<String>,
    back: String,
}

/// POST /choices
pub async fn choose(State(app): State<AppState>, Form(fields): Form<Fields>) -> Response {
    let secure = app.backend.public_url.starts_with("https://");
    let theme = fields.theme.map(|code| (Theme::NAME, Theme::from_code(&code).code()));
    let keys = fields.keys.map(|code| (Keys::NAME, Keys::from_code(&code).code()));
    let mut response = go_to(visit::local(&fields.back).unwrap_or("/"));
    for (name, code) in theme.into_iter().chain(keys) {
        let cookie = choices::remember(name, code, secure);
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
