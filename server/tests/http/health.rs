//! Living, being ready, leaving.

use crate::{TestApp, app::DRAIN};
use std::time::{Duration, Instant};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A form that lacks its last byte.
const SLOW: &str = "POST /login HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
     content-type: application/x-www-form-urlencoded\r\ncontent-length: 18\r\n\r\nemail=a&password=";

#[tokio::test]
async fn alive_without_the_database_but_not_ready() {
    let app = TestApp::new().await;
    let client = app.anonymous();
    assert_eq!(client.get("/livez").await.status, 200);
    let ready = client.get("/readyz").await;
    assert_eq!((ready.status, ready.body.as_str()), (200, "ready\n"));
    app.world.backend().db.close().await;
    assert_eq!(client.get("/livez").await.status, 200);
    let ready = client.get("/readyz").await;
    assert_eq!((ready.status, ready.body.as_str()), (503, "the database is not ready\n"));
}

#[tokio::test]
async fn a_visitor_with_a_cookie_is_told_when_the_database_is_away() {
    let app = TestApp::new().await;
    let client = app.buyer().await;
    app.world.backend().db.close().await;
    let reply = client.get("/accounts").await;
    assert_eq!(reply.status, 503, "and not: please sign in");
    assert_eq!(reply.header("retry-after"), "5");
    assert!(reply.body.contains("Too much is going on"), "{}", reply.body);
}

#[tokio::test]
async fn who_leaves_is_not_ready() {
    let app = TestApp::new().await;
    app.health.leave();
    let ready = app.anonymous().get("/readyz").await;
    assert_eq!((ready.status, ready.body.as_str()), (503, "leaving\n"));
}

#[tokio::test]
async fn leaving_lets_requests_under_way_end_and_takes_no_new_ones() {
    let mut app = TestApp::new().await;
    let mut slow = TcpStream::connect(app.addr).await.unwrap();
    slow.write_all(SLOW.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    app.stop();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(TcpStream::connect(app.addr).await.is_err(), "nobody listens any more");
    slow.write_all(b"b").await.unwrap();
    let mut reply = String::new();
    slow.read_to_string(&mut reply).await.unwrap();
    assert!(reply.starts_with("HTTP/1.1 422"), "{reply}");
    app.ended().await;
}

#[tokio::test]
async fn leaving_does_not_wait_for_ever() {
    let mut app = TestApp::new().await;
    let mut slow = TcpStream::connect(app.addr).await.unwrap();
    slow.write_all(SLOW.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let since = Instant::now();
    app.stop();
    app.ended().await;
    assert!((DRAIN..DRAIN + Duration::from_secs(1)).contains(&since.elapsed()));
}
