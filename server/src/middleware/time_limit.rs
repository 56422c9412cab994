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

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, middleware::from_fn, routing::get};
    use http::StatusCode;
    use tower::ServiceExt;

    #[tokio::test(start_paused = true)]
    async fn who_takes_too_long_is_given_up() {
        let after =
            |seconds| get(async move || tokio::time::sleep(Duration::from_secs(seconds)).await);
        let router = Router::new()
            .route("/14", after(14))
            .route("/16", after(16))
            .layer(from_fn(answer_in_time));
        let status = async |path: &str| {
            let request = Request::get(path).body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap().status()
        };
        assert_eq!(status("/14").await, StatusCode::OK);
        assert_eq!(status("/16").await, StatusCode::SERVICE_UNAVAILABLE);
    }
}
