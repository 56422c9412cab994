//! Inbound webhooks: check the signature over the raw bytes, store, answer. What they mean is found
//! out later, by asking the provider. An answer of 200 means that the event is kept.

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    routing::post,
};
use backend::{Backend, Error, webhooks};
use http::{HeaderMap, StatusCode};

/// The header of the standard that our providers sign by.
const SIGNATURE: &str = "webhook-signature";

/// A route for all providers.
pub fn router(backend: Backend) -> Router {
    Router::new().route("/webhooks/{provider}", post(receive)).with_state(backend)
}

async fn receive(
    State(backend): State<Backend>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    raw: Bytes,
) -> StatusCode {
    let Some(found) = backend.providers.find(&provider) else {
        return StatusCode::NOT_FOUND;
    };
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok());
    let event = match found.verify(signature, &raw, backend.clock.now()) {
        Ok(event) => event,
        Err(refusal) => {
            tracing::warn!(provider, %refusal, "a webhook was refused");
            return StatusCode::BAD_REQUEST;
        }
    };
    match webhooks::receive(&backend, found.name(), &event, &raw).await {
        Ok(()) => StatusCode::OK,
        // They will send it again.
        Err(error @ Error::Unavailable(_)) => {
            tracing::warn!(provider, %error, "a webhook could not be stored");
            StatusCode::SERVICE_UNAVAILABLE
        }
        Err(error) => {
            tracing::error!(provider, error = crate::log::chain(&error), "bug");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}
