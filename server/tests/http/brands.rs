//! What is the seller's own, through their form and on the buyer's pages.

use crate::{TestApp, client::multipart};

const PATH: &str = "/staff/settings/brand";
const PICTURE: &str = "/staff/settings/brand/logo";
const SVG: &[u8] = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 26"><circle cx="13" cy="13" r="11" fill="#1f6f5c"/></svg>"##;

/// The form with a file.
fn form(version: &str, name: &str, bytes: &[u8]) -> Vec<u8> {
    let fields = [("version", version), ("do", "put")];
    let body = multipart(&fields, &[(name, bytes)]);
    // The helper calls its field as forms of messages do.
    let text = String::from_utf8(body).unwrap();
    text.replace("name=\"files\"", "name=\"logo\"").into_bytes()
}

#[tokio::test]
async fn an_admin_puts_a_logo_there_and_paper_has_it() {
    let app = TestApp::new().await;
    app.world.invoice("NH-26-0001", 12_100, 10).await;
    let (ada, lena, joost) = (app.admin().await, app.clerk().await, app.buyer_admin().await);
    let kind = "multipart/form-data; boundary=bearing";
    let pdf = "/settings/formats/preview/invoice?format=pdf";
    let before = joost.get(pdf).await.body;
    assert!(ada.get(PATH).await.body.contains("Put it there"));
    assert_eq!(ada.get(PICTURE).await.status, 303, "there is none");
    assert_eq!(lena.post_body(PATH, kind, form("0", "mark.svg", SVG)).await.status, 403);

    let refused = ada.post_body(PATH, kind, form("0", "mark.png", b"no picture")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("id=\"logo-error\""), "{}", refused.body);
    let nothing = ada.post(PATH, &[("version", "0"), ("do", "put")]).await;
    assert!(nothing.body.contains("Choose a file."), "{}", nothing.body);
    for _ in 0..2 {
        let put = ada.post_body(PATH, kind, form("0", "mark.svg", SVG)).await;
        assert_eq!(put.header("location"), format!("{PATH}?done=saved"));
    }
    let page = ada.get(PATH).await.body;
    assert!(page.contains(&format!("src=\"{PICTURE}\"")) && page.contains("Changed by"), "{page}");
    let picture = ada.get(PICTURE).await;
    assert_eq!((picture.header("content-type"), picture.body.as_bytes()), ("image/svg+xml", SVG));
    assert!(picture.header("content-security-policy").contains("sandbox"));

    let marked = joost.get(pdf).await.body;
    assert!(marked.starts_with("%PDF-") && marked != before);
    let without = joost.get(&format!("{pdf}&letterhead=name")).await.body;
    assert_eq!(without.len(), before.len(), "without it nothing of it is there");
    let stale = ada.post(PATH, &[("version", "0"), ("do", "remove")]).await;
    assert!(stale.body.contains("Somebody was faster"), "{}", stale.body);
    assert_eq!(ada.post(PATH, &[("version", "1"), ("do", "remove")]).await.status, 303);
    assert_eq!(joost.get(pdf).await.body.len(), before.len());
    assert_eq!(ada.post(PATH, &[("do", "nothing")]).await.status, 404);
}

#[tokio::test]
async fn pages_of_buyers_have_the_sellers_mark_and_colour() {
    let app = TestApp::new().await;
    let (ada, joost) = (app.admin().await, app.buyer_admin().await);
    let plain = joost.get("/accounts").await.body;
    assert!(
        plain.contains("<svg viewBox=\"0 0 26 26\"") && !plain.contains("/brand.css"),
        "{plain}"
    );
    assert_eq!(joost.get("/logo").await.header("location"), "/favicon.svg");

    let odd = ada.post(PATH, &[("version", "0"), ("do", "paint"), ("colour", "green")]).await;
    assert_eq!(odd.status, 422);
    assert!(
        odd.body.contains("value=\"green\"") && odd.body.contains("six digits"),
        "{}",
        odd.body
    );
    let paint = [("version", "0"), ("do", "paint"), ("colour", "#FFCC00")];
    assert_eq!(ada.post(PATH, &paint).await.status, 303);
    let kind = "multipart/form-data; boundary=bearing";
    assert_eq!(ada.post_body(PATH, kind, form("1", "mark.svg", SVG)).await.status, 303);

    let page = joost.get("/accounts").await.body;
    assert!(page.contains("href=\"/brand.css?colour=ffcc00\""), "{page}");
    let address = format!("/logo?of={}&amp;v=2", app.world.ada.entity_id);
    assert!(page.contains(&format!("<img src=\"{address}\" alt=\"Nordhaven\"")), "{page}");
    let logo = joost.get(&address.replace("&amp;", "&")).await;
    assert_eq!((logo.status, logo.body.as_bytes()), (200, SVG));
    assert!(logo.header("content-security-policy").contains("sandbox"));
    let style = app.anonymous().get("/brand.css?colour=ffcc00").await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert!(style.body.contains("--brand:light-dark(#") && !style.body.contains("(#ffcc00,"));
    assert_eq!(app.anonymous().get("/brand.css?colour=red;}*{x:y").await.status, 404);
    assert!(!ada.get(PATH).await.body.contains("/brand.css"), "staff's pages are the house's");
}
