//! An id for every request, and one line in the log for every answer. The path without its query:
//! what people search for is theirs.

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderName, HeaderValue};
use std::time::Instant;
use tracing::Instrument;
use uuid::Uuid;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A path as the log may have it: whoever knows the address of a calendar reads it.
fn told(path: &str) -> &str {
    if path.starts_with("/calendar/") { "/calendar/…" } else { path }
}

/// Follows a request to its answer.
pub async fn follow(request: Request, next: Next) -> Response {
    let id = Uuid::now_v7().simple().to_string();
    let method = request.method().clone();
    let path = told(request.uri().path()).to_owned();
    let span = tracing::info_span!("request", %id);
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let ms = started.elapsed().as_millis();
    span.in_scope(|| {
        if path.starts_with("/pkg/") || path == "/livez" || path == "/readyz" {
            tracing::debug!(%method, path, status, ms, "answered");
        } else {
            tracing::info!(%method, path, status, ms, "answered");
        }
    });
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
