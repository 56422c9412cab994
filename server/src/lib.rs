//! The process. Map: [`config`] has every setting, [`commands`] what `quittance` can do; [`router`]
//! puts the pages of `app` between the [`middleware`] and adds the [`routes`] that are no pages;
//! [`listen`] accepts connections and lets them end.
//!
//! A request passes: request id and log, security headers, compression, the cross-site check, the
//! body's limit, the client's address, the session, the error pages, the clean-text check, the
//! net for panics, the time limit, the page.

pub mod access_point;
pub mod commands;
pub mod config;
pub mod listen;
pub mod log;
pub mod middleware;
pub mod routes;

use app::AppState;
use axum::{Router, middleware as layer};
use middleware::{
    client_ip::{self, Network},
    compression, cross_site, headers, panics, requests, session, text, time_limit,
};
use routes::{files::Files, health::Health};
use std::sync::Arc;
use tower_http::limit::RequestBodyLimitLayer;

/// The largest body with files that is taken in. A route that takes files says so with axum's
/// `DefaultBodyLimit`; every other one is held to its two megabytes.
const FILE_BYTES: usize = app::forms::files::MOST_SENT;
/// The largest body of a form.
const FORM_BYTES: usize = 2 * 1024 * 1024;
/// The largest body of a webhook.
const WEBHOOK_BYTES: usize = 1024 * 1024;
/// The largest mail that is taken in; few servers carry larger ones.
const MAIL_BYTES: usize = 25 * 1024 * 1024;

/// What the routes are made of.
pub struct Parts {
    /// What the pages share.
    pub app: AppState,
    /// The static files.
    pub files: Files,
    /// Whether requests should still come here.
    pub health: Health,
    /// Whose word about the client's address is taken.
    pub trusted_proxies: Arc<[Network]>,
}

/// Everything that the process answers to.
pub fn router(parts: Parts) -> Router {
    let Parts { app, files, health, trusted_proxies } = parts;
    pages(&app, trusted_proxies)
        .merge(routes::files::router(files))
        .merge(routes::health::router(health))
        .merge(webhooks(&app))
        .merge(inbound(&app))
        .layer(panics::plain())
        .layer(layer::from_fn(headers::secure))
        .layer(layer::from_fn(requests::follow))
}

/// The pages and forms, with everything that people need. Reads from the bottom up: the last layer
/// is the first that a request meets.
fn pages(app: &AppState, trusted_proxies: Arc<[Network]>) -> Router {
    let error_pages = || layer::from_fn_with_state(app.clone(), app::error::pages_for_errors);
    app::pages::routes::routes()
        .layer(layer::from_fn(time_limit::answer_in_time))
        .layer(panics::as_page())
        .layer(layer::from_fn(text::refuse_unclean))
        .layer(error_pages())
        .layer(layer::from_fn(session::resolve))
        .layer(session::cookie(&app.backend))
        .layer(layer::from_fn_with_state(trusted_proxies, client_ip::find))
        .layer(RequestBodyLimitLayer::new(FILE_BYTES))
        // Once more, for what the layers above refuse before anyone knows who asks.
        .layer(error_pages())
        .layer(layer::from_fn_with_state(app.backend.clone(), cross_site::refuse))
        .layer(compression::of_pages())
        .with_state(app.clone())
}

/// Webhooks come from machines: no cookies, no error pages, and no cross-site check, because their
/// signature says where they come from.
fn webhooks(app: &AppState) -> Router {
    routes::webhooks::router(app.backend.clone())
        .layer(layer::from_fn(time_limit::answer_in_time))
        .layer(RequestBodyLimitLayer::new(WEBHOOK_BYTES))
}

/// Mail comes from the gateway, in the same way.
fn inbound(app: &AppState) -> Router {
    routes::inbound::router(app.backend.clone())
        .layer(layer::from_fn(time_limit::answer_in_time))
        .layer(RequestBodyLimitLayer::new(MAIL_BYTES))
}
