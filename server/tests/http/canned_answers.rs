//! Answers that staff write often, and the limits of who decides: set up on their pages, and put into a
//! text without a script.

use crate::{Client, TestApp};
use uuid::Uuid;

const ANSWERS: &str = "/staff/settings/disputes/answers";
const LIMITS: &str = "/staff/settings/disputes/limits";

fn between<'a>(body: &'a str, before: &str, after: &str) -> &'a str {
    let found = body.split(before).nth(1).and_then(|rest| rest.split(after).next());
    found.unwrap_or_else(|| panic!("{before} is not in {body}"))
}

async fn version(client: &Client) -> String {
    between(&client.get(ANSWERS).await.body, "name=\"version\" value=\"", "\"").to_owned()
}

async fn dispute(app: &TestApp, client: &Client) -> String {
    let invoice = app.world.invoice("NH-26-0001", 500_000, 10).await;
    let id = Uuid::now_v7().to_string();
    let form = [
        ("id", id.as_str()),
        ("line", "1"),
        ("reason-1", "price"),
        ("right-1", "3000.00"),
        ("text", "We agreed on 3,000."),
        ("do", "open"),
    ];
    let opened = client.post(&format!("/invoices/{invoice}/dispute"), &form).await;
    opened.header("location").split('?').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn admins_keep_answers_and_others_do_not_see_the_page() {
    let app = TestApp::new().await;
    let (ada, lena) = (app.admin().await, app.clerk().await);
    for path in [ANSWERS, LIMITS] {
        assert_eq!(lena.get(path).await.status, 403);
        assert!(ada.get("/staff/settings/disputes").await.body.contains(path));
    }
    let (id, v) = (Uuid::now_v7().to_string(), version(&ada).await);
    let form = |text| {
        [
            ("do", "answer"),
            ("version", v.as_str()),
            ("id", id.as_str()),
            ("title", "Sorry"),
            ("reason", "price"),
            ("language", "en"),
            ("text", text),
        ]
    };
    let refused = ada.post(ANSWERS, &form("Dear {custmer}")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("id=\"text-error\""), "{}", refused.body);
    assert!(refused.body.contains("Dear {custmer}") && refused.body.contains("value=\"Sorry\""));
    for _ in 0..2 {
        assert_eq!(ada.post(ANSWERS, &form("Dear {customer}")).await.status, 303);
    }
    let german = ada.get(&format!("{ANSWERS}?language=de")).await.body;
    assert!(german.contains("Wir prüfen es") && !german.contains("Sorry"), "{german}");
    let one = format!("{ANSWERS}/{id}");
    assert!(ada.get(&one).await.body.contains("Dear {customer}"));
    let v = version(&ada).await;
    let remove = [("do", "remove"), ("version", v.as_str())];
    assert_eq!(ada.post(&one, &remove).await.status, 303);
    assert_eq!(ada.post(&one, &remove).await.status, 303, "gone already");
    assert_eq!(ada.get(&one).await.status, 404);
}

#[tokio::test]
async fn an_answer_is_put_after_what_was_typed_and_nothing_is_sent() {
    let app = TestApp::new().await;
    let (lena, joost) = (app.clerk().await, app.buyer_admin().await);
    let address = dispute(&app, &joost).await;
    let page = format!("/staff{address}");
    let body = lena.get(&page).await.body;
    let filled = "We look into D-26-0001 about NH-26-0001 and come back to you. Until then we do not ask for €2,000.00.";
    assert!(body.contains(filled), "scripts find it in the page: {body}");
    let outcome = format!("outcome-{}", between(&body, "name=\"outcome-", "\""));
    let select = between(&body, "name=\"canned_told\"", "</select>");
    let chosen = select.split("<option").find(|one| one.contains("We look into it")).unwrap();
    let chosen = between(chosen, "value=\"", "\"").to_owned();

    let form = [
        ("version", "1"),
        (outcome.as_str(), "reject"),
        ("told", "Dear Joost <3,"),
        ("canned_told", chosen.as_str()),
        ("do", "canned"),
    ];
    let again = lena.post(&page, &form).await;
    assert_eq!(again.status, 200);
    let text = between(&again.body, "name=\"told\"", "</textarea>");
    assert!(
        text.contains(&format!("Dear Joost &lt;3,\n\nThank you for telling us. {filled}")),
        "{text}"
    );
    assert!(again.body.contains("value=\"reject\" selected"), "nothing that was typed is lost");
    assert!(lena.get(&page).await.body.contains("Waiting for us"), "nothing is decided");

    let id = Uuid::now_v7().to_string();
    let word = [
        ("id", id.as_str()),
        ("message", ""),
        ("to", "question"),
        ("canned_message", chosen.as_str()),
        ("do", "canned"),
    ];
    let write = format!("{page}/write");
    let again = lena.post(&write, &word).await;
    assert_eq!(again.status, 200);
    let text = between(&again.body, "name=\"message\"", "</textarea>");
    assert!(text.ends_with(&format!("Thank you for telling us. {filled}")), "{text}");
    assert!(again.body.contains(&id), "the form that is sent next is this one");
    assert!(!joost.get(&address).await.body.contains("Thank you for telling us"));
    let sent = [("id", id.as_str()), ("message", "Thank you."), ("to", "question")];
    assert_eq!(lena.post(&write, &sent).await.status, 303);
    let none = lena.post(&write, &[("id", id.as_str()), ("do", "canned")]).await;
    assert!(none.body.contains("Choose an answer from the list first."), "{}", none.body);
}

#[tokio::test]
async fn a_limit_is_set_changed_and_removed() {
    let app = TestApp::new().await;
    let (ada, lena, joost) = (app.admin().await, app.clerk().await, app.buyer_admin().await);
    let address = dispute(&app, &joost).await;
    let form = |v: &str, amount: &str| {
        let pairs = [
            ("do", "set"),
            ("version", v),
            ("whose", "collector"),
            ("currency", "EUR"),
            ("amount", amount),
        ];
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let send = async |amount: &str| {
        let form = form(&version(&ada).await, amount);
        let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        ada.post(LIMITS, &pairs).await
    };
    let bad = send("1,5x").await;
    assert_eq!(bad.status, 422);
    assert!(bad.body.contains("id=\"amount-error\"") && bad.body.contains("1,5x"), "{}", bad.body);
    assert_eq!(send("-1.00").await.status, 422);
    assert_eq!(send("50.00").await.status, 303);
    let page = ada.get(LIMITS).await.body;
    assert!(page.contains("Every collector") && page.contains("50.00"), "{page}");

    let body = lena.get(&format!("/staff{address}")).await.body;
    let line = between(&body, "name=\"outcome-", "\"").to_owned();
    let (outcome, credit) = (format!("outcome-{line}"), format!("credit-{line}"));
    let decision = [
        ("version", "1"),
        (outcome.as_str(), "credit"),
        (credit.as_str(), "50.01"),
        ("told", "A part of it."),
        ("do", "decide"),
    ];
    let waits = lena.post(&format!("/staff{address}"), &decision).await;
    assert!(waits.header("location").ends_with("done=put-up"), "{}", waits.header("location"));

    let v = version(&ada).await;
    let remove =
        [("do", "remove"), ("version", v.as_str()), ("whose", "collector"), ("currency", "EUR")];
    assert_eq!(ada.post(LIMITS, &remove).await.status, 303);
    let list = ada.get(LIMITS).await.body;
    assert!(!list.contains("Remove the limit of Every collector"), "{list}");
}
