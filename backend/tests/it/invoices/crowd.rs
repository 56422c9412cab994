//! A crowd: two thousand customers with a few invoices each, and one with three thousand.

use backend::{Buyer, testing::World};
use sqlx::{Connection, Executor, PgConnection};

/// How many invoices Ferrow has.
pub const HEAVY: usize = 3_000;

/// Lays the crowd down and lets the planner count it. Every fourth invoice of Ferrow is open.
pub async fn lay_down(world: &World) {
    let mut owner = PgConnection::connect(&world.db.url).await.unwrap();
    sqlx::query(
        "INSERT INTO account (id, entity_id, number, name, search_name, country, currency, terms_days, created_at)
         SELECT gen_random_uuid(), $1, 'C-' || n, 'Customer ' || n, 'customer ' || n, 'NL', 'EUR', 30, now()
         FROM generate_series(1, 2000) n",
    )
    .bind(world.entity.0)
    .execute(&mut owner)
    .await
    .unwrap();
    issue(&mut owner, "account_id <> $1", 4, world).await;
    issue(&mut owner, "account_id = $1", HEAVY, world).await;
    // Without their payments: only how many there are matters here.
    owner.execute("SET session_replication_role = replica").await.unwrap();
    owner
        .execute(
            "INSERT INTO allocation (id, account_id, open_item_id, payment_id, amount_minor, rule, applied_on, applied_at)
             SELECT gen_random_uuid(), account_id, id, gen_random_uuid(), amount_minor, 'chosen', due_on, now()
             FROM open_item WHERE open_minor = 0",
        )
        .await
        .unwrap();
    owner.execute("VACUUM ANALYZE").await.unwrap();
    owner.close().await.unwrap();
}

/// Issues to each of some accounts, straight into the tables. Days and totals repeat, so that ids
/// have to break ties.
async fn issue(owner: &mut PgConnection, whom: &str, count: usize, world: &World) {
    let sql = format!(
        "WITH made AS (
             INSERT INTO invoice (id, entity_id, account_id, number, po_number, issued_on, due_on, currency, net_minor,
                                  tax_minor, total_minor, open_minor, terms_days, search_text, created_at)
             SELECT gen_random_uuid(), entity_id, account_id, number || '-' || n, 'PO ' || n,
                    date '2026-11-18' - (n * 7919 % 700), date '2026-11-18' - (n * 7919 % 700) + 30, 'EUR',
                    amount, 0, amount, CASE n % 4 WHEN 0 THEN amount ELSE 0 END, 30,
                    lower(number || '-' || n || ' PO ' || n || ' bearing'), now()
             FROM (SELECT id AS account_id, entity_id, number FROM account) a
             CROSS JOIN LATERAL (SELECT n, (1 + n * 104729 % 997) * 1000 AS amount FROM generate_series(1, {count}) n) x
             WHERE {whom}
             RETURNING *)
         INSERT INTO open_item (id, entity_id, account_id, invoice_id, seq, due_on, currency, amount_minor, open_minor)
         SELECT gen_random_uuid(), entity_id, account_id, id, 1, due_on, currency, total_minor, open_minor FROM made",
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(world.ferrow.0).execute(owner).await.unwrap();
}

/// Who reads it.
pub fn reader(world: &World) -> &Buyer {
    &world.mirjam
}
