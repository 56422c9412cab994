//! An answer within 15 seconds, or none: waiting longer helps nobody and keeps a connection. The
//! time for reading the body is part of it.

use app::AppError;
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::time::Duration;
use tokio::time::timeout;

const LIMIT: Duration = Duration::from_secs(15);

/// Gives up on a request that takes too long. What it has not committed is rolled back.
pub async fn answer_in_time(request: Request, next: Next) -> Response {
    match timeout(LIMIT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => AppError::from(backend::Error::Unavailable("no answer in time")).into_response(),
    }
}
