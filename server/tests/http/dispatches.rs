//! Deliveries in the staff's view and in the portal: what was refused waits, is sent once more or looked
//! after; each sees their own.

use crate::TestApp;
use backend::{dispatches, preferences::policy};
use domain::{channel::Channel, document::Kind, document_policy::DocumentPolicy};
use uuid::Uuid;

/// An app in which an invoice was sent by mail.
async fn sent() -> (TestApp, domain::ids::InvoiceId) {
    let app = TestApp::new().await;
    let world = &app.world;
    let kept = policy::get(world.backend(), &world.ada, Kind::Invoice).await.unwrap();
    let from = world.today() - chrono::Days::new(60);
    let wanted = DocumentPolicy { sends_from: Some(from), ..kept.policy };
    policy::set(world.backend(), &world.ada, &wanted, kept.version).await.unwrap();
    let invoice = world.invoice("NH-1", 10_000, 20).await;
    world.db.settle_down().await;
    (app, invoice)
}

async fn only(app: &TestApp, invoice: domain::ids::InvoiceId) -> dispatches::Dispatch {
    let world = &app.world;
    let all = dispatches::of_subject(world.backend(), &world.lena, world.ferrow, invoice.0);
    all.await.unwrap().remove(0)
}

#[tokio::test]
async fn what_was_refused_waits_until_somebody_has_looked_after_it() {
    let (app, invoice) = sent().await;
    let one = only(&app, invoice).await;
    let lena = app.clerk().await;
    let path = format!("/staff/dispatches/{}", one.id);
    let page = lena.get(&path).await;
    assert!(
        page.body.contains("m.dewit@ferrow.example") && page.body.contains("SHA-256"),
        "{}",
        page.body
    );
    assert!(!page.body.contains("It is looked after"), "nothing was refused");

    backend::testing::bounce(app.world.backend(), one.id, "550 no such user").await;
    let list = lena.get("/staff/dispatches?show=waiting").await;
    assert!(list.body.contains("550 no such user"), "{}", list.body);
    let empty = lena.post(&path, &[("do", "settle"), ("note", "")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.body.contains("Say what became of it."));
    let id = Uuid::now_v7().to_string();
    let bad =
        lena.post(&path, &[("do", "again"), ("id", &id), ("by", ""), ("to", "nowhere")]).await;
    assert_eq!(bad.status, 422);
    assert!(bad.body.contains("value=\"nowhere\""), "what was typed is kept");
    let again =
        lena.post(&path, &[("do", "again"), ("id", &id), ("by", "portal"), ("to", "")]).await;
    assert_eq!(again.status, 303);
    app.world.db.settle_down().await;
    let list = lena.get("/staff/dispatches?show=waiting").await;
    assert!(list.body.contains("Nothing waits for you"), "{}", list.body);
    let csv = lena.get("/staff/dispatches.csv").await;
    assert_eq!(csv.body.lines().count(), 3, "{}", csv.body);
}

#[tokio::test]
async fn a_customer_sees_how_it_was_sent_and_has_it_as_it_was_issued() {
    let (app, invoice) = sent().await;
    let one = only(&app, invoice).await;
    let mirjam = app.buyer().await;
    let page = mirjam.get(&format!("/invoices/{invoice}")).await;
    assert!(page.body.contains("How it was sent") && page.body.contains("By e-mail, attached"));
    let document = one.document.unwrap();
    let file = mirjam.get(&format!("/documents/{document}")).await;
    assert_eq!(file.status, 200);
    let stranger = app.stranger().await;
    assert_eq!(stranger.get(&format!("/documents/{document}")).await.status, 404);
    backend::testing::bounce(app.world.backend(), one.id, "550 an internal word").await;
    let page = mirjam.get(&format!("/invoices/{invoice}")).await;
    assert!(
        page.body.contains("Did not arrive") && !page.body.contains("550"),
        "not their business"
    );
}

#[tokio::test]
async fn anybody_checks_a_paper_and_learns_nothing_by_guessing() {
    let (app, _) = sent().await;
    let world = &app.world;
    let mut tx = world.backend().db.worker().await.unwrap();
    let code: String =
        sqlx::query_scalar("SELECT code FROM document_check").fetch_one(&mut *tx).await.unwrap();
    tx.end();
    let anybody = app.anonymous();
    let page = anybody.get(&format!("/check?number=NH-1&code={code}")).await;
    assert!(page.body.contains("This document was issued by us"), "{}", page.body);
    for wrong in [format!("number=NH-2&code={code}"), "number=NH-1&code=0000000000".to_owned()] {
        let page = anybody.get(&format!("/check?{wrong}")).await;
        assert!(page.body.contains("We know no such document") && !page.body.contains("NL91"));
    }
}

#[tokio::test]
async fn an_admin_says_from_when_on_and_what_a_way_that_refuses_leads_to() {
    let app = TestApp::new().await;
    let ada = app.admin().await;
    let usual = [
        ("kind", "invoice"),
        ("version", "1"),
        ("format", "pdf"),
        ("channel", "email"),
        ("channel", "print"),
        ("default-format", "pdf"),
        ("default-channel", "email"),
        ("fallback", "print"),
    ];
    let path = "/staff/settings/documents";
    let bad = ada.post(path, &[&usual[..], &[("sends-from", "soon")]].concat()).await;
    assert_eq!(bad.status, 422);
    let told = bad.body.contains("Type a day") && bad.body.contains("value=\"soon\"");
    assert!(told, "{}", bad.body);
    let good = ada.post(path, &[&usual[..], &[("sends-from", "2026-11-18")]].concat()).await;
    assert_eq!(good.status, 303, "{}", good.body);
    let kept = policy::get(app.world.backend(), &app.world.ada, Kind::Invoice).await.unwrap();
    assert_eq!(kept.policy.fallback, Some(Channel::Print));
    assert_eq!(kept.policy.sends_from.map(|day| day.to_string()).as_deref(), Some("2026-11-18"));
}
