//! Paying short through its form: the page of the payment tells of the dispute, whatever the bank says.

use crate::{Client, Reply, TestApp};
use domain::ids::InvoiceId;
use uuid::Uuid;

/// Pays 800.00 of an invoice over 1,000.00 with a card, because the price is wrong.
async fn pay_short(client: &Client, invoice: InvoiceId, ids: (Uuid, Uuid), card: &str) -> Reply {
    let (payment, dispute) = (ids.0.to_string(), ids.1.to_string());
    let (part, why) = (format!("part-{invoice}"), format!("why-{invoice}"));
    let shown = format!("card, each {invoice} 800.00");
    let id = invoice.to_string();
    let form = [
        ("id", payment.as_str()),
        ("dispute", &dispute),
        ("invoice", &id),
        ("currency", "EUR"),
        ("rule", "each"),
        (&part, "800.00"),
        (&why, "price"),
        ("short-text", "We agreed on 800."),
        ("method", "card"),
        ("card", card),
        ("expected", "812.00"),
        ("shown", &shown),
        ("do", "pay"),
    ];
    client.post("/pay", &form).await
}

fn new_ids() -> (Uuid, Uuid) {
    (Uuid::now_v7(), Uuid::now_v7())
}

#[tokio::test]
async fn a_card_that_is_declined_leaves_the_dispute_open_and_the_page_says_so() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 100_000, 10).await;
    let joost = app.buyer_admin().await;
    let ids = new_ids();
    let declined = pay_short(&joost, invoice, ids, "card_declined").await;
    assert_eq!(declined.header("location"), format!("/payments/{}", ids.0), "{}", declined.body);
    let page = joost.get(declined.header("location")).await.body;
    assert!(page.contains("Your dispute D-26-0001 is open all the same."), "{page}");
    assert!(page.contains("€800.00 stays to pay."), "{page}");
    assert!(page.contains(&format!("href=\"/disputes/{}\"", ids.1)), "{page}");
    assert!(page.contains(&format!("href=\"/pay?invoice={invoice}\"")), "it offers to pay again");
    let offered = joost.get(&format!("/pay?invoice={invoice}")).await.body;
    assert!(offered.contains("€812.00") && !offered.contains("1,015.00"), "{offered}");

    // The same form again finds what it made; another one finds nothing more to dispute.
    let again = pay_short(&joost, invoice, ids, "card_declined").await;
    assert_eq!(again.header("location"), declined.header("location"), "{}", again.body);
    let paid = pay_short(&joost, invoice, new_ids(), "card_pays").await;
    assert_eq!(paid.status, 303, "all that is asked for is paid: {}", paid.body);
    let list = joost.get("/disputes").await.body;
    assert!(list.contains("D-26-0001") && !list.contains("D-26-0002"), "{list}");
    app.world.db.settle_down().await;
    app.world.db.assert_books().await;
}

#[tokio::test]
async fn a_card_that_pays_tells_where_the_rest_waits() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 100_000, 10).await;
    let joost = app.buyer_admin().await;
    let ids = new_ids();
    let paid = pay_short(&joost, invoice, ids, "card_pays").await;
    let page = joost.get(paid.header("location")).await.body;
    assert!(page.contains("The rest, €200.00, waits in dispute"), "{page}");
    assert_eq!(app.stranger().await.get(paid.header("location")).await.status, 404);
    let withdraw = format!("/disputes/{}/withdraw", ids.1);
    assert_eq!(joost.post(&withdraw, &[]).await.status, 303);
    let page = joost.get(paid.header("location")).await.body;
    assert!(page.contains("The rest, €200.00, was disputed in"), "{page}");
}

#[tokio::test]
async fn a_payment_that_is_refused_disputes_nothing_and_the_form_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 100_000, 10).await;
    let (joost, mirjam) = (app.buyer_admin().await, app.buyer().await);
    let nobodys = pay_short(&joost, invoice, new_ids(), "card_of_nobody").await;
    assert_eq!(nobodys.status, 422, "{}", nobodys.body);
    assert!(nobodys.body.contains("We agreed on 800."), "{}", nobodys.body);
    // Mirjam pays, and disputes nothing.
    assert_eq!(pay_short(&mirjam, invoice, new_ids(), "card_pays").await.status, 403);
    assert!(joost.get("/disputes").await.body.contains("Nothing is disputed"));
    assert!(joost.get(&format!("/invoices/{invoice}")).await.body.contains("Pay €1,000.00"));
}
