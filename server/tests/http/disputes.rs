//! A dispute through its forms, as browsers without scripts send them.

use crate::{Client, TestApp};
use domain::ids::InvoiceId;
use uuid::Uuid;

/// Sends the form of an invoice. `right` is the price that line 1 should have had.
async fn dispute(
    client: &Client,
    invoice: InvoiceId,
    right: &str,
    text: &str,
    act: &str,
) -> crate::Reply {
    let id = Uuid::now_v7().to_string();
    let form = [
        ("id", id.as_str()),
        ("line", "1"),
        ("reason-1", "price"),
        ("right-1", right),
        ("text", text),
        ("do", act),
    ];
    client.post(&format!("/invoices/{invoice}/dispute"), &form).await
}

#[tokio::test]
async fn an_invoice_of_1000_is_disputed_by_200_and_credited_by_150() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 100_000, 10).await;
    let (joost, lena) = (app.buyer_admin().await, app.clerk().await);
    let computed = dispute(&joost, invoice, "800.00", "", "compute").await;
    assert_eq!(computed.status, 200, "{}", computed.body);
    assert!(computed.body.contains("data-slot=\"stays\">€800.00"), "{}", computed.body);
    let opened = dispute(&joost, invoice, "800.00", "We agreed on 800.", "open").await;
    assert_eq!(opened.status, 303, "{}", opened.body);
    let address = opened.header("location").split('?').next().unwrap_or_default().to_owned();
    let page = joost.get(&format!("/invoices/{invoice}")).await;
    assert!(page.body.contains("Pay €800.00"), "{}", page.body);
    assert!(page.body.contains("D-26-0001"), "the invoice tells of its dispute");

    let staff_address = format!("/staff{address}");
    let queue = lena.get("/staff/disputes").await;
    assert!(queue.body.contains("D-26-0001") && queue.body.contains("200.00"), "{}", queue.body);
    let form = lena.get(&staff_address).await.body;
    let line = form.split("name=\"outcome-").nth(1).and_then(|rest| rest.split('"').next());
    let (outcome, credit) =
        (format!("outcome-{}", line.unwrap()), format!("credit-{}", line.unwrap()));
    let decide = async |amount: &str, told: &str| {
        let form = [("version", "1"), (&outcome, "credit"), (&credit, amount), ("told", told)];
        lena.post(&staff_address, &form).await
    };
    let untold = decide("150.00", " ").await;
    assert_eq!(untold.status, 422);
    assert!(untold.body.contains("Tell the customer why"), "{}", untold.body);
    let beyond = decide("200.01", "Half of it.").await;
    assert_eq!(beyond.status, 422);
    assert!(beyond.body.contains("At most 200.00 of this line is disputed."), "{}", beyond.body);
    assert_eq!(decide("150.00", "Three quarters of it.").await.status, 303);
    let again = decide("50.00", "And the rest.").await;
    assert_eq!(again.status, 422, "what is decided stays so");

    let page = joost.get(&address).await;
    assert!(
        page.body.contains("Credited in part") && page.body.contains("Three quarters of it."),
        "{}",
        page.body
    );
    let page = joost.get(&format!("/invoices/{invoice}")).await;
    assert!(page.body.contains("Pay €850.00"), "{}", page.body);
    app.world.db.assert_books().await;
}

#[tokio::test]
async fn what_cannot_be_read_is_told_beside_its_line_and_nothing_is_lost() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 100_000, 10).await;
    let joost = app.buyer_admin().await;
    for bad in
        ["1e3", "-5", "1.000,00", "99999999999999999999", "٨٠٠", "1000.00", "", "800.0000001"]
    {
        let reply = dispute(&joost, invoice, bad, "We agreed on <800>.", "open").await;
        assert_eq!(reply.status, 422, "{bad}");
        assert!(reply.body.contains("id=\"right-1-error\""), "{bad}: {}", reply.body);
        assert!(reply.body.contains("We agreed on &lt;800&gt;."), "{bad}: what was typed is kept");
    }
    let silent = dispute(&joost, invoice, "800.00", " ", "open").await;
    assert!(silent.body.contains("Write one sentence about what is wrong."), "{}", silent.body);
    let page = joost.get("/disputes").await;
    assert!(page.body.contains("Nothing is disputed"), "{}", page.body);
    app.world.db.assert_books().await;
}

#[tokio::test]
async fn who_opens_one_can_go_on_to_pay_the_rest_and_take_it_back() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 100_000, 10).await;
    let (joost, victor) = (app.buyer_admin().await, app.anonymous());
    let opened = dispute(&joost, invoice, "800.00", "We agreed on 800.", "pay").await;
    assert_eq!(opened.header("location"), format!("/pay?invoice={invoice}"));
    let pay = joost.get(opened.header("location")).await;
    assert!(pay.body.contains("€800.00"), "{}", pay.body);
    victor.sign_in("v.bos@ferrow.example").await;
    let list = joost.get("/disputes").await.body;
    let id =
        list.split("href=\"/disputes/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let address = format!("/disputes/{id}");
    assert_eq!(victor.get(&address).await.status, 200, "colleagues read it");
    let withdraw = format!("{address}/withdraw");
    assert_eq!(victor.post(&withdraw, &[]).await.status, 403, "and do not take it back");
    assert_eq!(joost.post(&withdraw, &[]).await.status, 303);
    assert_eq!(joost.post(&withdraw, &[]).await.status, 303, "a second click only looks");
    let page = joost.get(&format!("/invoices/{invoice}")).await;
    assert!(page.body.contains("Pay €1,000.00"), "{}", page.body);
}

#[tokio::test]
async fn several_invoices_are_disputed_in_one_form() {
    let app = TestApp::new().await;
    let one = app.world.invoice("NH-26-0001", 100_000, 10).await;
    let other = app.world.invoice("NH-26-0002", 50_000, 20).await;
    let joost = app.buyer_admin().await;
    let address = format!("/disputes/new?invoice={one}&invoice={other}");
    let page = joost.get(&address).await;
    assert!(page.body.contains("reason-1.1") && page.body.contains("NH-26-0002"), "{}", page.body);
    let (one, other, id) = (one.to_string(), other.to_string(), Uuid::now_v7().to_string());
    let send = async |act: &str| {
        let form = [
            ("id", id.as_str()),
            ("invoice", &one),
            ("invoice", &other),
            ("line", "1"),
            ("reason-1", "price"),
            ("right-1", "800.00"),
            ("line", "1.0"),
            ("reason-1.0", "terms"),
            ("right-1.0", "50.00"),
            ("text", "We agreed on 800, and on free freight."),
            ("do", act),
        ];
        joost.post("/disputes/new", &form).await
    };
    let computed = send("compute").await;
    assert!(computed.body.contains("data-slot=\"stays\">€1,250.00"), "{}", computed.body);
    let opened = send("pay").await;
    assert_eq!(opened.header("location"), format!("/pay?invoice={one}&invoice={other}"));
    let pay = joost.get(opened.header("location")).await;
    assert!(pay.body.contains("1,250.00"), "{}", pay.body);
    let strange = app.stranger().await.get(&address).await;
    assert_eq!(strange.status, 404);
}

#[tokio::test]
async fn whoever_pays_less_says_why_of_each_invoice() {
    let app = TestApp::new().await;
    let one = app.world.invoice("NH-26-0001", 100_000, 10).await;
    let other = app.world.invoice("NH-26-0002", 50_000, 20).await;
    let joost = app.buyer_admin().await;
    let (payment, dispute) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
    let (ids, names) = (
        [one.to_string(), other.to_string()],
        [
            format!("part-{one}"),
            format!("part-{other}"),
            format!("why-{one}"),
            format!("why-{other}"),
        ],
    );
    let shown = format!("card, each {one} 800.00 {other} 300.00");
    let send = async |why_one: &str, why_other: &str, text: &str| {
        let form = [
            ("id", payment.as_str()),
            ("dispute", &dispute),
            ("invoice", &ids[0]),
            ("invoice", &ids[1]),
            ("currency", "EUR"),
            ("rule", "each"),
            (&names[0], "800.00"),
            (&names[1], "300.00"),
            (&names[2], why_one),
            (&names[3], why_other),
            ("short-text", text),
            ("method", "card"),
            ("card", "card_pays"),
            ("expected", "1116.50"),
            ("shown", &shown),
            ("do", "pay"),
        ];
        joost.post("/pay", &form).await
    };
    for (one, other, text, words) in [
        ("", "later", "", "Say why you pay €200.00 less of NH-26-0001."),
        ("later", "", "", "Say why you pay €200.00 less of NH-26-0002."),
        ("price", "later", " ", "Write one sentence about what is wrong."),
        ("made-up", "later", "x", "Choose what is wrong from the list."),
    ] {
        let reply = send(one, other, text).await;
        assert_eq!(reply.status, 422, "{one} {other}");
        assert!(reply.body.contains(words), "{one} {other}: {}", reply.body);
    }
    assert!(joost.get("/disputes").await.body.contains("Nothing is disputed"));
    let paid = send("price", "later", "We agreed on 800.").await;
    assert_eq!(paid.status, 303, "{}", paid.body);
    assert!(paid.header("location").starts_with("/payments/"), "{}", paid.header("location"));
    assert_eq!(send("price", "later", "We agreed on 800.").await.status, 303, "sent twice");
    let list = joost.get("/disputes").await.body;
    assert!(list.contains("D-26-0001") && !list.contains("D-26-0002"), "{list}");
    app.world.db.settle_down().await;
    let page = joost.get(&format!("/invoices/{one}")).await.body;
    assert!(page.contains("on hold") || page.contains("Disputed"), "{page}");
    app.world.db.assert_books().await;
}
