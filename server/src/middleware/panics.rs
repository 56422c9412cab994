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
        (StatusCode::INTERNAL_SERVER_ERROR, "Something broke on our side.").into_response()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::error::Failure;
    use axum::{
        Router,
        body::{Body, to_bytes},
        extract::Request,
        routing::get,
    };
    use tower::ServiceExt;

    async fn answer(layer: CatchPanicLayer<fn(Words) -> Response>) -> Response {
        let router = Router::new().route("/", get(broken)).layer(layer);
        router.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap()
    }

    async fn broken() -> &'static str {
        panic!("the customer's secret")
    }

    #[tokio::test]
    async fn a_panic_is_an_answer_without_details() {
        let response = answer(plain()).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = to_bytes(response.into_body(), 1_000).await.unwrap();
        assert_eq!(&body[..], b"Something broke on our side.");
    }

    #[tokio::test]
    async fn within_the_pages_it_becomes_an_error_page() {
        let response = answer(as_page()).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let failure = response.extensions().get::<Failure>();
        assert!(matches!(failure, Some(Failure::Broken { .. })), "{failure:?}");
    }
}
