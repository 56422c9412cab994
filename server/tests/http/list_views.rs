//! Lists as somebody has chosen to see them, with browsers without scripts.

use crate::{Client, TestApp};

/// What stands in the head of the page's table.
fn head(body: &str) -> &str {
    let (_, rest) = body.split_once("<thead").expect("a table");
    rest.split_once("</thead>").expect("its end").0
}

async fn send(client: &Client, path: &str, act: &str, form: &[(&str, &str)]) -> String {
    let form: Vec<_> = form.iter().copied().chain([("do", act)]).collect();
    let reply = client.post(path, &form).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    reply.header("location").to_owned()
}

#[tokio::test]
async fn a_buyer_sees_the_columns_and_groups_that_they_chose() {
    let app = TestApp::new().await;
    app.world.invoice("NH-26-0001", 80_000, 5).await;
    app.world.invoice("NH-26-0002", 50_000, 40).await;
    app.world.invoice("NH-26-0003", 30_000, -5).await;
    let (joost, other) = (app.buyer_admin().await, app.buyer().await);
    let usual = joost.get("/invoices").await.body;
    assert!(head(&usual).contains("Issued") && head(&usual).contains("Open"), "{usual}");
    assert!(usual.contains("Columns and view") && !usual.contains("Back to the usual"));
    let form = [("column", "due"), ("column", "total"), ("grouping", "due-month"), ("list", "")];
    let to = send(&joost, "/invoices/view", "save", &form).await;
    assert_eq!(to, "/invoices?show=open&done=saved");
    let page = joost.get(&to).await.body;
    assert!(head(&page).contains("Due") && head(&page).contains("Total"), "{page}");
    assert!(!head(&page).contains("Issued") && !head(&page).contains("State"), "{page}");
    for heading in ["Due in November 2026", "Due in December 2026"] {
        assert_eq!(page.matches(heading).count(), 1, "{heading}: {page}");
    }
    assert!(page.contains("2 invoices, €1,100.00 to pay"), "{page}");
    assert!(head(&other.get("/invoices").await.body).contains("Issued"), "theirs is as it was");
    let csv = joost.get("/invoices.csv?show=open").await.body;
    assert!(csv.contains("issued") && csv.contains("promised_until"), "the file has all: {csv}");

    let to = send(&joost, "/invoices/view", "usual", &[]).await;
    assert_eq!(to, "/invoices?done=saved");
    assert_eq!(head(&joost.get("/invoices").await.body), head(&usual));
}

#[tokio::test]
async fn a_list_begins_with_what_one_keeps_and_a_link_says_otherwise() {
    let app = TestApp::new().await;
    app.world.invoice("NH-26-0001", 80_000, 5).await;
    app.world.invoice("NH-26-0002", 50_000, -5).await;
    let joost = app.buyer_admin().await;
    let form = [("column", "due"), ("grouping", "none"), ("list", "show=overdue&q=NH&sort=-due")];
    let to = send(&joost, "/invoices/view", "begin", &form).await;
    assert_eq!(to, "/invoices?done=saved");
    for address in ["/invoices", to.as_str()] {
        let page = joost.get(address).await.body;
        assert!(page.contains("NH-26-0002") && !page.contains("NH-26-0001"), "{address}: {page}");
        assert!(page.contains("href=\"/invoices?show=open\""), "the way to the others: {page}");
    }
    let open = joost.get("/invoices?show=open").await.body;
    assert!(open.contains("NH-26-0001") && open.contains("NH-26-0002"), "{open}");
    // To save columns alone leaves what the list begins with.
    send(&joost, "/invoices/view", "save", &[("column", "open"), ("list", "show=all")]).await;
    assert!(!joost.get("/invoices").await.body.contains("NH-26-0001"));
    let csv = joost.get("/invoices.csv").await.body;
    assert!(csv.contains("NH-26-0001"), "a file is what its address says: {csv}");
}

#[tokio::test]
async fn staff_have_theirs() {
    let app = TestApp::new().await;
    app.world.invoice("NH-26-0001", 80_000, 5).await;
    app.world.invoice("NH-26-0002", 50_000, -5).await;
    let (lena, ada) = (app.clerk().await, app.admin().await);
    let form = [("column", "state"), ("grouping", "order"), ("list", "show=overdue&account=x")];
    let to = send(&lena, "/staff/invoices/view", "begin", &form).await;
    assert_eq!(to, "/staff/invoices?done=saved");
    let page = lena.get("/staff/invoices").await.body;
    assert!(page.contains("NH-26-0002") && !page.contains("NH-26-0001"), "{page}");
    assert!(page.contains("Without an order") || page.contains("Order "), "{page}");
    assert!(head(&page).contains("State") && !head(&page).contains("Account"), "{page}");
    let ours = ada.get("/staff/invoices").await.body;
    assert!(ours.contains("NH-26-0001") && head(&ours).contains("Account"), "{ours}");
    let open = lena.get("/staff/invoices?show=open").await.body;
    assert!(open.contains("NH-26-0001"), "{open}");
}
