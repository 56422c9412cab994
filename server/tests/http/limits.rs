//! What a client may take: size, and time for its headers.

use crate::{TestApp, app::HEADERS};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Sends bytes as they are and reads until the other side ends.
pub async fn exchange(addr: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(addr).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    read_to_end(&mut stream).await
}

async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut reply = Vec::new();
    // A connection that is reset while we are still sending has told enough.
    let _ = timeout(Duration::from_secs(5), stream.read_to_end(&mut reply)).await.unwrap();
    String::from_utf8_lossy(&reply).into_owned()
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_before_it_is_sent() {
    let app = TestApp::new().await;
    let form = "application/x-www-form-urlencoded";
    let file = "multipart/form-data; boundary=x";
    for (path, kind, length) in [
        ("/login", form, 1 << 30),
        ("/login", form, (2 << 20) + 1),
        ("/login", file, 1 << 30),
        ("/webhooks/sandbox", "application/json", 1 << 30),
        ("/webhooks/sandbox", "application/json", (1 << 20) + 1),
        ("/inbound/mail", "message/rfc822", (25 << 20) + 1),
    ] {
        let since = Instant::now();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\n\
             content-type: {kind}\r\ncontent-length: {length}\r\n\
             connection: close\r\n\r\nemail="
        );
        let reply = exchange(app.addr, &request).await;
        assert!(reply.starts_with("HTTP/1.1 413"), "{path}, {length}: {reply}");
        assert!(path != "/login" || reply.contains("That is too large"), "{path}: {reply}");
        assert!(since.elapsed() < Duration::from_secs(2), "{path}, {length}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_tell_its_length_is_cut_at_the_limit() {
    let app = TestApp::new().await;
    for (path, limit) in [("/login", 2 << 20), ("/webhooks/sandbox", 1 << 20)] {
        let mut stream = TcpStream::connect(app.addr).await.unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\n\
             content-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
        let mut sent = 0;
        // Up to four times of what is allowed, if nobody stops us.
        while sent < 4 * limit && stream.write_all(chunk.as_bytes()).await.is_ok() {
            sent += 0x10000;
            let mut start = [0; 12];
            if let Ok(Ok(12)) = timeout(Duration::from_millis(1), stream.peek(&mut start)).await {
                assert_eq!(&start, b"HTTP/1.1 413", "{path}");
                break;
            }
        }
        assert!(sent >= limit, "{path}: what is allowed was read");
        assert!(sent < 4 * limit, "{path}: {sent} bytes were taken");
    }
}

#[tokio::test]
async fn headers_have_to_come_in_time() {
    let app = TestApp::new().await;
    // Nothing, one letter that could become HTTP/1 or 2, half a request, half of the second one.
    for beginning in [
        "",
        "P",
        "GET /livez HTTP/1.1\r\nhost: x\r\nx-",
        "GET /livez HTTP/1.1\r\nhost: x\r\n\r\nGET /livez HT",
    ] {
        let since = Instant::now();
        let reply = exchange(app.addr, beginning).await;
        assert!(since.elapsed() >= HEADERS, "{beginning:?} had its time");
        assert!(since.elapsed() < HEADERS * 4, "{beginning:?} kept its connection");
        let answers = reply.matches("HTTP/1.1 200").count();
        assert_eq!(answers, beginning.matches("\r\n\r\n").count(), "{beginning:?}: {reply}");
    }
}

#[tokio::test]
async fn a_connection_that_is_used_stays() {
    let app = TestApp::new().await;
    let mut stream = TcpStream::connect(app.addr).await.unwrap();
    for _ in 0..4 {
        stream.write_all(b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let mut answer = [0; 2_048];
        let read = stream.read(&mut answer).await.unwrap();
        assert!(answer[..read].starts_with(b"HTTP/1.1 200"), "longer than one header's time");
        tokio::time::sleep(HEADERS / 2).await;
    }
}
