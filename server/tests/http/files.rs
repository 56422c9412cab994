//! The static files.

use crate::{TestApp, limits::exchange};
use http::Method;

const STYLE: &str = "/pkg/style.0123456789abcdef.css";

#[tokio::test]
async fn the_smallest_that_the_client_takes_is_sent() {
    let app = TestApp::new().await;
    let client = app.anonymous();
    for (accept, encoding, body) in [
        ("gzip, deflate, br", "br", "brotli"),
        ("gzip", "gzip", "gzip"),
        ("identity", "", "body{}"),
        ("br;q=0, gzip;q=0", "", "body{}"),
    ] {
        let asked = [("accept-encoding", accept)];
        let reply = client.send(Method::GET, STYLE, &asked, None).await;
        assert_eq!(reply.status, 200);
        assert_eq!((reply.header("content-encoding"), reply.body.as_str()), (encoding, body));
        assert_eq!(reply.header("content-type"), "text/css; charset=utf-8");
        assert_eq!(reply.header("vary"), "accept-encoding");
    }
}

#[tokio::test]
async fn head_tells_the_same_without_the_body() {
    let app = TestApp::new().await;
    let reply = app.anonymous().send(Method::HEAD, "/favicon.svg", &[], None).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, ""));
    assert_eq!(reply.header("content-length"), "6");
    assert_eq!(reply.header("content-type"), "image/svg+xml");
    assert_eq!(app.anonymous().post(STYLE, &[]).await.status, 405);
}

#[tokio::test]
async fn nothing_else_is_a_file() {
    let app = TestApp::new().await;
    for path in [
        "/manifest.json",
        "/pkg/style.0123456789abcdef.css.br",
        "/pkg/../manifest.json",
        "/pkg/..%2fmanifest.json",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/../../../../etc/passwd",
        "/pkg/....//....//etc/passwd",
        "//etc/passwd",
        "/pkg/",
        "/pkg",
    ] {
        // Past the client, which would tidy the path.
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let reply = exchange(app.addr, &request).await;
        assert!(reply.starts_with("HTTP/1.1 404"), "{path}: {reply}");
        assert!(!reply.contains("root:"), "{path}");
    }
}
