//! Changing address and contacts through the forms, and confirming it.

use crate::TestApp;
use uuid::Uuid;

#[tokio::test]
async fn an_address_is_asked_for_confirmed_and_then_holds() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 80_000, 10).await;
    let (joost, lena) = (app.buyer_admin().await, app.clerk().await);
    let form = joost.get(&format!("/account/address?invoice={invoice}")).await.body;
    assert!(form.contains("The seller confirms it first"), "{form}");
    let (id, of) = (Uuid::now_v7().to_string(), invoice.to_string());
    let ask = async |city: &str| {
        let fields = [
            ("id", id.as_str()),
            ("version", "1"),
            ("invoice", of.as_str()),
            ("street", "Dock 4"),
            ("city", city),
        ];
        joost.post("/account/address", &fields).await
    };
    let refused = ask(" ").await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("id=\"city-error\""), "{}", refused.body);
    assert!(refused.body.contains("value=\"Dock 4\""), "what was typed is kept");
    assert_eq!(ask("3011 Rotterdam").await.header("location"), "/account/contacts?done=proposed");
    assert_eq!(ask("3011 Rotterdam").await.status, 303, "sent twice");
    assert_eq!(ask("3012 Rotterdam").await.status, 422, "the same form with something else");
    let mine = joost.get("/account/contacts").await.body;
    assert!(mine.contains("Waiting for the seller") && mine.contains("None on file"), "{mine}");

    let account = format!("/staff/accounts/{}", app.world.ferrow);
    let page = lena.get(&account).await.body;
    let change = format!("/staff/changes/{id}");
    assert!(page.contains(&change), "{page}");
    assert!(lena.get("/staff/changes").await.body.contains(&change));
    let silent = lena.post(&change, &[("do", "refuse"), ("reason", " ")]).await;
    assert_eq!(silent.status, 422);
    assert!(silent.body.contains("id=\"reason-error\""), "{}", silent.body);
    for _ in 0..2 {
        let confirmed = lena.post(&change, &[("do", "confirm")]).await;
        assert_eq!(confirmed.header("location"), format!("{account}?done=decided"));
    }
    let late = lena.post(&change, &[("do", "refuse"), ("reason", "Too late.")]).await;
    assert_eq!(late.status, 422, "{}", late.body);
    let mine = joost.get("/account/contacts").await.body;
    assert!(mine.contains("Changed") && mine.contains("3011 Rotterdam"), "{mine}");
}

#[tokio::test]
async fn who_may_not_change_proposes_and_reads_why_not() {
    let app = TestApp::new().await;
    let (lena, joost) = (app.clerk().await, app.buyer_admin().await);
    let victor = app.anonymous();
    victor.sign_in("v.bos@ferrow.example").await;
    let id = Uuid::now_v7().to_string();
    let add = async |client: &crate::Client, id: &str, email: &str| {
        let fields =
            [("id", id), ("name", "Tess Kok"), ("email", email), ("phone", ""), ("invoice", "")];
        client.post("/account/contacts/new", &fields).await
    };
    assert_eq!(add(&victor, &id, "tess").await.status, 422);
    let proposed = add(&victor, &id, "t.kok@ferrow.example").await;
    assert_eq!(proposed.header("location"), "/account/contacts?done=proposed");
    let change = format!("/staff/changes/{id}");
    let refused = lena.post(&change, &[("do", "refuse"), ("reason", "Ask Joost first.")]).await;
    assert_eq!(refused.status, 303, "{}", refused.body);
    assert!(victor.get("/account/contacts").await.body.contains("Ask Joost first."));
    let other = Uuid::now_v7().to_string();
    let made = add(&joost, &other, "t.kok@ferrow.example").await;
    assert_eq!(made.header("location"), "/account/contacts?done=saved");
    let twice = add(&joost, &Uuid::now_v7().to_string(), "t.kok@ferrow.example").await;
    assert_eq!(twice.status, 422);
    assert!(twice.body.contains("There is a contact with this e-mail already."), "{}", twice.body);
}

#[tokio::test]
async fn only_an_admin_says_what_is_confirmed() {
    let app = TestApp::new().await;
    let (lena, ada, joost) = (app.clerk().await, app.admin().await, app.buyer_admin().await);
    assert_eq!(lena.post("/staff/changes", &[("contacts", "yes")]).await.status, 403);
    assert_eq!(ada.post("/staff/changes", &[("contacts", "yes")]).await.status, 303);
    let fields = [
        ("id", "0193a5b0-0000-7000-8000-000000000001"),
        ("version", "1"),
        ("street", "Dock 4"),
        ("city", "3011 Rotterdam"),
    ];
    let made = joost.post("/account/address", &fields).await;
    assert_eq!(made.header("location"), "/account/contacts?done=saved", "{}", made.body);
    let page = lena.get("/staff/changes").await.body;
    assert!(page.contains("Contacts are confirmed, addresses are not."), "{page}");
}
