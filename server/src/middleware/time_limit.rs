//! An answer within 15 seconds, or none: waiting longer helps nobody and keeps a connection. The
//! time for reading the body is part of it, so who sends a file has longer.

use app::AppError;
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::header;
use std::time::Duration;
use tokio::time::timeout;

const LIMIT: Duration = Duration::from_secs(15);
/// Enough for 64 MiB at 2 Mbit/s.
const LIMIT_WITH_FILES: Duration = Duration::from_secs(300);

/// Gives up on a request that takes too long. What it has not committed is rolled back.
pub async fn answer_in_time(request: Request, next: Next) -> Response {
    let limit = if has_files(&request) { LIMIT_WITH_FILES } else { LIMIT };
    match timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => AppError::from(backend::Error::Unavailable("no answer in time")).into_response(),
    }
}

fn has_files(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"))
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
            .route("/301", after(301))
            .layer(from_fn(answer_in_time));
        let status = async |path: &str, kind: &str| {
            let request = Request::get(path).header(header::CONTENT_TYPE, kind);
            let request = request.body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap().status()
        };
        let (form, file) = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x");
        assert_eq!(status("/14", form).await, StatusCode::OK);
        assert_eq!(status("/16", form).await, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status("/16", file).await, StatusCode::OK);
        assert_eq!(status("/301", file).await, StatusCode::SERVICE_UNAVAILABLE);
    }
}
