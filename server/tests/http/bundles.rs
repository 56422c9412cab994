//! Several documents in one file, as browsers without scripts ask for it.

use crate::{Client, TestApp};
use domain::ids::InvoiceId;
use uuid::Uuid;

async fn asked(client: &Client, invoice: InvoiceId, format: &str) -> String {
    let (id, invoice) = (Uuid::now_v7().to_string(), invoice.to_string());
    let form = [("id", id.as_str()), ("which", "these"), ("invoice", &invoice), ("format", format)];
    let asked = client.post("/bundles/new", &form).await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    asked.header("location").to_owned()
}

#[tokio::test]
async fn a_file_is_asked_for_watched_and_had() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 80_000, 10).await;
    let joost = app.buyer_admin().await;
    let empty = joost.get("/bundles").await.body;
    assert!(empty.contains("No file yet"), "{empty}");
    let form = joost.get(&format!("/bundles/new?invoice={invoice}")).await.body;
    assert!(form.contains("The invoice that is ticked"), "{form}");
    let address = asked(&joost, invoice, "ubl").await;
    let waits = joost.get(&address).await;
    assert!(waits.body.contains("Waits its turn"), "{}", waits.body);
    assert_eq!(waits.header("refresh"), "2");
    assert_eq!(joost.get(&format!("{address}/file")).await.status, 404);
    app.world.db.settle_down().await;
    let ready = joost.get(&address).await;
    assert!(ready.body.contains(&format!("href=\"{address}/file\"")), "{}", ready.body);
    let file = joost.get(&format!("{address}/file")).await;
    assert_eq!((file.status, file.header("content-type")), (200, "application/zip"));
    assert!(file.header("content-disposition").ends_with(".zip\""));
    let listed = joost.get("/bundles").await.body;
    assert!(listed.contains("1 invoice") && listed.contains("Ready"), "{listed}");
}

#[tokio::test]
async fn what_is_wrong_is_told_beside_its_field_and_nothing_is_lost() {
    let app = TestApp::new().await;
    let joost = app.buyer_admin().await;
    let id = Uuid::now_v7().to_string();
    let form = [
        ("id", id.as_str()),
        ("which", "issued"),
        ("from", "2026-11-10"),
        ("to", "soon"),
        ("format", "ubl"),
    ];
    let refused = joost.post("/bundles/new", &form).await;
    assert_eq!(refused.status, 422);
    for kept in
        ["value=\"2026-11-10\"", "value=\"soon\"", "value=\"ubl\" selected", "Not asked for"]
    {
        assert!(refused.body.contains(kept), "{kept}: {}", refused.body);
    }
    let form = [
        ("id", id.as_str()),
        ("which", "issued"),
        ("from", "2026-11-10"),
        ("to", "2026-11-01"),
        ("format", "ubl"),
    ];
    let refused = joost.post("/bundles/new", &form).await;
    assert!(refused.body.contains("The last day is before the first"), "{}", refused.body);
}

#[tokio::test]
async fn one_that_is_being_made_can_be_stopped() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 80_000, 10).await;
    let joost = app.buyer_admin().await;
    let address = asked(&joost, invoice, "pdf").await;
    assert_eq!(joost.post(&format!("{address}/stop"), &[]).await.status, 303);
    app.world.db.settle_down().await;
    assert!(joost.get(&address).await.body.contains("It was stopped"));
}

#[tokio::test]
async fn one_pdf_is_had_as_a_pdf_and_needs_the_format() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 80_000, 10).await.to_string();
    let joost = app.buyer_admin().await;
    let id = Uuid::now_v7().to_string();
    let form = |format| {
        [
            ("id", id.as_str()),
            ("which", "these"),
            ("invoice", invoice.as_str()),
            ("format", format),
            ("shape", "bound"),
        ]
    };
    let refused = joost.post("/bundles/new", &form("ubl")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("needs the format PDF"), "{}", refused.body);
    assert!(refused.body.contains("up to 200 documents"), "{}", refused.body);
    let asked = joost.post("/bundles/new", &form("pdf")).await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    app.world.db.settle_down().await;
    let file = joost.get(&format!("{}/file", asked.header("location"))).await;
    assert_eq!((file.status, file.header("content-type")), (200, "application/pdf"));
    assert!(file.header("content-disposition").ends_with(".pdf\""));
}

#[tokio::test]
async fn staff_ask_from_the_account_and_buyers_do_not_see_it() {
    let app = TestApp::new().await;
    app.world.invoice("NH-26-0001", 80_000, 10).await;
    let lena = app.clerk().await;
    let account = format!("/staff/accounts/{}", app.world.ferrow);
    let page = lena.get(&account).await.body;
    assert!(page.contains(&format!("href=\"{account}/bundles\"")), "{page}");
    assert!(lena.get(&format!("{account}/bundles")).await.body.contains("No file yet"));
    let today = app.world.today().to_string();
    let id = Uuid::now_v7().to_string();
    let form = [
        ("id", id.as_str()),
        ("which", "statements"),
        ("from", today.as_str()),
        ("to", today.as_str()),
        ("telling", "open_items"),
        ("format", "pdf"),
        ("shape", "zip"),
    ];
    let asked = lena.post(&format!("{account}/bundles/new"), &form).await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    let address = asked.header("location").to_owned();
    assert_eq!(address, format!("{account}/bundles/{id}"));
    app.world.db.settle_down().await;
    let ready = lena.get(&address).await.body;
    assert!(ready.contains("1 list of open items") && ready.contains("Lena Okafor"), "{ready}");
    assert_eq!(lena.get(&format!("{address}/file")).await.status, 200);
    let joost = app.buyer_admin().await;
    assert_eq!(joost.get(&format!("/bundles/{id}")).await.status, 404);
    assert!(joost.get("/bundles").await.body.contains("No file yet"));
}
