//! The analysis of disputes over HTTP: every number leads to a list that has as many rows and the same sum.

use crate::{Client, TestApp};
use backend::{
    disputes::{self, Claimed, NewDispute, NewLine},
    invoices::issue::NewInvoice,
    testing::World,
};
use domain::{
    Currency, Money,
    dispute::Claim,
    ids::{DisputeId, InvoiceId},
};
use rust_decimal::Decimal;
use uuid::Uuid;

const PAGE: &str = "/staff/disputes/analysis";

/// Two lines of one article, of which one is wrong in price, and an amount of a whole invoice.
async fn two_disputes(world: &World) {
    let due_on = world.today() + chrono::Days::new(10);
    let draft = world.draft("NH-1", 100_000, due_on);
    let site = Some("Hall 2, “Süd” & <b>".to_owned());
    let first = world.issue(NewInvoice { site, ..draft }).await;
    let second = world.invoice("NH-2", 50_000, 10).await;
    open(world, first, "quantity", Claimed::Line(1, Claim::Quantity(Decimal::ZERO))).await;
    open(world, second, "other", Claimed::Amount(Money::new(12_345, Currency::EUR))).await;
}

async fn open(world: &World, invoice_id: InvoiceId, reason: &str, claimed: Claimed) {
    let lines = vec![NewLine { invoice_id, reason: reason.to_owned(), claimed }];
    let id = DisputeId(Uuid::now_v7());
    let new = NewDispute { id, lines, text: "It is wrong.".to_owned(), files: vec![] };
    disputes::open(world.backend(), &world.joost, &new).await.unwrap();
}

/// The links of a page into a list, each with the text that it is on.
fn links(page: &str, path: &str) -> Vec<(String, String)> {
    let start = format!("<a href=\"{path}?");
    page.split(&start)
        .skip(1)
        .filter_map(|rest| {
            let (query, rest) = rest.split_once('"')?;
            let (_, rest) = rest.split_once('>')?;
            let (text, _) = rest.split_once("</a>")?;
            Some((format!("{path}?{}", query.replace("&amp;", "&")), text.to_owned()))
        })
        .collect()
}

/// How many rows a file has, and what its columns `of_these_lines` and `credited` sum to in cents.
async fn file(client: &Client, address: &str) -> (usize, i64, i64) {
    let reply = client.get(&address.replacen("disputes?", "disputes.csv?", 1)).await;
    assert_eq!(reply.status, 200, "{address}");
    let mut reader = csv::Reader::from_reader(reply.body.trim_start_matches('\u{feff}').as_bytes());
    let head = reader.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|column| column == name).unwrap();
    let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
    let (mut count, mut sum, mut credited) = (0, 0, 0);
    for row in reader.records().map(Result::unwrap) {
        count += 1;
        sum += cents(&row[at("of_these_lines")]);
        credited += cents(&row[at("credited")]);
    }
    (count, sum, credited)
}

#[tokio::test]
async fn every_number_opens_as_many_rows_and_the_same_sum() {
    let app = TestApp::new().await;
    two_disputes(&app.world).await;
    let lena = app.clerk().await;
    let page = lena.get(PAGE).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let links = links(&page.body, "/staff/disputes");
    let mut seen = (0, 0, 0);
    for (address, text) in &links {
        let (count, sum, credited) = file(&lena, address).await;
        let list = lena.get(address).await;
        assert_eq!(list.status, 200, "{address}");
        let digits = text.replace([',', '.'], "").parse::<i64>();
        match digits {
            Ok(number) if text.contains('.') => {
                let expected = if address.contains("credited=yes") { credited } else { sum };
                assert_eq!(number, expected, "{address}: {text}");
                seen.0 += 1;
            }
            Ok(number) => {
                assert_eq!(usize::try_from(number).unwrap(), count, "{address}: {text}");
                seen.1 += 1;
            }
            Err(_) if text.ends_with('%') => {
                assert!(count > 0 && sum > 0, "{address}: {text}");
                seen.2 += 1;
            }
            // The label of a figure: its number stands beside it.
            Err(_) => {}
        }
        let rows = list.body.matches(">D-26-").count();
        assert_eq!(rows, count, "{address}: the page has the rows of its file");
    }
    // Two each of cause, reason, article, place; one account; five totals; and the month's number. An amount
    // without an article has no rate.
    assert_eq!(seen, (14, 15, 12), "{links:?}");
}

/// What the invoices of a list were over, in cents.
async fn invoiced(client: &Client, address: &str) -> i64 {
    let reply = client.get(&address.replacen("invoices?", "invoices.csv?", 1)).await;
    assert_eq!(reply.status, 200, "{address}");
    let mut reader = csv::Reader::from_reader(reply.body.trim_start_matches('\u{feff}').as_bytes());
    let at = reader.headers().unwrap().iter().position(|column| column == "total").unwrap();
    reader.records().map(|row| row.unwrap()[at].replace('.', "").parse::<i64>().unwrap()).sum()
}

#[tokio::test]
async fn what_was_invoiced_opens_its_invoices() {
    let app = TestApp::new().await;
    two_disputes(&app.world).await;
    let lena = app.clerk().await;
    let page = lena.get(PAGE).await.body;
    let links = links(&page, "/staff/invoices");
    let numbers: Vec<_> = links.iter().filter(|(_, text)| text.contains('.')).collect();
    // Two reasons, one account and the totals of five tables.
    assert_eq!(numbers.len(), 8, "{links:?}");
    for (address, text) in numbers {
        let number: i64 = text.replace([',', '.'], "").parse().unwrap();
        assert_eq!(number, invoiced(&lena, address).await, "{address}");
    }
}

#[tokio::test]
async fn tables_are_files_too_and_a_quiet_time_says_so() {
    let app = TestApp::new().await;
    let lena = app.clerk().await;
    let quiet = lena.get(PAGE).await;
    assert!(quiet.body.contains("Nothing was disputed in these days"), "{}", quiet.body);
    two_disputes(&app.world).await;
    for (table, expected) in [
        ("reason", "Short delivery,,1,1000.00,0.00,0.00,1500.00,66.7,EUR"),
        (
            "product",
            "10 6205 50,\"6205-2RS ball bearing, box of 50\",1,1000.00,0.00,0.00,1500.00,66.7,EUR",
        ),
        ("product", "No article named,,1,123.45,0.00,0.00,,,EUR"),
        ("site", "\"Hall 2, “Süd” & <b>\",,1,1000.00,0.00,0.00,1000.00,100.0,EUR"),
        ("site", "No place named,,1,123.45,0.00,0.00,500.00,24.7,EUR"),
        ("account", "Ferrow Cycles B.V.,10482,2,1123.45,0.00,0.00,1500.00,74.9,EUR"),
        ("cause", "Something else,,1,123.45,0.00,0.00,,,EUR"),
        ("month", "2026-11-01,2026-11-18,0,0,,2,"),
    ] {
        let reply = lena.get(&format!("{PAGE}.csv?table={table}")).await;
        assert_eq!(reply.status, 200);
        assert!(reply.body.lines().any(|line| line == expected), "{table}: {}", reply.body);
    }
    let page = lena.get(PAGE).await.body;
    assert!(page.contains("Hall 2, “Süd” &amp; &lt;b&gt;"), "{page}");
    let old = lena.get(&format!("{PAGE}?since=2026-01-01&until=2026-02-01")).await;
    assert!(old.body.contains("Nothing was disputed in these days"), "{}", old.body);
}

#[tokio::test]
async fn a_filter_that_shows_nothing_says_which_part_to_drop() {
    let app = TestApp::new().await;
    two_disputes(&app.world).await;
    let lena = app.clerk().await;
    let page = lena.get("/staff/disputes?reason=other&least=500").await.body;
    assert!(page.contains("Without the amounts") && page.contains("Without the reason"), "{page}");
    assert!(!page.contains("Without the state"), "{page}");
    let way = page.split("Without the amounts").next().and_then(|p| p.rsplit("href=\"").next());
    let way = way.and_then(|rest| rest.split('"').next()).unwrap().replace("&amp;", "&");
    let found = lena.get(&way).await.body;
    assert!(found.contains("D-26-0002") && !found.contains("D-26-0001"), "{found}");
    let waiting = lena.get("/staff/disputes").await.body;
    assert!(waiting.contains("2 disputes, €1,123.45 disputed."), "{waiting}");
}

#[tokio::test]
async fn buyers_filter_their_disputes_and_take_them_along() {
    let app = TestApp::new().await;
    two_disputes(&app.world).await;
    let (joost, stranger) = (app.buyer_admin().await, app.stranger().await);
    let file = joost.get("/disputes.csv").await.body;
    assert_eq!(file.lines().count(), 3, "{file}");
    assert!(
        file.contains("D-26-0002,open,Something else,NH-2,2026-11-18,,EUR,123.45,0.00"),
        "{file}"
    );
    let none = joost.get("/disputes?state=decided").await.body;
    assert!(none.contains("None of your disputes stands there"), "{none}");
    assert!(joost.get("/disputes?state=open").await.body.contains("D-26-0001"));
    assert_eq!(stranger.get("/disputes.csv").await.body.lines().count(), 1);
}

#[tokio::test]
async fn what_is_disputed_is_told_beside_every_open_amount() {
    let app = TestApp::new().await;
    two_disputes(&app.world).await;
    let (joost, lena) = (app.buyer_admin().await, app.clerk().await);
    let statement = joost.get("/statement?kind=open").await.body;
    assert!(statement.contains("data-label=\"Of it disputed\""), "{statement}");
    let file = joost.get("/statement.csv?kind=open").await.body;
    assert!(file.contains("500.00,500.00,123.45,EUR"), "{file}");
    assert!(file.lines().last().unwrap().ends_with("1500.00,1123.45,EUR"), "{file}");
    let happened = joost.get("/statement.csv?kind=forward").await.body;
    assert!(happened.contains("2026-11-18,Of it disputed,,,1123.45,EUR"), "{happened}");
    assert!(joost.get("/").await.body.contains("href=\"/disputes\""));
    let overview = lena.get("/staff").await.body;
    assert!(
        overview.contains("Of it disputed") && overview.contains("show=disputed"),
        "{overview}"
    );
    let account = format!("/staff/accounts/{}", app.world.ferrow);
    let account = lena.get(&account).await.body;
    assert!(account.contains("Of it disputed") && account.contains("Latest disputes"), "{account}");
    let invoices = lena.get("/staff/invoices?show=disputed").await.body;
    assert!(invoices.contains("2 open items, €1,123.45 disputed."), "{invoices}");
    let invoices = lena.get("/staff/invoices").await.body;
    assert!(invoices.contains("data-label=\"Disputed\""), "{invoices}");
}
