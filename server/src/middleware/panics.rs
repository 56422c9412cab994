//! A panic ends one request, not the process, and tells the visitor nothing but a reference.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use std::any::Any;
use tower_http::catch_panic::CatchPanicLayer;

type Words = Box<dyn Any + Send + 'static>;

/// As a page, for what happens within one.
pub fn as_page() -> CatchPanicLayer<fn(Words) -> Response> {
    CatchPanicLayer::custom(app::error::panicked)
}

/// In plain text, for what happens while an error page is made, or where there are no pages.
pub fn plain() -> CatchPanicLayer<fn(Words) -> Response> {
    CatchPanicLayer::custom(|words: Words| {
        // Logs it, under a reference; its own response has no body without the pages' layer.
        drop(app::error::panicked(words));
        (
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something broke on our side.",
        )
            .into_response()
    })
}
