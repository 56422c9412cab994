//! One invoice, one payment, one webhook: everything that is known of them.

use super::staff;
use crate::payments::{pay, state};
use backend::{
    Error,
    receivables::{invoice, ledger::Entry, paging::From, payment, webhooks},
    testing::World,
};
use domain::{Refusal, access::StaffRole, payment::State};
use uuid::Uuid;

fn balances(entries: &[Entry]) -> bool {
    entries.iter().all(|entry| {
        let signed = |line: &backend::receivables::ledger::Line| match line.is_debit {
            true => line.amount.minor,
            false => -line.amount.minor,
        };
        entry.lines.iter().map(signed).sum::<i64>() == 0 && entry.lines.len() > 1
    })
}

fn kinds(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.kind.as_str()).collect()
}

#[tokio::test]
async fn an_invoice_and_its_payment_tell_the_same_story() {
    let world = World::new().await;
    let (b, lena) = (world.backend(), &world.lena);
    let id = world.invoice("NH-1", 100_000, -10).await;
    let paid_by = pay(&world, &[id], "debit_returned").await.unwrap();
    world.db.pass_days(12).await;

    let seen = invoice::get(b, lena, id).await.unwrap();
    assert_eq!(
        (seen.row.sums.open_minor, seen.says.lines.len(), seen.items.len()),
        (100_000, 1, 1)
    );
    let applied: Vec<i64> = seen.allocations.iter().map(|a| a.amount.minor).collect();
    assert_eq!(applied, [100_000, -100_000]);
    assert_eq!(kinds(&seen.entries), ["invoice_issued", "applied", "reversed"]);
    assert!(balances(&seen.entries));
    assert_eq!(seen.payments[0].id, paid_by);
    assert_eq!(seen.payments[0].state, State::Returned);
    assert!(seen.timeline.iter().any(|event| event.name == "invoice.issued"));

    let seen = payment::get(b, lena, paid_by).await.unwrap();
    let steps: Vec<State> = seen.steps.iter().map(|step| step.to).collect();
    use State as S;
    assert_eq!(steps, [S::Created, S::Confirming, S::Processing, S::Settled, S::Returned]);
    assert_eq!(kinds(&seen.entries), ["money_received", "applied", "reversed", "reversed"]);
    assert!(balances(&seen.entries));
    assert_eq!((seen.parts.len(), seen.allocations.len()), (1, 2));
    assert!(seen.webhooks.len() >= 2, "{:?}", seen.webhooks);
    assert_eq!(seen.row.reference, backend::payments::reference(paid_by));
}

#[tokio::test]
async fn a_webhook_that_was_given_up_can_be_tried_again_by_whoever_may() {
    let world = World::new().await;
    let (b, ada) = (world.backend(), &world.ada);
    let id = world.invoice("NH-1", 100_000, -10).await;
    let paid_by = pay(&world, &[id], "debit_settles").await.unwrap();
    world.db.pass_days(3).await;
    assert_eq!(state(&world, paid_by).await, "settled");
    let page = webhooks::list(b, ada, None, &From::Start).await.unwrap();
    let webhook = page.rows.last().unwrap().clone();
    assert_eq!(webhook.payment.as_ref().unwrap().0, paid_by);
    let refused = webhooks::retry(b, ada, webhook.id).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::WrongState { .. }))), "{refused:?}");

    let mut tx = b.db.worker().await.unwrap();
    sqlx::query("UPDATE webhook_inbox SET state = 'dead', note = 'no answer' WHERE id = $1")
        .bind(webhook.id)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let refused = webhooks::retry(b, &staff(&world, StaffRole::Collector), webhook.id).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::RoleLacks { .. }))), "{refused:?}");
    let dead = webhooks::list(b, ada, Some(webhooks::State::Dead), &From::Start).await.unwrap();
    assert_eq!(dead.rows.len(), 1);
    webhooks::retry(b, ada, webhook.id).await.unwrap();
    world.db.settle_down().await;
    let (again, raw) = webhooks::get(b, ada, webhook.id).await.unwrap();
    assert_eq!(again.state, webhooks::State::Applied);
    assert!(raw.contains(&again.event_id), "{raw}");
    world.db.assert_books().await;
    let missing = webhooks::get(b, ada, Uuid::now_v7()).await;
    assert!(matches!(missing, Err(Error::NotFound)));
}
