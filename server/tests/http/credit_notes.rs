//! Credit notes as pages and files, and what few invoices say.

use crate::TestApp;
use backend::imports::{self, FileToLoad, Kind, Mapping};
use std::future::pending;
use uuid::Uuid;

#[tokio::test]
async fn a_credit_note_is_a_page_and_a_file_of_its_customers() {
    let app = TestApp::new().await;
    let note = app.world.credit("CN-26-0001", 5_000).await;
    let mirjam = app.buyer().await;
    let address = format!("/credit-notes/{note}/copy");
    let page = mirjam.get(&address).await.body;
    for fact in ["Copy of credit note", "CN-26-0001", "€50.00", "Returned goods"] {
        assert!(page.contains(fact), "{fact}: {page}");
    }
    assert!(!page.contains("Due on"), "nobody has to pay it: {page}");
    let id = Uuid::now_v7().to_string();
    let taken = mirjam.post(&address, &[("id", &id), ("format", "ubl")]).await;
    assert_eq!((taken.status, taken.header("location")), (303, format!("{address}/ubl").as_str()));
    let file = mirjam.get(&format!("{address}/pdf")).await;
    assert_eq!((file.status, file.header("content-type")), (200, "application/pdf"));
    let stranger = app.stranger().await;
    for path in [address.clone(), format!("{address}/pdf")] {
        assert_eq!(stranger.get(&path).await.status, 404, "{path}");
    }
    assert_eq!(stranger.post(&address, &[("id", &id)]).await.status, 404);
    assert_eq!(mirjam.get(&format!("{address}/gif")).await.status, 404);
}

const HEAD: &str = "number,account,issued_on,prepaid,buyer_reference,contract,deliver_to_name,deliver_to_city,row,of_line,description,quantity,unit_price,price_per,percent,tax_category,exemption,jurisdiction,customer_article,line_order,order_line,line_site,cost_centre,line_note";

/// 1,000.00 less 50.00 and 4 % of sales tax, of which 100.00 are paid.
const ROWS: &str = "\
N-1,10482,2026-11-02,100.00,INKOOP-7,FC-2025-118,Depot North,9723 HX Groningen,line,,Hexagon bolt M8,1000,100.00,100,,O,Not subject to VAT,,KL-816,PO 7801,10,Groningen,4410,Zinc plated
N-1,10482,2026-11-02,,,,,,allowance,,Framework contract,,,,5,,,,,,,,,
N-1,10482,2026-11-02,,,,,,sales_tax,1,,,,,4,,,NY,,,,,,
";

/// Loads it from a file, and says which invoice it is.
async fn load(app: &TestApp) -> Uuid {
    let b = app.world.backend();
    std::fs::create_dir_all(&b.data_dir).unwrap();
    let path = b.data_dir.join("particulars.csv");
    std::fs::write(&path, format!("{HEAD}\n{ROWS}")).unwrap();
    let file = FileToLoad {
        entity_id: app.world.entity,
        path,
        mapping: Mapping::plain(Kind::Invoices),
        mapping_name: String::new(),
        as_of: None,
        dry_run: false,
    };
    let run = imports::load_file(b, file, |_| {}, pending()).await.unwrap();
    assert_eq!(run.progress.tally.created, 1, "{run:?}");
    let mut tx = b.db.worker().await.unwrap();
    sqlx::query_scalar("SELECT id FROM invoice WHERE number = 'N-1'")
        .fetch_one(&mut *tx)
        .await
        .unwrap()
}

#[tokio::test]
async fn what_an_invoice_says_besides_is_on_each_page_of_it() {
    let app = TestApp::new().await;
    let id = load(&app).await;
    let (mirjam, lena) = (app.buyer().await, app.clerk().await);
    let pages = [
        mirjam.get(&format!("/invoices/{id}")).await.body,
        mirjam.get(&format!("/invoices/{id}/copy")).await.body,
        lena.get(&format!("/staff/invoices/{id}")).await.body,
    ];
    for page in &pages {
        for fact in [
            "Discount 5%: Framework contract",
            "Sales tax NY 4%",
            "Not subject to VAT",
            "Paid before",
            "Left to pay when issued",
            "€890.00",
            "100.00 per 100",
            "Zinc plated",
            "your art. KL-816 · order PO 7801, line 10 · Groningen · cost centre 4410",
            "INKOOP-7",
            "FC-2025-118",
            "Depot North, 9723 HX Groningen",
        ] {
            assert!(page.contains(fact), "{fact}: {page}");
        }
    }
    app.world.db.assert_books().await;
}
