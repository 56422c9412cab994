//! The address of a calendar: made on the account’s page, read without a cookie, ended at once, alone or with
//! all that lets somebody in.

use crate::{Client, Reply, TestApp};
use http::Method;
use uuid::Uuid;

/// The path of the address that a page shows.
fn path(page: &str) -> String {
    let (_, rest) = page.split_once("<code>").unwrap_or_else(|| panic!("no address: {page}"));
    let (address, _) = rest.split_once("</code>").unwrap();
    let at = address.find("/calendar/").unwrap();
    address[at..].to_owned()
}

async fn make(client: &Client, id: Uuid) -> Reply {
    client.post("/account/calendar", &[("id", &id.to_string()), ("do", "make")]).await
}

#[tokio::test]
async fn an_address_is_shown_once_and_read_by_whoever_knows_it() {
    let app = TestApp::new().await;
    app.world.invoice("NH-26-0001", 80_000, 10).await;
    let (buyer, id) = (app.buyer().await, Uuid::now_v7());
    let page = buyer.get("/account").await.body;
    assert!(page.contains("Make an address"), "{page}");
    let made = make(&buyer, id).await;
    assert_eq!(made.status, 200);
    let path = path(&made.body);
    assert!(made.body.contains("href=\"webcal://"), "{}", made.body);
    assert_eq!(make(&buyer, id).await.header("location"), "/account?done=calendar-made");
    let later = buyer.get("/account").await.body;
    assert!(later.contains("Make a new address") && !later.contains(&path), "{later}");

    let anybody = app.anonymous();
    let read = anybody.get(&path).await;
    assert_eq!((read.status, read.header("content-type")), (200, "text/calendar; charset=utf-8"));
    assert_eq!(read.header("cache-control"), "private, no-cache");
    assert!(read.body.contains("SUMMARY:Pay €800.00 to Nordhaven (NH-26-0001)"), "{}", read.body);
    assert!(anybody.cookie().is_none());
    let known = [("if-none-match", read.header("etag"))];
    let again = anybody.send(Method::GET, &path, &known, None).await;
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    let other = [("if-none-match", "\"something-else\"")];
    assert_eq!(anybody.send(Method::GET, &path, &other, None).await.status, 200);
    app.world.invoice("NH-26-0002", 80_000, 11).await;
    assert_eq!(anybody.send(Method::GET, &path, &known, None).await.status, 200);
}

#[tokio::test]
async fn an_address_that_is_ended_or_was_never_made_is_not_there() {
    let app = TestApp::new().await;
    let buyer = app.buyer().await;
    let path = path(&make(&buyer, Uuid::now_v7()).await.body);
    let anybody = app.anonymous();
    assert_eq!(anybody.get(&path).await.status, 200);
    // Another one's form ends nothing of hers.
    app.stranger()
        .await
        .post("/account/calendar", &[("id", &Uuid::now_v7().to_string()), ("do", "end")])
        .await;
    assert_eq!(anybody.get(&path).await.status, 200);
    let end = [("id", &*Uuid::now_v7().to_string()), ("do", "end")];
    let ended = buyer.post("/account/calendar", &end).await;
    assert_eq!(ended.header("location"), "/account?done=calendar-ended");
    for gone in [&*path, path.trim_end_matches(".ics"), "/calendar/x.ics", "/calendar/.ics"] {
        assert_eq!(anybody.get(gone).await.status, 404, "{gone}");
    }
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let app = TestApp::new().await;
    let path = path(&make(&app.buyer().await, Uuid::now_v7()).await.body);
    let anybody = app.anonymous();
    for _ in 0..20 {
        assert_eq!(anybody.get(&path).await.status, 200);
    }
    let reply = anybody.get(&path).await;
    assert_eq!((reply.status, reply.header("retry-after")), (429, "60"));
}

#[tokio::test]
async fn who_signs_out_everywhere_is_out_in_all_browsers_and_calendars() {
    let app = TestApp::new().await;
    let (here, there, other) = (app.buyer().await, app.buyer().await, app.buyer_admin().await);
    let path = path(&make(&here, Uuid::now_v7()).await.body);
    assert!(here.get("/password").await.body.contains("Sign out everywhere"));
    let out = here.post("/sign-out-everywhere", &[]).await;
    assert_eq!(out.header("location"), "/login?done=signed-out-everywhere");
    for client in [&here, &there] {
        assert_eq!(client.get("/accounts").await.status, 303, "it has to sign in again");
    }
    assert_eq!(app.anonymous().get(&path).await.status, 404);
    assert_eq!(other.get("/accounts").await.status, 200, "nobody else is");
    assert_eq!(app.buyer().await.get("/accounts").await.status, 200, "the password stays");
}

#[tokio::test]
async fn an_admin_signs_a_user_out_everywhere_and_a_clerk_does_not() {
    let app = TestApp::new().await;
    let (buyer, ada, lena) = (app.buyer().await, app.admin().await, app.clerk().await);
    let path = path(&make(&buyer, Uuid::now_v7()).await.body);
    let id = app.world.mirjam.user_id.to_string();
    let form = [("do", "revoke"), ("user_id", id.as_str())];
    assert_eq!(lena.post("/staff/users", &form).await.status, 403);
    assert_eq!(buyer.get("/accounts").await.status, 200);
    let done = ada.post("/staff/users", &form).await;
    assert_eq!(done.header("location"), "/staff/users?done=user-revoked");
    assert_eq!(buyer.get("/accounts").await.status, 303);
    assert_eq!(app.anonymous().get(&path).await.status, 404);
    assert_eq!(app.buyer().await.get("/accounts").await.status, 200, "they may sign in again");
}
