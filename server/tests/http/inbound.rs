//! Mail that the gateway hands over: believed by its signature, kept before it is answered.

use crate::{Reply, TestApp};
use backend::receivables::{
    inbound::{self, Wanted},
    paging::From,
};
use http::Method;

const MAIL: &str = "From: j.hartman@ferrow.example\r\nTo: reply+1@reply.nordhaven.example\r\n\
                    Message-ID: <1@ferrow.example>\r\nSubject: Re: D-26-0001\r\n\r\nThere were 42.\r\n";

async fn sent(app: &TestApp, signature: Option<&str>, body: &[u8]) -> Reply {
    let url = format!("http://{}/inbound/mail", app.addr);
    let mut request = reqwest::Client::new().request(Method::POST, url);
    request = request.header("content-type", "message/rfc822").body(body.to_vec());
    if let Some(signature) = signature {
        request = request.header("inbound-signature", signature);
    }
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Reply { status, headers, body: response.text().await.unwrap() }
}

fn signed(app: &TestApp, body: &[u8]) -> String {
    let b = app.world.backend();
    b.inbound.sign(body, b.clock.now())
}

/// How many mails there are, and how often they came.
async fn kept(app: &TestApp) -> (usize, i32) {
    let rows = nobodys(app).await;
    (rows.len(), rows.iter().map(|row| row.deliveries).sum())
}

/// Those that no address places, for Ada, who runs all entities.
async fn nobodys(app: &TestApp) -> Vec<inbound::Row> {
    app.world.ada_runs_all().await;
    let (b, ada) = (app.world.backend(), &app.world.ada);
    inbound::list(b, ada, Wanted::Nobodys, &From::Start).await.unwrap().rows
}

#[tokio::test]
async fn a_signed_mail_is_kept_once_however_often_it_comes() {
    let app = TestApp::new().await;
    let signature = signed(&app, MAIL.as_bytes());
    for _ in 0..3 {
        let reply = sent(&app, Some(&signature), MAIL.as_bytes()).await;
        assert_eq!((reply.status, reply.body.as_str()), (200, ""));
        assert!(reply.headers.get("set-cookie").is_none());
    }
    assert_eq!(kept(&app).await, (1, 3));
    // An answer of 200 would mean that it is kept.
    app.world.backend().db.close().await;
    assert_eq!(sent(&app, Some(&signature), MAIL.as_bytes()).await.status, 503);
}

#[tokio::test]
async fn what_the_gateway_has_not_signed_just_now_is_refused() {
    let app = TestApp::new().await;
    let b = app.world.backend();
    let late = b.inbound.sign(MAIL.as_bytes(), b.clock.now() - chrono::Duration::seconds(301));
    let early = b.inbound.sign(MAIL.as_bytes(), b.clock.now() + chrono::Duration::seconds(301));
    let other = signed(&app, MAIL.replace("42", "43").as_bytes());
    for signature in [None, Some(""), Some("t=1,v1=00"), Some(&*late), Some(&*early), Some(&*other)]
    {
        let reply = sent(&app, signature, MAIL.as_bytes()).await;
        assert_eq!((reply.status, reply.body.as_str()), (400, ""), "{signature:?}");
    }
    assert_eq!(kept(&app).await, (0, 0));
    assert_eq!(app.anonymous().get("/inbound/mail").await.status, 405);
}

#[tokio::test]
async fn bytes_that_are_no_text_are_kept_and_end_with_a_reason() {
    let app = TestApp::new().await;
    let long = format!("From: a@b.example\r\nSubject: {}\r\n\r\nx", "ö".repeat(100_000));
    let mut headers = MAIL.as_bytes().to_vec();
    headers.splice(9..9, *b"\0\xff\xc3");
    let odd = [
        &b""[..],
        b"\0",
        b"\xff\xfe\xc3\x28",
        b"From:\0@\0\r\n\r\n\0\xff",
        long.as_bytes(),
        &headers,
    ];
    for body in odd {
        assert_eq!(sent(&app, Some(&signed(&app, body)), body).await.status, 200, "{body:?}");
    }
    app.world.db.settle_down().await;
    let rows = nobodys(&app).await;
    assert_eq!(rows.len(), odd.len());
    assert!(rows.iter().all(|row| row.reason.is_some()), "{rows:#?}");
    let (ada, lena) = (app.admin().await, app.clerk().await);
    let list = "/staff/inbound?show=nobodys";
    assert!(ada.get(list).await.body.contains("Not posted"));
    assert_eq!(lena.get(list).await.status, 404);
    assert!(!lena.get("/staff/inbound").await.body.contains("nobodys"), "no link to it either");
    for row in rows {
        assert_eq!(lena.get(&format!("/staff/inbound/{}", row.id)).await.status, 404);
        assert_eq!(ada.get(&format!("/staff/inbound/{}", row.id)).await.status, 200);
    }
}

#[tokio::test]
async fn whoever_wants_no_mail_says_so_on_their_own_page() {
    let app = TestApp::new().await;
    let (joost, lena) = (app.buyer_admin().await, app.clerk().await);
    for (client, page) in [(&joost, "/account"), (&lena, "/staff/me")] {
        let form = client.get(page).await.body;
        assert!(form.contains("Mail me about disputes and messages"), "{form}");
        let chosen = "value=\"waiting\" selected";
        assert!(!form.contains(chosen), "{form}");
        assert_eq!(client.post(page, &[("notices", "waiting")]).await.status, 303);
        let form = client.get(page).await.body;
        assert!(form.contains(chosen), "{form}");
        let odd = client.post(page, &[("notices", "some")]).await;
        assert_eq!(odd.status, 422);
        assert!(odd.body.contains("Choose one of the list."), "{}", odd.body);
    }
}
