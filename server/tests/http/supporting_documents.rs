//! Papers, as staff attach them with browsers without scripts, and as buyers fetch them.

use crate::{Client, Reply, TestApp};
use uuid::Uuid;

const NOTE: (&str, &[u8]) = ("gate <1>.txt", b"Signed by the gate.");

async fn attach(client: &Client, at: &str, more: &[(&str, &str)], file: &[(&str, &[u8])]) -> Reply {
    let id = Uuid::now_v7().to_string();
    let form: Vec<_> = std::iter::once(("id", id.as_str())).chain(more.iter().copied()).collect();
    client.post_files(at, &form, file).await
}

/// The addresses that a page leads to below a folder.
fn listed<'a>(body: &'a str, folder: &str) -> Vec<&'a str> {
    let links = body.split(['"']).filter(|address| address.starts_with(folder));
    links.collect()
}

#[tokio::test]
async fn a_proof_of_delivery_is_attached_fetched_with_the_invoice_and_taken_back() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 80_000, 10).await;
    let (joost, lena, ruud) = (app.buyer_admin().await, app.clerk().await, app.stranger().await);
    let (theirs, ours) = (format!("/staff/invoices/{invoice}"), format!("/invoices/{invoice}"));
    assert!(!joost.get(&ours).await.body.contains("id=\"papers\""), "no panel of nothing");
    assert!(lena.get(&theirs).await.body.contains("Nothing is attached yet."));
    let done = attach(&lena, &theirs, &[("kind", "proof-of-delivery")], &[NOTE]).await;
    assert_eq!((done.status, done.header("location")), (303, &*format!("{theirs}?done=attached")));

    let page = joost.get(&ours).await.body;
    assert!(page.contains("Proof of delivery") && page.contains("gate &lt;1&gt;.txt"), "{page}");
    let file = listed(&page, "/files/")[0].to_owned();
    let got = joost.get(&file).await;
    assert_eq!((got.status, got.body.as_str()), (200, "Signed by the gate."));
    assert_eq!(ruud.get(&file).await.status, 404);

    let copy = format!("{ours}/copy");
    assert!(joost.get(&copy).await.body.contains("With its papers, as a ZIP"));
    let id = Uuid::now_v7().to_string();
    let form = [("id", id.as_str()), ("format", "json"), ("papers", "with")];
    let sent = joost.post(&copy, &form).await;
    let zip = joost.get(sent.header("location")).await;
    assert_eq!((zip.status, zip.header("content-type")), (200, "application/zip"));
    let name = "attachment; filename=\"invoice-NH-26-0001-copy-with-papers.zip\"";
    assert_eq!(zip.header("content-disposition"), name);
    for name in ["invoice-NH-26-0001-copy.json", "papers/01-proof-of-delivery-gate <1>.txt"] {
        assert!(zip.body.contains(name), "{name}: {}", zip.body);
    }
    assert_eq!(ruud.get(&format!("{copy}/json?papers=with")).await.status, 404);
    let alone = joost.get(&format!("{copy}/json")).await;
    assert!(alone.header("content-type").starts_with("application/json"));

    let page = lena.get(&theirs).await.body;
    let remove = listed(&page, "/staff/supporting-documents/")[0].to_owned();
    assert_eq!(joost.post(&remove, &[]).await.status, 404);
    let gone = lena.post(&remove, &[]).await;
    assert_eq!((gone.status, gone.header("location")), (303, &*format!("{theirs}?done=removed")));
    assert!(!joost.get(&ours).await.body.contains("id=\"papers\""));
    assert_eq!(joost.get(&file).await.status, 404);
    let page = lena.get(&theirs).await.body;
    assert!(
        page.contains("by Lena Okafor") && !page.contains("Take it from the customer"),
        "{page}"
    );
    assert_eq!(lena.get(&format!("/staff{file}")).await.status, 200);
}

#[tokio::test]
async fn a_certificate_of_the_account_is_on_each_invoice_and_expires() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 80_000, 10).await;
    let (joost, lena) = (app.buyer_admin().await, app.clerk().await);
    let at = format!("/staff/accounts/{}", app.world.ferrow);
    let fields = [("kind", "tax-certificate"), ("valid_until", "2026-11-19")];
    let done = attach(&lena, &at, &fields, &[NOTE]).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let page = joost.get(&format!("/invoices/{invoice}")).await.body;
    assert!(page.contains("Tax certificate") && page.contains("for all your invoices"), "{page}");
    assert!(!lena.get(&at).await.body.contains("Expired"));
    app.world.db.pass_days(2).await;
    let lena = app.clerk().await;
    for page in [at, format!("/staff/invoices/{invoice}")] {
        assert!(lena.get(&page).await.body.contains("Expired"), "{page}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_and_the_file_waits() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 80_000, 10).await;
    let lena = app.clerk().await;
    let at = format!("/staff/invoices/{invoice}");
    let fields = [("kind", "tax-certificate"), ("valid_until", "2026-11-01")];
    let refused = attach(&lena, &at, &fields, &[NOTE]).await;
    assert_eq!(refused.status, 422);
    for words in ["That day is over", "value=\"2026-11-01\"", "name=\"kept\"", "Not attached"] {
        assert!(refused.body.contains(words), "{words}: {}", refused.body);
    }
    let kept = refused.body.split("name=\"kept\" value=\"").nth(1).unwrap();
    let kept = kept.split('"').next().unwrap();
    let done = attach(&lena, &at, &[("kind", "tax-certificate"), ("kept", kept)], &[]).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let page = lena.get(&at).await.body;
    assert_eq!(listed(&page, "/staff/files/").len(), 1, "{page}");
    let refused = attach(&lena, &at, &[("kind", "picture")], &[]).await;
    assert!(refused.status == 422 && refused.body.contains("Choose what it is."));
}
