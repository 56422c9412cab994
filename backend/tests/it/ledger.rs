//! The books: they balance or nothing is written, and what is written stays.

use backend::{
    ledger::{Posting, post},
    testing::World,
};
use domain::{
    Currency, Money,
    ledger::{EntryLine, LedgerAccount, money_received},
};
use uuid::Uuid;

fn posting(world: &World, lines: Vec<EntryLine>) -> Posting {
    Posting {
        entity_id: world.entity,
        account_id: world.ferrow,
        kind: "money_received",
        source: ("payment", Uuid::now_v7()),
        reference: "P-TEST".to_owned(),
        currency: Currency::EUR,
        on: world.today(),
        at: world.backend().clock.now(),
        reverses: None,
        lines,
    }
}

#[tokio::test]
async fn an_entry_that_does_not_balance_is_refused_by_us_and_by_the_database() {
    let world = World::new().await;
    let lopsided = vec![EntryLine { account: LedgerAccount::Cash, debit_minor: 100 }];
    let mut tx = world.backend().db.worker().await.unwrap();
    assert!(post(&mut tx, &[posting(&world, lopsided)]).await.is_err());
    drop(tx);

    let mut tx = world.backend().db.worker().await.unwrap();
    let entry = Uuid::now_v7();
    sqlx::query(
        "INSERT INTO ledger_entry (id, entity_id, account_id, kind, source_type, source_id, reference, currency, posted_on, posted_at)
         VALUES ($1, $2, $3, 'money_received', 'payment', $1, 'x', 'EUR', '2026-11-18', '2026-11-18T08:00Z')",
    )
    .bind(entry)
    .bind(world.entity.0)
    .bind(world.ferrow.0)
    .execute(&mut *tx)
    .await
    .unwrap();
    sqlx::query(
        "INSERT INTO ledger_line (entry_id, line_no, account_id, entity_id, ledger, direction, amount_minor, currency, posted_on)
         VALUES ($1, 1, $2, $3, 'cash', 'D', 100, 'EUR', '2026-11-18')",
    )
    .bind(entry)
    .bind(world.ferrow.0)
    .bind(world.entity.0)
    .execute(&mut *tx)
    .await
    .unwrap();
    let refused = tx.commit().await;
    assert!(refused.is_err(), "the commit is refused");
}

#[tokio::test]
async fn what_is_posted_is_posted_once_and_stays() {
    let world = World::new().await;
    world.invoice("NH-1", 100_000, -10).await;
    let lines = money_received(Money::new(100, Currency::EUR), Money::zero(Currency::EUR));
    let once = posting(&world, lines);
    let mut tx = world.backend().db.worker().await.unwrap();
    post(&mut tx, std::slice::from_ref(&once)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.backend().db.worker().await.unwrap();
    assert!(post(&mut tx, &[once]).await.is_err(), "the same source again");
    drop(tx);

    // Even the owner of the tables.
    let mut owner = <sqlx::PgConnection as sqlx::Connection>::connect(&world.db.url).await.unwrap();
    for sql in [
        "UPDATE ledger_line SET amount_minor = 1",
        "DELETE FROM ledger_line",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_line",
        "UPDATE event SET text = ''",
    ] {
        let refused = sqlx::query(sql).execute(&mut owner).await;
        let error = refused.expect_err(sql).to_string();
        assert!(error.contains("append-only"), "{sql}: {error}");
    }
}

#[tokio::test]
async fn the_proofs_find_what_was_broken_by_hand() {
    let world = World::new().await;
    world.invoice("NH-1", 100_000, -10).await;
    world.db.assert_books().await;
    let mut owner = <sqlx::PgConnection as sqlx::Connection>::connect(&world.db.url).await.unwrap();
    sqlx::query("UPDATE open_item SET open_minor = 99999").execute(&mut owner).await.unwrap();
    let found = backend::proofs::mismatches(world.backend()).await.unwrap();
    let proofs: Vec<_> = found.iter().map(|m| m.proof).collect();
    assert!(proofs.contains(&"each open item is its amount less what was applied"), "{proofs:?}");
    assert!(proofs.iter().any(|p| p.starts_with("the ledger's receivables")), "{proofs:?}");
}
