//! The loop, month by month: what is said, for how much, and why not.

use crate::payments::pay;
use backend::{
    promises::{self, NewPromise},
    testing::World,
};
use domain::{
    Currency, Money,
    ids::{InvoiceId, PromiseId},
};
use uuid::Uuid;

/// (days from due, verdict or reason, amount) of an invoice, in order.
pub async fn decisions(world: &World, invoice: InvoiceId) -> Vec<(i32, String, Option<i64>)> {
    let mut tx = world.backend().db.portal(&world.mirjam).await.unwrap();
    sqlx::query_as(
        "SELECT step_days, coalesce(reason, verdict), amount_minor FROM decision WHERE invoice_id = $1 ORDER BY step_days",
    )
    .bind(invoice.0)
    .fetch_all(&mut *tx)
    .await
    .unwrap()
}

/// What customers were written: subject and text.
pub async fn messages(world: &World) -> Vec<(String, String)> {
    let mut tx = world.backend().db.staff(&world.lena).await.unwrap();
    sqlx::query_as(
        "SELECT subject, body_text FROM outbox WHERE kind = 'reminder' AND recipient NOT LIKE '%@nordhaven.example'
         ORDER BY sequence",
    )
    .fetch_all(&mut *tx)
    .await
    .unwrap()
}

async fn promise(world: &World, invoice: InvoiceId, minor: i64, in_days: u64) -> PromiseId {
    let id = PromiseId(Uuid::now_v7());
    let new = NewPromise {
        id,
        invoice_id: invoice,
        amount: Money::new(minor, Currency::EUR),
        until: world.today() + chrono::Days::new(in_days),
    };
    promises::make(world.backend(), &world.mirjam, &new).await.unwrap();
    id
}

async fn promise_state(world: &World, id: PromiseId) -> String {
    let mut tx = world.backend().db.portal(&world.mirjam).await.unwrap();
    sqlx::query_scalar("SELECT state FROM promise WHERE id = $1")
        .bind(id.0)
        .fetch_one(&mut *tx)
        .await
        .unwrap()
}

#[tokio::test]
async fn exactly_three_reminders_are_sent_on_their_days() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, 10).await;
    world.db.pass_days(30).await;
    let asked = |step| (step, "asked".to_owned(), Some(100_000));
    assert_eq!(decisions(&world, invoice).await, [asked(-7), asked(0), asked(7)]);
    let sent = messages(&world).await;
    assert_eq!(sent.len(), 3);
    assert!(sent[0].0.contains("€1,000.00"), "{}", sent[0].0);
    assert!(sent[1].0.contains("due today"), "{}", sent[1].0);
    let folder = std::fs::read_dir(world.backend().data_dir.join("mail")).unwrap();
    assert_eq!(folder.count(), 3, "each became a file");
    world.db.assert_books().await;
}

#[tokio::test]
async fn paying_on_the_due_day_stops_the_next_one() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, 10).await;
    world.db.pass_days(10).await;
    pay(&world, &[invoice], "card_pays").await.unwrap();
    world.db.pass_days(20).await;
    let told = decisions(&world, invoice).await;
    assert_eq!(told[2], (7, "paid".to_owned(), None), "{told:?}");
    assert_eq!(messages(&world).await.len(), 2);
}

#[tokio::test]
async fn a_debit_on_its_way_is_not_chased_and_is_again_when_it_comes_back() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, 1).await;
    pay(&world, &[invoice], "debit_returned").await.unwrap();
    world.db.pass_days(12).await;
    let told = decisions(&world, invoice).await;
    assert!(told.contains(&(0, "in_flight".to_owned(), None)), "{told:?}");
    // Back since the 27th or so; the step 7 days after the due date asks again if it is later.
    assert_eq!(told.last().map(|t| t.0), Some(7));
    world.db.assert_books().await;
}

#[tokio::test]
async fn a_promise_buys_silence_for_its_amount_and_is_broken_by_silence() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, 0).await;
    let id = promise(&world, invoice, 60_000, 8).await;
    world.db.settle_down().await;
    // 40,000 is still asked for today.
    assert_eq!(
        decisions(&world, invoice).await.last(),
        Some(&(0, "asked".to_owned(), Some(40_000)))
    );
    assert!(messages(&world).await[0].1.contains("€600.00 you promised"));
    world.db.pass_days(7).await;
    assert_eq!(
        decisions(&world, invoice).await.last(),
        Some(&(7, "asked".to_owned(), Some(40_000)))
    );
    assert_eq!(promise_state(&world, id).await, "open");
    world.db.pass_days(3).await;
    assert_eq!(promise_state(&world, id).await, "broken");
}

#[tokio::test]
async fn a_promise_of_everything_is_a_silence_with_its_reason_and_is_kept_by_money() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, 0).await;
    let id = promise(&world, invoice, 100_000, 5).await;
    world.db.settle_down().await;
    assert_eq!(decisions(&world, invoice).await.last(), Some(&(0, "promised".to_owned(), None)));
    pay(&world, &[invoice], "debit_settles").await.unwrap();
    world.db.pass_days(8).await;
    assert_eq!(promise_state(&world, id).await, "kept");
    assert_eq!(messages(&world).await.len(), 0);
    world.db.assert_books().await;
}

#[tokio::test]
async fn credit_that_covers_it_is_a_reason_for_silence() {
    let world = World::new().await;
    world.credit("CN-1", 120_000).await;
    let covered = world.invoice("NH-1", 100_000, 0).await;
    let part = world.invoice("NH-2", 50_000, 0).await;
    world.db.settle_down().await;
    assert_eq!(
        decisions(&world, covered).await.last(),
        Some(&(0, "credit_covers".to_owned(), None))
    );
    assert_eq!(decisions(&world, part).await.last(), Some(&(0, "asked".to_owned(), Some(30_000))));
}

#[tokio::test]
async fn several_invoices_make_one_message_a_day() {
    let world = World::new().await;
    world.invoice("NH-1", 100_000, 0).await;
    world.invoice("NH-2", 50_000, 7).await;
    world.invoice_to(world.ferrow, "NH-3", 700, 0, Currency::USD).await;
    world.db.settle_down().await;
    let sent = messages(&world).await;
    assert_eq!(sent.len(), 1);
    assert!(sent[0].0.contains("€1,500.00 and $7.00 on 3 invoices"), "{}", sent[0].0);
}

#[tokio::test]
async fn a_missed_day_is_caught_up_but_not_for_ever() {
    let world = World::new().await;
    let soon = world.invoice("NH-1", 100_000, 2).await;
    // Nothing runs for four days: the day of 0 was two days ago, and may still be said.
    let clock = &world.backend().clock;
    clock.set(clock.now() + chrono::Duration::days(4));
    world.db.settle_down().await;
    assert_eq!(decisions(&world, soon).await.last(), Some(&(0, "asked".to_owned(), Some(100_000))));
    // Nothing runs for three weeks: the day of +7 is long gone.
    clock.set(clock.now() + chrono::Duration::days(21));
    world.db.settle_down().await;
    assert_eq!(decisions(&world, soon).await.last(), Some(&(7, "missed".to_owned(), None)));
}

#[tokio::test]
async fn two_workers_say_nothing_twice() {
    let world = World::new().await;
    world.invoice("NH-1", 100_000, 0).await;
    let (one, two) = tokio::join!(
        backend::reminders::remind(world.backend(), world.ferrow),
        backend::reminders::remind(world.backend(), world.ferrow),
    );
    one.unwrap();
    two.unwrap();
    world.db.settle_down().await;
    assert_eq!(messages(&world).await.len(), 1);
}

#[tokio::test]
async fn a_withdrawn_promise_is_asked_for_again() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, 0).await;
    let id = promise(&world, invoice, 100_000, 5).await;
    promises::withdraw(world.backend(), &world.mirjam, invoice).await.unwrap();
    assert_eq!(promise_state(&world, id).await, "withdrawn");
    world.db.settle_down().await;
    assert_eq!(
        decisions(&world, invoice).await.last(),
        Some(&(0, "asked".to_owned(), Some(100_000)))
    );
}
