//! The log-in form, as people meet it.

use crate::TestApp;
use backend::{
    Actor,
    testing::PASSWORD,
    users::admin::{self, Membership},
};
use domain::access::BuyerRole;

const MIRJAM: &str = "m.dewit@ferrow.example";

#[tokio::test]
async fn the_password_is_asked_again_and_nothing_else() {
    let app = TestApp::new().await;
    let client = app.anonymous();
    let typed = [("email", MIRJAM), ("password", "not this \"one\""), ("next", "/accounts")];
    let reply = client.post("/login", &typed).await;
    assert_eq!(reply.status, 422);
    assert!(reply.body.contains("That e-mail and password do not match."), "{}", reply.body);
    assert!(reply.body.contains("4 tries are left before a short wait."));
    assert!(reply.body.contains(MIRJAM), "what was typed is kept");
    assert!(reply.body.contains("value=\"/accounts\""), "so is where they wanted to go");
    assert!(!reply.body.contains("not this"), "but never a password");
    assert_eq!(client.cookie(), None);
}

#[tokio::test]
async fn a_stranger_learns_nothing_about_who_exists() {
    let app = TestApp::new().await;
    let client = app.anonymous();
    let told = async |email: &str| {
        let reply = client.post("/login", &[("email", email), ("password", "not this one")]).await;
        (reply.status, reply.body.replace(email, "…"))
    };
    assert_eq!(told(MIRJAM).await, told("m.dewit@nobody.example").await);
}

#[tokio::test]
async fn who_guesses_waits() {
    let app = TestApp::new().await;
    let client = app.anonymous();
    for _ in 0..5 {
        client.post("/login", &[("email", MIRJAM), ("password", "not this one")]).await;
    }
    let reply = client.post("/login", &[("email", MIRJAM), ("password", PASSWORD)]).await;
    assert_eq!(reply.status, 429);
    assert!((1..=30).contains(&reply.header("retry-after").parse().unwrap()));
    assert!(reply.body.contains("Too many tries."), "{}", reply.body);
    // The address is that of the connection: writing another one into a header helps nobody.
    let form = crate::client::urlencoded(&[("email", MIRJAM), ("password", PASSWORD)]);
    let forged = [("x-forwarded-for", "203.0.113.9"), ("sec-fetch-site", "same-origin")];
    let reply = client.send(http::Method::POST, "/login", &forged, Some(form)).await;
    assert_eq!(reply.status, 429);
}

#[tokio::test]
async fn people_come_back_to_where_they_were() {
    let app = TestApp::new().await;
    let client = app.anonymous();
    let reply = client.get("/accounts?x=1&y=2").await;
    assert_eq!(
        (reply.status, reply.header("location")),
        (303, "/login?next=/accounts%3Fx%3D1%26y%3D2")
    );
    let page = client.get(reply.header("location")).await;
    assert!(page.body.contains("name=\"next\" value=\"/accounts?x=1&amp;y=2\""), "{}", page.body);
    for (next, location) in [
        ("/accounts?x=1", "/accounts?x=1"),
        ("", "/"),
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
    ] {
        let typed = [("email", MIRJAM), ("password", PASSWORD), ("next", next)];
        let reply = app.anonymous().post("/login", &typed).await;
        assert_eq!((reply.status, reply.header("location")), (303, location), "{next}");
    }
    let reply = app.anonymous().sign_in("lena@nordhaven.example").await;
    assert_eq!(reply.header("location"), "/staff");
}

#[tokio::test]
async fn who_is_in_needs_no_door() {
    let app = TestApp::new().await;
    let reply = app.buyer().await.get("/login").await;
    assert_eq!((reply.status, reply.header("location")), (303, "/"));
    let reply = app.clerk().await.get("/login").await;
    assert_eq!((reply.status, reply.header("location")), (303, "/staff"));
}

#[tokio::test]
async fn a_buyer_changes_the_account() {
    let app = TestApp::new().await;
    let ada = Actor::Staff(app.world.ada.clone());
    let membership = Membership::Buyer(app.world.maasland, BuyerRole::View);
    admin::set_role(app.world.backend(), &ada, app.world.mirjam.user_id, membership).await.unwrap();
    let client = app.buyer().await;
    let page = client.get("/accounts").await;
    assert!(page.body.contains("Ferrow Cycles") && page.body.contains("Maasland Tractors"));
    let before = client.copy();
    let there = app.world.maasland.to_string();
    let reply = client.post("/switch-account", &[("account_id", &there)]).await;
    assert_eq!((reply.status, reply.header("location")), (303, "/?done=account-changed"));
    let page = client.get("/accounts").await;
    assert!(page.body.contains("Account: Maasland Tractors N.V., 10117."), "{}", page.body);
    assert_eq!(before.get("/accounts").await.status, 303, "the old token is void");
}

#[tokio::test]
async fn staff_look_at_a_portal_and_come_back() {
    let app = TestApp::new().await;
    let client = app.clerk().await;
    let address = format!("/staff/accounts/{}", app.world.ferrow);
    let reply = client.post(&format!("{address}/view-portal"), &[]).await;
    assert_eq!((reply.status, reply.header("location")), (303, "/"));
    let page = client.get("/accounts").await;
    assert!(page.body.contains("Lena Okafor of Nordhaven is looking at this"), "{}", page.body);
    assert_eq!(client.get("/staff/me").await.status, 404, "while looking they are a buyer");
    let reply = client.post("/stop-viewing", &[]).await;
    assert_eq!(reply.header("location"), format!("{address}?done=viewing-stopped"));
    assert_eq!(client.get("/staff/me").await.status, 200);
}
