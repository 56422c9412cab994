//! What is kept by day: added to by whatever changes, added up by a job, and always what the rows say.

use crate::payments::pay;
use backend::{receivables::overview, testing::World};
use domain::{Currency, Money};

async fn rows(world: &World) -> (i64, i64) {
    let mut tx = world.backend().db.worker().await.unwrap();
    sqlx::query_as("SELECT count(*), count(DISTINCT (entity_id, currency, day, sort)) FROM day_sum")
        .fetch_one(&mut *tx)
        .await
        .unwrap()
}

#[tokio::test]
async fn rows_of_a_day_become_one_and_say_the_same() {
    let world = World::new().await;
    let (b, lena) = (world.backend(), &world.lena);
    let a = world.invoice("NH-1", 10_000, -5).await;
    let back = world.invoice("NH-2", 40_000, 9).await;
    pay(&world, &[a], "card_pays").await.unwrap();
    world.db.settle_down().await;
    world.invoice("NH-3", 20_000, 9).await;
    world.db.assert_books().await;
    let before = overview::overview(b, lena, None).await.unwrap();
    let (several, days) = rows(&world).await;
    assert!(several > days, "what changed was added: {several} rows of {days} days");

    world.db.pass(1).await;
    assert_eq!(rows(&world).await, (days, days));
    let added_up = overview::overview(b, lena, None).await.unwrap();
    assert_eq!(added_up, before);
    assert_eq!(added_up.cash_week.0, Money::new(10_000, Currency::EUR));

    pay(&world, &[back], "debit_returned").await.unwrap();
    world.db.pass_days(10).await;
    world.db.assert_books().await;
    let after = overview::overview(b, lena, None).await.unwrap();
    assert_eq!(after.cash_month.0, Money::new(10_000, Currency::EUR), "what came back never came");
    assert_eq!(after.sum_of(|aged| aged.open), Money::new(60_000, Currency::EUR));
}

#[tokio::test]
async fn a_sum_that_was_lost_is_found() {
    let world = World::new().await;
    world.invoice("NH-1", 10_000, -5).await;
    let mut tx = world.backend().db.worker().await.unwrap();
    sqlx::query("DELETE FROM day_sum WHERE sort = 'open'").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let found = backend::proofs::mismatches(world.backend()).await.unwrap();
    let proofs: Vec<_> = found.iter().map(|m| m.proof).collect();
    assert_eq!(proofs, ["what is kept by day is what open items, invoices and payments say"]);
}
