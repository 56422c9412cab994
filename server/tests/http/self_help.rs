//! What buyers can have without waiting for an answer, as browsers without scripts ask for it.

use crate::{Client, TestApp};
use backend::{
    receivables::self_help::{self, Counted},
    testing::World,
};
use domain::{
    ids::InvoiceId,
    self_help::{Kind, Outcome},
};
use uuid::Uuid;

async fn counted(world: &World) -> Counted {
    self_help::counts(world.backend(), &world.lena).await.unwrap()
}

/// The value of the first hidden field of that name.
fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let rest = page.split(&mark).nth(1).unwrap_or_else(|| panic!("{name}: {page}"));
    rest.split('"').next().unwrap().to_owned()
}

async fn viewer(app: &TestApp) -> Client {
    let victor = app.anonymous();
    victor.sign_in("v.bos@ferrow.example").await;
    victor
}

#[tokio::test]
async fn asking_begins_with_what_can_be_had_at_once() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 80_000, 10).await;
    let (joost, victor) = (app.buyer_admin().await, viewer(&app).await);
    let page = victor.get(&format!("/invoices/{invoice}")).await.body;
    let help = format!("/invoices/{invoice}/help");
    assert!(page.contains(&format!("href=\"{help}\"")), "{page}");
    assert!(!page.contains("/conversations/new"), "a question comes last: {page}");
    let all = joost.get(&help).await.body;
    for way in ["help/paid", "copy", "help/order", "dispute"] {
        assert!(all.contains(&format!("/invoices/{invoice}/{way}\"")), "{way}: {all}");
    }
    assert!(
        all.contains("/account/contacts?invoice=") && all.contains("/conversations/new?"),
        "{all}"
    );
    let may = victor.get(&help).await.body;
    assert!(!may.contains("/dispute\"") && may.contains("/help/order\""), "his role views: {may}");

    // By the number that is on it, or by that of the order.
    for typed in ["NH-26-0001", "nh-26-0001", "PO%20NH-26-0001"] {
        let found = victor.get(&format!("/help?number={typed}")).await;
        assert_eq!((found.status, found.header("location")), (303, help.as_str()), "{typed}");
    }
    let none = victor.get("/help?number=%3Cb%3E").await;
    assert!(none.body.contains("is called “&lt;b&gt;”"), "{}", none.body);
    let stranger = app.stranger().await.get("/help?number=NH-26-0001").await;
    assert_eq!(stranger.status, 200);
}

#[tokio::test]
async fn a_payment_that_is_found_ends_the_case_and_one_that_is_not_is_told() {
    let app = TestApp::new().await;
    let asked = app.world.invoice("NH-26-0001", 80_000, 10).await;
    app.world.credit("CN-26-0001", 5_000).await;
    let victor = viewer(&app).await;
    let paid = format!("/invoices/{asked}/help/paid");
    let page = victor.get(&paid).await.body;
    assert!(page.contains("All of it is on your account as credit"), "{page}");
    assert!(page.contains(&format!("/pay?invoice={asked}")), "{page}");
    assert!(!page.contains("Tell the seller</button>"), "not before it is none of these: {page}");
    let (id, source) = (hidden(&page, "id"), hidden(&page, "source"));
    for _ in 0..2 {
        let form = [("id", id.as_str()), ("do", "found"), ("source", &source)];
        let ended = victor.post(&paid, &form).await;
        assert_eq!(ended.header("location"), format!("/invoices/{asked}?done=found"));
    }
    assert_eq!(counted(&app.world).await.of(None, Some(Kind::Paid), Some(Outcome::Helped)), 1);

    let none = victor.get(&format!("{paid}?none=1")).await.body;
    let id = hidden(&none, "id");
    let tell = async |amount: &str, date: &str, reference: &str| {
        let form =
            [("id", id.as_str()), ("amount", amount), ("date", date), ("reference", reference)];
        victor.post(&paid, &form).await
    };
    for (amount, date, reference, field) in [
        ("1.000,00", "2026-11-12", "Ours", "amount"),
        ("800.00", "12.11.2026", "Ours", "date"),
        ("800.00", "2026-11-19", "Ours", "date"),
        ("800.00", "2026-11-12", " ", "reference"),
        ("0.00", "2026-11-12", "Ours", "amount"),
    ] {
        let refused = tell(amount, date, reference).await;
        assert_eq!(refused.status, 422, "{amount} {date}");
        assert!(
            refused.body.contains(&format!("id=\"{field}-error\"")),
            "{field}: {}",
            refused.body
        );
        assert!(refused.body.contains(&format!("value=\"{amount}\"")), "what was typed is kept");
    }
    let told = tell("800.00", "2026-11-12", "<Ours>").await;
    assert_eq!(told.status, 303, "{}", told.body);
    let again = tell("800.00", "2026-11-12", "<Ours>").await;
    assert_eq!(again.header("location"), told.header("location"));
    let conversation = victor.get(told.header("location")).await.body;
    assert!(conversation.contains("€800.00 on 12 November 2026"), "{conversation}");
    assert!(conversation.contains("&lt;Ours&gt;"), "{conversation}");

    let looked = victor.get(&format!("{paid}?of_amount=1.000,00&of_date=x")).await;
    assert_eq!(looked.status, 200);
    assert!(looked.body.contains("id=\"of_amount-error\""), "{}", looked.body);
}

#[tokio::test]
async fn an_order_number_is_given_once_and_shown_to_both_sides() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 80_000, 10).await;
    let (victor, lena) = (viewer(&app).await, app.clerk().await);
    let address = format!("/invoices/{invoice}/help/order");
    let page = victor.get(&address).await.body;
    let (id, version) = (hidden(&page, "id"), hidden(&page, "version"));
    let give = async |order: &str| {
        let form = [("id", id.as_str()), ("version", version.as_str()), ("order", order)];
        victor.post(&address, &form).await
    };
    let long = "4".repeat(65);
    for bad in ["-", long.as_str()] {
        let refused = give(bad).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("id=\"order-error\"") && refused.body.contains(bad));
    }
    assert_eq!(give("4500-B").await.status, 303);
    assert_eq!(give("4500-B").await.status, 303, "sent twice");
    let stale = give("4501").await;
    assert_eq!(stale.status, 422, "{}", stale.body);
    assert!(stale.body.contains("Somebody changed it") && stale.body.contains("value=\"4501\""));
    for (client, path) in [
        (&victor, format!("/invoices/{invoice}")),
        (&victor, "/invoices?q=4500-b".to_owned()),
        (&lena, format!("/staff/invoices/{invoice}")),
        (&lena, "/staff/invoices?q=4500-B".to_owned()),
    ] {
        let page = client.get(&path).await.body;
        assert!(page.contains("4500-B") && page.contains("PO NH-26-0001"), "{path}: {page}");
    }
}

#[tokio::test]
async fn a_copy_is_a_page_and_a_pdf_and_is_counted_when_it_is_taken() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 80_000, 10).await;
    let victor = viewer(&app).await;
    let address = format!("/invoices/{invoice}/copy");
    let page = victor.get(&address).await.body;
    for fact in ["Copy of invoice", "NH-26-0001", "€800.00", "NL91"] {
        assert!(page.contains(fact), "{fact}: {page}");
    }
    let id = hidden(&page, "id");
    for _ in 0..2 {
        let taken = victor.post(&address, &[("id", &id)]).await;
        assert_eq!(taken.header("location"), format!("{address}/pdf"));
    }
    let file = victor.get(&format!("{address}/pdf")).await;
    assert_eq!((file.status, file.header("content-type")), (200, "application/pdf"));
    let name = "attachment; filename=\"invoice-NH-26-0001-copy.pdf\"";
    assert_eq!(file.header("content-disposition"), name);
    assert_eq!(counted(&app.world).await.of(None, Some(Kind::Copy), None), 1);
}

#[tokio::test]
async fn a_copy_can_be_had_as_data_and_what_its_rules_refuse_is_told() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 80_000, 10).await;
    let victor = viewer(&app).await;
    let address = format!("/invoices/{invoice}/copy");
    let id = Uuid::now_v7().to_string();
    let taken = victor.post(&address, &[("id", &id), ("format", "ubl")]).await;
    assert_eq!(taken.header("location"), format!("{address}/ubl"));
    let file = victor.get(&format!("{address}/ubl")).await;
    assert_eq!((file.status, file.header("content-type")), (200, "application/xml"));
    let name = "attachment; filename=\"invoice-NH-26-0001-copy-ubl.xml\"";
    assert_eq!(file.header("content-disposition"), name);
    assert!(file.body.contains("<cbc:PayableAmount currencyID=\"EUR\">800.00<"), "{}", file.body);
    let refused = victor.get(&format!("{address}/peppol")).await;
    assert_eq!(refused.status, 422);
    for words in ["cannot be had as Peppol", "PEPPOL-EN16931-R010", "address on the Peppol network"]
    {
        assert!(refused.body.contains(words), "{words}: {}", refused.body);
    }
    assert_eq!(victor.get(&format!("{address}/parchment")).await.status, 404);
}

#[tokio::test]
async fn staff_see_how_often_nobody_was_needed_and_open_the_rows() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 80_000, 10).await;
    let (victor, lena) = (viewer(&app).await, app.clerk().await);
    let empty = lena.get("/staff/self-help").await.body;
    assert!(empty.contains("Nobody needed anything yet"), "{empty}");
    take(&victor, invoice).await;
    take(&victor, invoice).await;
    let id = Uuid::now_v7().to_string();
    let of = invoice.to_string();
    let question = [("id", id.as_str()), ("about", "invoice"), ("of", &of), ("message", "Where?")];
    assert_eq!(victor.post("/conversations/new", &question).await.status, 303);
    let page = lena.get("/staff/self-help").await.body;
    assert!(page.contains("66%") && page.contains("2 of 3"), "{page}");
    assert!(page.contains("/staff/self-help/cases?month=2026-11&amp;kind=copy"), "{page}");
    let rows = lena.get("/staff/self-help/cases?month=2026-11&kind=copy").await.body;
    assert_eq!(rows.matches("Ferrow Cycles B.V.").count(), 2, "{rows}");
    let asked = lena.get("/staff/self-help/cases?outcome=asked").await.body;
    assert!(asked.contains("/staff/conversations/"), "{asked}");
    let before = lena.get("/staff/self-help/cases?month=2026-10").await.body;
    assert!(before.contains("There is none"), "{before}");
}

async fn take(client: &Client, invoice: InvoiceId) {
    let id = Uuid::now_v7().to_string();
    let taken = client.post(&format!("/invoices/{invoice}/copy"), &[("id", &id)]).await;
    assert_eq!(taken.status, 303, "{}", taken.body);
}
