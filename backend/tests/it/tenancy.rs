//! Two customers that know nothing of each other, whatever a query forgets.

use backend::{
    Error,
    payments::quote::{Choice, Selection, Spread, quote},
    testing::World,
};
use domain::{Currency, fee::Method};
use uuid::Uuid;

/// Every table that belongs to accounts, read without any condition.
const TABLES: &[&str] = &[
    "account",
    "contact",
    "invoice",
    "invoice_line",
    "invoice_tax",
    "invoice_adjustment",
    "invoice_sales_tax",
    "credit_note",
    "credit_note_line",
    "credit_note_tax",
    "credit_note_adjustment",
    "credit_note_sales_tax",
    "open_item",
    "account_balance",
    "ledger_entry",
    "ledger_line",
    "reminder_step",
    "event",
    "buyer_membership",
];

async fn world_with_two_customers() -> World {
    let world = World::new().await;
    world.invoice("NH-1", 100_000, -10).await;
    world.invoice_to(world.maasland, "NH-2", 7_700, -10, Currency::EUR).await;
    say_more(&world).await;
    world
}

/// Gives each invoice what few of them say, and credits all of it.
async fn say_more(world: &World) {
    let mut tx = world.backend().db.worker().await.unwrap();
    for sql in [
        "INSERT INTO invoice_adjustment (account_id, invoice_id, seq, line_no, is_charge, reason, amount_minor, tax_category, tax_bp)
         SELECT account_id, id, 1, 1, false, 'Quantity', 0, 'Z', 0 FROM invoice",
        "INSERT INTO invoice_sales_tax (account_id, invoice_id, line_no, jurisdiction, rate_e6, taxable_minor, tax_minor)
         SELECT account_id, id, 1, 'NY', 40000, 0, 0 FROM invoice",
        "INSERT INTO credit_note (id, entity_id, account_id, invoice_id, number, issued_on, currency, net_minor, tax_minor,
                                  total_minor, left_minor, reason, created_at)
         SELECT gen_random_uuid(), entity_id, account_id, id, 'CN-' || number, issued_on, currency, total_minor, 0,
                total_minor, total_minor, 'All of it', created_at FROM invoice",
        "INSERT INTO credit_note_line (account_id, credit_note_id, line_no, description, quantity_e4, unit_price_e4, amount_minor,
                                       tax_category, tax_bp)
         SELECT account_id, id, 1, reason, 10000, net_minor * 10000, net_minor, 'Z', 0 FROM credit_note",
        "INSERT INTO credit_note_tax (account_id, credit_note_id, category, rate_bp, taxable_minor, tax_minor)
         SELECT account_id, id, 'Z', 0, net_minor, 0 FROM credit_note",
        "INSERT INTO credit_note_adjustment (account_id, credit_note_id, seq, line_no, is_charge, reason, amount_minor,
                                             tax_category, tax_bp)
         SELECT account_id, id, 1, 1, false, 'Quantity', 0, 'Z', 0 FROM credit_note",
        "INSERT INTO credit_note_sales_tax (account_id, credit_note_id, line_no, jurisdiction, rate_e6, taxable_minor, tax_minor)
         SELECT account_id, id, 1, 'NY', 40000, 0, 0 FROM credit_note",
    ] {
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_query_that_forgets_its_where_sees_one_account() {
    let world = world_with_two_customers().await;
    for table in TABLES {
        let column = if *table == "account" { "id" } else { "account_id" };
        let sql = format!("SELECT DISTINCT {column} FROM {table}");
        let mut tx = world.backend().db.portal(&world.mirjam).await.unwrap();
        let seen: Vec<Uuid> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(&mut *tx).await.unwrap();
        assert_eq!(seen, [world.ferrow.0], "{table}");
    }
}

#[tokio::test]
async fn whoever_has_not_said_whose_rows_sees_none() {
    let world = world_with_two_customers().await;
    for table in TABLES {
        let sql = format!("SELECT count(*) FROM {table}");
        let mut tx = world.backend().db.portal(&world.mirjam).await.unwrap();
        // Unset, and empty as it reads after a transaction that had set it.
        sqlx::query(
            "SELECT set_config('app.account_id', '', true), set_config('app.entity_id', '', true)",
        )
        .execute(&mut *tx)
        .await
        .unwrap();
        let count: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut *tx).await.unwrap();
        assert_eq!(count, 0, "{table}");
    }
}

#[tokio::test]
async fn staff_of_another_entity_see_nothing() {
    let world = world_with_two_customers().await;
    let stranger = backend::Staff { entity_id: world.other_entity, ..world.ada.clone() };
    for table in TABLES {
        let sql = format!("SELECT count(*) FROM {table}");
        let mut tx = world.backend().db.staff(&stranger).await.unwrap();
        let theirs: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql.clone())).fetch_one(&mut *tx).await.unwrap();
        assert_eq!(theirs, 0, "{table}");
        let mut tx = world.backend().db.staff(&world.ada).await.unwrap();
        let ours: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut *tx).await.unwrap();
        assert!(ours > 0, "{table}");
    }
}

#[tokio::test]
async fn no_row_can_hang_on_another_customers_invoice() {
    let world = world_with_two_customers().await;
    let mut tx = world.backend().db.worker().await.unwrap();
    let invoice: Uuid = sqlx::query_scalar("SELECT id FROM invoice WHERE number = 'NH-2'")
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    let refused = sqlx::query(
        "INSERT INTO invoice_tax (account_id, invoice_id, category, rate_bp, taxable_minor, tax_minor)
         VALUES ($1, $2, 'S', 2100, 100, 21)",
    )
    .bind(world.ferrow.0)
    .bind(invoice)
    .execute(&mut *tx)
    .await;
    let error = refused.expect_err("the composite key refuses it");
    assert!(error.to_string().contains("foreign key"), "{error}");
}

#[tokio::test]
async fn the_portal_cannot_write_what_is_not_its_to_write() {
    let world = world_with_two_customers().await;
    for sql in [
        "UPDATE invoice SET total_minor = 1",
        "UPDATE open_item SET open_minor = 0",
        "UPDATE dispute SET disputed_minor = 1",
        "UPDATE dispute_line SET outcome = 'credit'",
        "UPDATE message SET text = 'x'",
        "DELETE FROM dispute_hold",
        "INSERT INTO dispute_line SELECT * FROM dispute_line",
        "DELETE FROM ledger_line",
        "INSERT INTO ledger_entry SELECT * FROM ledger_entry",
        "INSERT INTO allocation SELECT * FROM allocation",
        "UPDATE credit_note SET left_minor = 0",
        "DELETE FROM invoice_adjustment",
        "INSERT INTO invoice_sales_tax SELECT * FROM invoice_sales_tax",
        "UPDATE credit_note_line SET amount_minor = 0",
        "UPDATE payment SET state = 'settled'",
        "UPDATE promise SET amount_minor = 1",
        "SELECT password_hash FROM app_user",
        "SELECT * FROM session",
        "SELECT * FROM webhook_inbox",
        "SELECT * FROM sandbox.payment",
        "TRUNCATE ledger_line",
        "CREATE TABLE mine (id int)",
    ] {
        let mut tx = world.backend().db.portal(&world.mirjam).await.unwrap();
        let refused = sqlx::query(sql).execute(&mut *tx).await;
        let error = refused.expect_err(sql).to_string();
        assert!(error.contains("permission denied"), "{sql}: {error}");
    }
}

#[tokio::test]
async fn the_portal_starts_payments_and_settles_none() {
    let world = world_with_two_customers().await;
    for (state, receipt) in [("settled", None), ("created", Some("R-1"))] {
        let mut tx = world.backend().db.portal(&world.mirjam).await.unwrap();
        let refused = sqlx::query(
            "INSERT INTO payment (id, entity_id, account_id, provider, method, instrument, instrument_label, currency,
                                  amount_minor, fee_minor, state, request_hash, created_at, settled_on, receipt_number)
             VALUES ($1, $2, $3, 'sandbox', 'card', 'x', 'x', 'EUR', 100, 0, $4, 'x', '2026-11-18T08:00Z',
                     CASE WHEN $5::text IS NULL THEN NULL ELSE '2026-11-18'::date END, $5)",
        )
        .bind(Uuid::now_v7())
        .bind(world.entity.0)
        .bind(world.ferrow.0)
        .bind(state)
        .bind(receipt)
        .execute(&mut *tx)
        .await;
        let error = refused.expect_err("the policy refuses it").to_string();
        assert!(error.contains("row-level security"), "{error}");
    }
}

#[tokio::test]
async fn a_foreign_invoice_is_not_found() {
    let world = world_with_two_customers().await;
    let mut tx = world.backend().db.worker().await.unwrap();
    let foreign: Uuid = sqlx::query_scalar("SELECT id FROM invoice WHERE number = 'NH-2'")
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    drop(tx);
    for id in [foreign, Uuid::now_v7()] {
        let choice = Choice {
            selection: Selection::Invoices(vec![id.into()]),
            spread: Spread::InFull,
            use_credit: false,
            method: Method::Card,
        };
        let refused = quote(world.backend(), &world.mirjam, &choice).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }
}
