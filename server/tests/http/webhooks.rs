//! What providers send: believed by its signature, kept before it is answered.

use crate::{Reply, TestApp};
use backend::gateways::sandbox::Sandbox;
use http::Method;
use std::sync::Arc;

const EVENT: &str = r#"{"id":"evt_1","type":"payment.updated","data":{"object":{"id":"pi_1"}}}"#;

fn sandbox(app: &TestApp) -> Arc<Sandbox> {
    app.world.backend().providers.sandbox().unwrap().clone()
}

async fn sent(app: &TestApp, path: &str, signature: Option<&str>, body: &str) -> Reply {
    let headers: Vec<_> = signature.iter().map(|value| ("webhook-signature", *value)).collect();
    app.anonymous().send(Method::POST, path, &headers, Some(body.to_owned())).await
}

#[tokio::test]
async fn a_signed_event_is_taken_as_often_as_it_comes() {
    let app = TestApp::new().await;
    let signature = sandbox(&app).sign(EVENT.as_bytes(), app.world.backend().clock.now());
    for _ in 0..2 {
        let reply = sent(&app, "/webhooks/sandbox", Some(&signature), EVENT).await;
        assert_eq!((reply.status, reply.body.as_str()), (200, ""));
    }
    // An answer of 200 would mean that it is kept.
    app.world.backend().db.close().await;
    assert_eq!(sent(&app, "/webhooks/sandbox", Some(&signature), EVENT).await.status, 503);
}

#[tokio::test]
async fn what_is_not_signed_right_is_refused() {
    let app = TestApp::new().await;
    let now = app.world.backend().clock.now();
    let signature = sandbox(&app).sign(EVENT.as_bytes(), now);
    let stale = sandbox(&app).sign(EVENT.as_bytes(), now - chrono::Duration::minutes(6));
    let changed = EVENT.replace("pi_1", "pi_2");
    for (signature, body) in [
        (None, EVENT),
        (Some(""), EVENT),
        (Some("t=1,v1=00"), EVENT),
        (Some(stale.as_str()), EVENT),
        (Some(signature.as_str()), changed.as_str()),
    ] {
        let reply = sent(&app, "/webhooks/sandbox", signature, body).await;
        assert_eq!((reply.status, reply.body.as_str()), (400, ""), "{signature:?}");
    }
    assert_eq!(sent(&app, "/webhooks/nobody", Some(&signature), EVENT).await.status, 404);
    assert_eq!(app.anonymous().get("/webhooks/sandbox").await.status, 405);
}
