//! What providers tell: once, twice, late, in any order, forged.

use crate::payments::pay;
use backend::{
    gateways::provider::{PaymentProvider, WebhookRefusal},
    jobs,
    testing::World,
    webhooks,
};
use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};
use serde_json::json;

async fn books(world: &World) -> Vec<(String, String, i64)> {
    let mut tx = world.backend().db.worker().await.unwrap();
    sqlx::query_as(
        "SELECT ledger, direction::text, sum(amount_minor)::bigint FROM ledger_line GROUP BY 1, 2 ORDER BY 1, 2",
    )
    .fetch_all(&mut *tx)
    .await
    .unwrap()
}

/// Signs a body as the sandbox does now, and takes it in as the inbound address does.
async fn deliver(world: &World, body: &[u8]) {
    let b = world.backend();
    let sandbox = b.providers.sandbox().unwrap();
    let now = b.clock.now();
    let event = sandbox.verify(Some(&sandbox.sign(body, now)), body, now).unwrap();
    webhooks::receive(b, "sandbox", &event, body).await.unwrap();
}

#[tokio::test]
async fn a_thousand_events_replayed_and_shuffled_leave_the_same_books() {
    let world = World::new().await;
    for n in 0..20_i64 {
        let invoice = world.invoice(&format!("NH-{n}"), 10_000 + n, -1).await;
        let instrument = ["debit_settles", "debit_returned", "debit_fails", "card_pays"];
        pay(&world, &[invoice], instrument[n as usize % 4]).await.unwrap();
    }
    world.db.pass_days(14).await;
    let before = books(&world).await;
    let mut tx = world.backend().db.worker().await.unwrap();
    let told: Vec<(Vec<u8>, String, String)> =
        sqlx::query_as("SELECT raw, kind, object_ref FROM webhook_inbox ORDER BY id")
            .fetch_all(&mut *tx)
            .await
            .unwrap();
    drop(tx);
    assert!(told.len() >= 35, "{}", told.len());

    // Each event again as it was, and under new ids that we have never seen, 1,000 in all.
    let mut bodies: Vec<Vec<u8>> = Vec::new();
    for round in 0_usize.. {
        for (raw, kind, object) in &told {
            let fresh = json!({
                "id": format!("evt_replayed_{round}_{}", bodies.len()),
                "type": kind,
                "data": { "object": { "id": object } },
            });
            bodies.push(if round % 2 == 0 { raw.clone() } else { fresh.to_string().into_bytes() });
        }
        if bodies.len() >= 1_000 {
            break;
        }
    }
    bodies.shuffle(&mut StdRng::seed_from_u64(7));
    for body in &bodies {
        deliver(&world, body).await;
    }
    jobs::run_until_idle(world.backend()).await.unwrap();
    assert_eq!(books(&world).await, before);
    world.db.assert_books().await;
    let mut tx = world.backend().db.worker().await.unwrap();
    let pending: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM webhook_inbox WHERE state NOT IN ('applied', 'ignored')",
    )
    .fetch_one(&mut *tx)
    .await
    .unwrap();
    assert_eq!(pending, 0);
}

#[tokio::test]
async fn only_what_the_provider_signed_now_is_believed() {
    let world = World::new().await;
    let sandbox = world.backend().providers.sandbox().unwrap().clone();
    let now = world.backend().clock.now();
    let body = br#"{"id":"evt_1","type":"payment.succeeded","data":{"object":{"id":"sbx_1"}}}"#;
    let signature = sandbox.sign(body, now);
    let verify = |signature: Option<&str>, body: &[u8], at| sandbox.verify(signature, body, at);
    assert!(verify(Some(&signature), body, now).is_ok());
    assert_eq!(verify(None, body, now), Err(WebhookRefusal::Unsigned));
    for unreadable in ["", "nonsense", "t=,v1=", "v1=00", "t=x,v1=00", "t=1,v1=zz"] {
        assert_eq!(
            verify(Some(unreadable), body, now),
            Err(WebhookRefusal::Unsigned),
            "{unreadable}"
        );
    }
    let other = br#"{"id":"evt_2","type":"payment.succeeded","data":{"object":{"id":"sbx_1"}}}"#;
    assert_eq!(verify(Some(&signature), other, now), Err(WebhookRefusal::WrongSignature));
    let late = now + chrono::Duration::seconds(301);
    assert_eq!(verify(Some(&signature), body, late), Err(WebhookRefusal::Stale));
    let early = now - chrono::Duration::seconds(301);
    assert_eq!(verify(Some(&signature), body, early), Err(WebhookRefusal::Stale));
    let rotated = format!("{signature},v1={}", "00".repeat(32));
    assert!(verify(Some(&rotated), body, now).is_ok(), "one of several signatures is enough");
    let garbage = b"not json";
    let signed = sandbox.sign(garbage, now);
    assert_eq!(verify(Some(&signed), garbage, now), Err(WebhookRefusal::Unreadable));
}

#[tokio::test]
async fn an_event_about_somebody_elses_payment_or_of_an_unknown_kind_is_kept_and_ignored() {
    let world = World::new().await;
    for (id, kind) in [("evt_1", "payment.succeeded"), ("evt_2", "balance.available")] {
        let body = json!({ "id": id, "type": kind, "data": { "object": { "id": "sbx_unknown" } } });
        deliver(&world, body.to_string().as_bytes()).await;
    }
    jobs::run_until_idle(world.backend()).await.unwrap();
    let mut tx = world.backend().db.staff(&world.ada).await.unwrap();
    let states: Vec<String> =
        sqlx::query_scalar("SELECT state FROM webhook_inbox").fetch_all(&mut *tx).await.unwrap();
    assert_eq!(states, ["ignored", "ignored"]);
}
