//! What is delivered again, through the forms of staff and on the buyer's page.

use crate::{Client, TestApp};
use uuid::Uuid;

/// Disputes line 1 of an invoice. Says the address of the dispute.
async fn dispute(app: &TestApp, client: &Client) -> String {
    let invoice = app.world.invoice("NH-26-0001", 100_000, 10).await;
    let id = Uuid::now_v7().to_string();
    let form = [
        ("id", id.as_str()),
        ("line", "1"),
        ("reason-1", "price"),
        ("right-1", "800.00"),
        ("text", "They are broken."),
        ("do", "open"),
    ];
    let opened = client.post(&format!("/invoices/{invoice}/dispute"), &form).await;
    opened.header("location").split('?').next().unwrap_or_default().to_owned()
}

fn between<'a>(body: &'a str, before: &str, after: &str) -> &'a str {
    let found = body.split(before).nth(1).and_then(|rest| rest.split(after).next());
    found.unwrap_or_else(|| panic!("{before} is not in {body}"))
}

#[tokio::test]
async fn a_delivery_is_promised_moved_and_made_in_the_sight_of_both() {
    let app = TestApp::new().await;
    let (lena, joost) = (app.clerk().await, app.buyer_admin().await);
    let address = dispute(&app, &joost).await;
    let page = format!("/staff{address}");
    let body = lena.get(&page).await.body;
    let outcome = format!("outcome-{}", between(&body, "name=\"outcome-", "\""));
    let decide = |by| {
        [
            ("version", "1"),
            (outcome.as_str(), "replace"),
            ("deliver_by", by),
            ("told", "We send it again."),
            ("do", "decide"),
        ]
    };
    for (by, words) in [
        ("", "Say by when it is delivered."),
        ("2026-11-17", "Choose a date from 18 November 2026 on."),
        ("tomorrow", "“tomorrow” is not a date."),
    ] {
        let refused = lena.post(&page, &decide(by)).await;
        assert_eq!(refused.status, 422, "{by}");
        let beside = between(&refused.body, "id=\"deliver_by-error\"", "</p>");
        assert!(beside.contains(words), "{beside}");
        assert!(refused.body.contains("We send it again."), "{by}");
    }
    assert_eq!(lena.post(&page, &decide("2026-11-20")).await.status, 303);
    let seen = joost.get(&address).await.body;
    assert!(seen.contains("Will be delivered by 20 Nov 2026"), "{seen}");
    assert!(seen.contains("Until 30 days after the delivery."), "{seen}");

    app.world.db.pass_days(3).await;
    let list = lena.get("/staff/disputes?state=all&delivery=late").await.body;
    assert!(list.contains("D-26-0001") && list.contains("Delivery late since 20 Nov"), "{list}");
    let seen = joost.get(&address).await.body;
    assert!(seen.contains("Should have been delivered by 20 Nov 2026"), "{seen}");

    let body = lena.get(&page).await.body;
    let to = format!("{page}/deliveries/{}", between(&body, "/deliveries/", "\""));
    let message = [Uuid::now_v7().to_string(), Uuid::now_v7().to_string()];
    let moved = |reason| {
        [
            ("do", "move"),
            ("id", message[0].as_str()),
            ("version", "1"),
            ("moved_to", "2026-11-25"),
            ("reason", reason),
        ]
    };
    let refused = lena.post(&to, &moved(" ")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("id=\"reason-error\"") && refused.body.contains("2026-11-25"));
    for _ in 0..2 {
        assert_eq!(lena.post(&to, &moved("No <b>lorry</b>.")).await.status, 303);
    }
    let seen = joost.get(&address).await.body;
    assert!(seen.contains("Will be delivered by 25 Nov 2026"), "{seen}");
    assert_eq!(seen.matches("No &lt;b&gt;lorry&lt;/b&gt;.").count(), 1, "{seen}");

    let made = |on, version| {
        [
            ("do", "made"),
            ("id", message[1].as_str()),
            ("version", version),
            ("delivered_on", on),
            ("note", "DN-77"),
        ]
    };
    let stale = lena.post(&to, &made("2026-11-21", "1")).await;
    assert_eq!(stale.status, 422);
    assert!(stale.body.contains("Somebody was faster") && stale.body.contains("DN-77"));
    let early = lena.post(&to, &made("2026-11-30", "2")).await;
    assert!(early.body.contains("id=\"delivered_on-error\""), "{}", early.body);
    let viewer = app.buyer_admin().await.post(&to, &made("2026-11-21", "2")).await;
    assert_eq!(viewer.status, 404);
    assert_eq!(lena.post(&to, &made("2026-11-21", "2")).await.status, 303);
    let seen = joost.get(&address).await.body;
    assert!(seen.contains("Delivered on 21 Nov 2026") && seen.contains("DN-77"), "{seen}");
}
