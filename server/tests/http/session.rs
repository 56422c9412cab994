//! The cookie and what it stands for.

use crate::TestApp;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

#[tokio::test]
async fn the_cookie_is_out_of_reach_for_scripts_and_other_sites() {
    let app = TestApp::new().await;
    let reply = app.anonymous().sign_in("m.dewit@ferrow.example").await;
    let cookie = reply.header("set-cookie");
    let (value, attributes) = cookie.split_once("; ").unwrap();
    assert_eq!(value.len(), "sid=".len() + 22, "128 bits");
    let mut attributes: Vec<_> = attributes.split("; ").collect();
    attributes.sort_unstable();
    assert_eq!(attributes, ["HttpOnly", "Path=/", "SameSite=Lax"]);
}

#[tokio::test]
async fn every_log_in_is_another_session_and_ends_the_one_before() {
    let app = TestApp::new().await;
    let client = app.buyer().await;
    let before = client.copy();
    client.sign_in("m.dewit@ferrow.example").await;
    assert_ne!(client.cookie(), before.cookie());
    assert_eq!(before.get("/accounts").await.status, 303);
    assert_eq!(client.get("/accounts").await.status, 200);
}

#[tokio::test]
async fn a_cookie_that_somebody_made_up_is_nobody() {
    let app = TestApp::new().await;
    let well_formed = "A".repeat(22);
    for value in ["", "x", &"0".repeat(22), &well_formed, &"f".repeat(63), "%00"] {
        let cookie = format!("theme=dark; sid={value}");
        let reply = app
            .anonymous()
            .send(http::Method::GET, "/accounts", &[("cookie", &cookie)], None)
            .await;
        assert_eq!(reply.status, 303, "{value}");
        if value == well_formed {
            assert_eq!(reply.header("set-cookie"), "", "a new one may be on its way already");
        }
    }
}

#[tokio::test]
async fn signing_out_leaves_nothing_behind() {
    let app = TestApp::new().await;
    let client = app.buyer().await;
    let kept = client.copy();
    let reply = client.post("/logout", &[]).await;
    assert_eq!((reply.status, reply.header("location")), (303, "/login?done=signed-out"));
    assert_eq!(reply.header("clear-site-data"), "\"cookies\", \"storage\"");
    let cookie = reply.header("set-cookie");
    assert!(cookie.starts_with("sid=; ") && cookie.contains("Max-Age=0"), "{cookie}");
    assert!(cookie.contains("Path=/"), "{cookie}");
    assert_eq!(client.cookie(), None);
    assert_eq!(kept.get("/accounts").await.status, 303, "the cookie opens nothing any more");
    assert!(
        app.anonymous().get("/login?done=signed-out").await.body.contains("You are signed out.")
    );
}

#[tokio::test]
async fn who_is_disabled_is_out_with_the_next_request() {
    let app = TestApp::new().await;
    let client = app.buyer().await;
    let ada = backend::Actor::Staff(app.world.ada.clone());
    let user_id = app.world.mirjam.user_id;
    backend::users::admin::disable(app.world.backend(), &ada, user_id).await.unwrap();
    assert_eq!(client.get("/accounts").await.status, 303);
}

/// A form whose last byte comes only after the session has ended: it was let in, and must neither
/// change anything nor bring the session back.
#[tokio::test]
async fn a_slow_request_cannot_bring_a_session_back() {
    let app = TestApp::new().await;
    let client = app.buyer().await;
    let form = format!("account_id={}", app.world.ferrow);
    let head = format!(
        "POST /switch-account HTTP/1.1\r\nhost: x\r\ncookie: {}\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n",
        client.cookie().unwrap(),
        form.len()
    );
    let mut slow = TcpStream::connect(app.addr).await.unwrap();
    let (first, last) = form.split_at(form.len() - 1);
    slow.write_all(format!("{head}{first}").as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await; // it is let in and waits for its body
    let kept = client.copy();
    client.post("/logout", &[]).await;
    slow.write_all(last.as_bytes()).await.unwrap();
    let mut reply = String::new();
    slow.read_to_string(&mut reply).await.unwrap();
    assert!(reply.starts_with("HTTP/1.1 404"), "{reply}");
    assert!(!reply.contains("set-cookie"), "{reply}");
    assert_eq!(kept.get("/accounts").await.status, 303);
}
