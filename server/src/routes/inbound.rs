//! Mail that the gateway hands over: check its signature over the raw bytes, store, answer. What it
//! says is found out later. An answer of 200 means that the mail is kept.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    routing::post,
};
use backend::{Backend, Error, inbound};
use http::{HeaderMap, StatusCode};

/// The header that the gateway signs in: `t=<seconds>,v1=<hex of HMAC-SHA256 over "t.body">`.
const SIGNATURE: &str = "inbound-signature";

/// The one route. How much it takes is said where it is mounted.
pub fn router(backend: Backend) -> Router {
    Router::new()
        .route("/inbound/mail", post(receive))
        .layer(DefaultBodyLimit::disable())
        .with_state(backend)
}

async fn receive(State(backend): State<Backend>, headers: HeaderMap, raw: Bytes) -> StatusCode {
    if !backend.inbound.is_open() {
        return StatusCode::NOT_FOUND;
    }
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok());
    if let Err(refusal) = backend.inbound.verify(signature, &raw, backend.clock.now()) {
        tracing::warn!(%refusal, "a mail was refused");
        return StatusCode::BAD_REQUEST;
    }
    match inbound::receive(&backend, &raw).await {
        Ok(()) => StatusCode::OK,
        // They will send it again.
        Err(error @ Error::Unavailable(_)) => {
            tracing::warn!(%error, "a mail could not be stored");
            StatusCode::SERVICE_UNAVAILABLE
        }
        Err(error) => {
            tracing::error!(error = crate::log::chain(&error), "bug");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}
