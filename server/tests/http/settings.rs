//! Who looks after disputes, through the forms of those who set it up and of those who do it.

use crate::{Client, Reply, TestApp};
use uuid::Uuid;

const PATH: &str = "/staff/settings/disputes";

/// What stands between two marks of a page.
fn between<'a>(body: &'a str, before: &str, after: &str) -> &'a str {
    let found = body.split(before).nth(1).and_then(|rest| rest.split(after).next());
    found.unwrap_or_else(|| panic!("{before} is not in {body}"))
}

async fn version(client: &Client) -> String {
    between(&client.get(PATH).await.body, "name=\"version\" value=\"", "\"").to_owned()
}

/// Sends one of the forms, made on the page as it is.
async fn send(client: &Client, act: &str, fields: &[(&str, &str)]) -> Reply {
    let version = version(client).await;
    let mut form = vec![("do", act), ("version", version.as_str())];
    form.extend(fields);
    client.post(PATH, &form).await
}

/// Makes a team without people. Says its id.
async fn team(client: &Client, name: &str) -> String {
    let id = Uuid::now_v7().to_string();
    let added = send(client, "team", &[("id", &id), ("team", name)]).await;
    assert_eq!(added.status, 303, "{}", added.body);
    id
}

/// Disputes line 1 of an invoice because of its price. Says the address of the dispute.
async fn dispute(client: &Client, app: &TestApp) -> String {
    let invoice = app.world.invoice("NH-26-0001", 100_000, 10).await;
    let id = Uuid::now_v7().to_string();
    let form = [
        ("id", id.as_str()),
        ("line", "1"),
        ("reason-1", "price"),
        ("right-1", "800.00"),
        ("text", "We agreed on 800."),
        ("do", "open"),
    ];
    let opened = client.post(&format!("/invoices/{invoice}/dispute"), &form).await;
    opened.header("location").split('?').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn only_admins_set_things_up() {
    let app = TestApp::new().await;
    let (lena, ada) = (app.clerk().await, app.admin().await);
    assert_eq!(lena.get(PATH).await.status, 403);
    let id = Uuid::now_v7().to_string();
    let by_lena = [("do", "team"), ("id", &id), ("team", "Logistics"), ("version", "1")];
    assert_eq!(lena.post(PATH, &by_lena).await.status, 403);
    assert!(!lena.get("/staff").await.body.contains(PATH), "no link that leads to a refusal");
    assert!(ada.get("/staff").await.body.contains(PATH));
    let page = ada.get(PATH).await.body;
    assert!(page.contains("Receivables") && !page.contains("Logistics"), "{page}");
    let nobodys = Uuid::now_v7().to_string();
    assert_eq!(ada.get(&format!("{PATH}/teams/{nobodys}")).await.status, 404);
}

#[tokio::test]
async fn a_rule_leads_a_dispute_to_a_team_that_the_buyer_is_told_of() {
    let app = TestApp::new().await;
    let (ada, lena, joost) = (app.admin().await, app.clerk().await, app.buyer_admin().await);
    let logistics = team(&ada, "Logistics").await;
    let address = format!("{PATH}/teams/{logistics}");
    let people = ada.get(&address).await.body;
    let lena_id = app.world.lena.user_id.to_string();
    assert!(people.contains("Lena Okafor") && !people.contains("Mirjam"), "{people}");
    let v = version(&ada).await;
    let save = |lead| {
        [
            ("do", "save"),
            ("version", &v),
            ("name", "Logistics"),
            ("member", &lena_id),
            ("lead", lead),
        ]
    };
    let not_of_it = app.world.ada.user_id.to_string();
    let refused = ada.post(&address, &save(&not_of_it)).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Who leads the team has to be of it."), "{}", refused.body);
    assert_eq!(ada.post(&address, &save(&lena_id)).await.status, 303);
    assert_eq!(
        ada.post(&address, &save(&lena_id)).await.status,
        303,
        "a second click saves the same"
    );

    let id = Uuid::now_v7().to_string();
    let rule = |amount| {
        [
            ("id", id.as_str()),
            ("rule_reason", "price"),
            ("amount", amount),
            ("currency", "EUR"),
            ("to", &logistics),
        ]
    };
    let bad = send(&ada, "rule", &rule("1,5x")).await;
    assert_eq!(bad.status, 422);
    assert!(bad.body.contains("id=\"amount-error\"") && bad.body.contains("1,5x"), "{}", bad.body);
    assert_eq!(send(&ada, "rule", &rule("100.00")).await.status, 303);
    let page = ada.get(PATH).await.body;
    assert!(page.contains("“Wrong price”, from €100.00 on"), "{page}");

    let address = dispute(&joost, &app).await;
    let page = joost.get(&address).await.body;
    // Wednesday at nine and eight hours.
    assert!(page.contains("Logistics") && page.contains("Wed 18 Nov, 17:00"), "{page}");
    assert!(page.contains("Logistics answers by"), "{page}");
    assert!(!page.contains("Lena"), "who works there is the seller's business");
    assert!(joost.get("/disputes").await.body.contains("Wed 18 Nov, 17:00"));
    let queue = lena.get(&format!("/staff/disputes?team={logistics}&owner=nobody")).await.body;
    assert!(queue.contains("D-26-0001") && queue.contains("8 h left to answer"), "{queue}");
    let mine = lena.get("/staff/disputes?owner=mine").await.body;
    assert!(mine.contains("No dispute is all of that"), "{mine}");
}

#[tokio::test]
async fn it_is_handed_over_from_its_page() {
    let app = TestApp::new().await;
    let (ada, lena, joost) = (app.admin().await, app.clerk().await, app.buyer_admin().await);
    let logistics = team(&ada, "Logistics").await;
    let address = dispute(&joost, &app).await;
    let (page, hand_over) = (format!("/staff{address}"), format!("/staff{address}/hand-over"));
    let ada_id = app.world.ada.user_id.to_string();
    let ids = [Uuid::now_v7().to_string(), Uuid::now_v7().to_string()];
    let form = |id: usize, hands, owner, note| {
        [
            ("id", ids[id].as_str()),
            ("hands", hands),
            ("team", logistics.as_str()),
            ("owner", owner),
            ("note", note),
        ]
    };
    assert_eq!(lena.post(&hand_over, &form(0, "1", &ada_id, "See <DN-1>.")).await.status, 303);
    assert_eq!(lena.post(&hand_over, &form(0, "1", &ada_id, "See <DN-1>.")).await.status, 303);
    let stale = lena.post(&hand_over, &form(1, "1", "", "Take it.")).await;
    assert_eq!(stale.status, 422);
    assert!(
        stale.body.contains("Somebody was faster") && stale.body.contains("Take it."),
        "{}",
        stale.body
    );
    assert!(stale.body.contains("name=\"hands\" value=\"2\""), "who presses again means it");
    let seen = lena.get(&page).await.body;
    assert_eq!(seen.matches("See &lt;DN-1&gt;.").count(), 1, "{seen}");
    assert!(seen.contains("Ada Veen, Logistics, looks after it"), "{seen}");
    let told = joost.get(&address).await.body;
    assert!(told.contains("Ada Veen, Logistics, looks after it"), "{told}");
    assert!(!told.contains("DN-1"), "a note is for staff");
    let priority = format!("/staff{address}/priority");
    assert_eq!(lena.post(&priority, &[("priority", "high")]).await.status, 303);
    assert_eq!(lena.post(&priority, &[("priority", "soon")]).await.status, 404);
    let queue = lena.get("/staff/disputes").await.body;
    assert!(queue.contains("High priority") && queue.contains("4 h left to answer"), "{queue}");
    let nobodys = Uuid::now_v7().to_string();
    let unknown = [("id", ids[1].as_str()), ("hands", "2"), ("team", nobodys.as_str())];
    assert_eq!(lena.post(&hand_over, &unknown).await.status, 404);
}

#[tokio::test]
async fn what_cannot_be_is_told_beside_its_field_and_nothing_is_lost() {
    let app = TestApp::new().await;
    let ada = app.admin().await;
    let days = [("opens.0", "09:00"), ("closes.0", "08:30")];
    let reply = send(&ada, "hours", &days).await;
    assert_eq!(reply.status, 422);
    assert!(reply.body.contains("A day has to close after it opens."), "{}", reply.body);
    assert!(reply.body.contains("value=\"08:30\""), "{}", reply.body);
    let hours = [
        ("target", "price"),
        ("respond.normal.price", "8"),
        ("resolve.normal.price", "soon"),
        ("respond.high.price", "4"),
        ("resolve.high.price", "16"),
    ];
    let reply = send(&ada, "targets", &hours).await;
    assert_eq!(reply.status, 422);
    assert!(
        reply.body.contains("Type whole hours.") && reply.body.contains("value=\"soon\""),
        "{}",
        reply.body
    );
    let reply =
        send(&ada, "holiday", &[("date", "2026-13-01"), ("holiday", "Inventory <1>")]).await;
    assert_eq!(reply.status, 422);
    assert!(
        reply.body.contains("id=\"date-error\"") && reply.body.contains("Inventory"),
        "{}",
        reply.body
    );
    assert_eq!(
        send(&ada, "holiday", &[("date", "2026-12-25"), ("holiday", "Christmas")]).await.status,
        303
    );
    assert!(ada.get(PATH).await.body.contains("25 Dec 2026"));
    assert_eq!(send(&ada, "remove-holiday", &[("day", "2026-12-25")]).await.status, 303);
    let stale =
        [("do", "holiday"), ("version", "1"), ("date", "2026-12-26"), ("holiday", "Boxing Day")];
    let stale = ada.post(PATH, &stale).await;
    assert_eq!(stale.status, 422);
    assert!(
        stale.body.contains("Somebody was faster") && stale.body.contains("Boxing Day"),
        "{}",
        stale.body
    );
    assert_eq!(
        send(&ada, "reason", &[("label", "Wrong pallet"), ("asks", "quantity")]).await.status,
        303
    );
    assert!(ada.get(PATH).await.body.contains("Wrong pallet"));
    assert_eq!(send(&ada, "paint", &[]).await.status, 404);
}
