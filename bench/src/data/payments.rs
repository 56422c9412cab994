//! Seven of ten invoices are paid by transfer: what an import of a bank's statement leaves behind,
//! written set by set.

use anyhow::Result;
use chrono::{DateTime, Utc};
use sqlx::{Connection, Executor, PgConnection};

/// Everything about a payment that follows from its invoice. The last digit of the number decides
/// who pays, so that paid and open ones lie side by side. Ids come from the number, too: Postgres
/// calls `gen_random_uuid()` once for several columns of a row.
const PAID: &str = "
    CREATE TEMP TABLE paid ON COMMIT DROP AS
    SELECT i.account_id, i.entity_id, i.number, i.currency, i.total_minor, o.id AS item_id,
           md5('payment of ' || i.number)::uuid AS payment_id, md5('allocation of ' || i.number)::uuid AS allocation_id,
           md5('receipt of ' || i.number)::uuid AS received_id, md5('settlement of ' || i.number)::uuid AS applied_id,
           i.due_on + (right(i.number, 2)::int % 9 - 4) AS day
    FROM invoice i JOIN open_item o ON o.account_id = i.account_id AND o.invoice_id = i.id
    WHERE right(i.number, 1)::int < 7 AND i.due_on + 5 < $1::timestamptz::date";

/// In the order in which a payment is written down. `ref` is what people call it.
const STEPS: [&str; 9] = [
    "ALTER TABLE paid ADD COLUMN ref text;
     UPDATE paid SET ref = upper(right(replace(payment_id::text, '-', ''), 8))",
    "INSERT INTO payment (id, entity_id, account_id, provider, method, instrument, instrument_label, currency,
                          amount_minor, fee_minor, state, request_hash, created_at, settled_on, settled_at, receipt_number)
     SELECT payment_id, entity_id, account_id, 'import', 'bank_transfer', '', 'Bank transfer', currency,
            total_minor, 0, 'settled', 'bench', day, day, day, 'R-' || number
     FROM paid",
    "INSERT INTO payment_part (account_id, payment_id, open_item_id, amount_minor)
     SELECT account_id, payment_id, item_id, total_minor FROM paid",
    "INSERT INTO payment_event (id, account_id, payment_id, at, to_state, source)
     SELECT gen_random_uuid(), account_id, payment_id, day, 'settled', 'import' FROM paid",
    "INSERT INTO ledger_entry (id, entity_id, account_id, kind, source_type, source_id, reference, currency, posted_on, posted_at)
     SELECT received_id, entity_id, account_id, 'money_received', 'payment', payment_id, 'P-' || ref, currency, day, day FROM paid
     UNION ALL
     SELECT applied_id, entity_id, account_id, 'applied', 'allocation', allocation_id, 'P-' || ref, currency, day, day FROM paid",
    "INSERT INTO ledger_line (entry_id, line_no, account_id, entity_id, ledger, direction, amount_minor, currency, posted_on)
     SELECT e.id, e.line_no, account_id, entity_id, e.ledger, e.direction, total_minor, currency, day
     FROM paid CROSS JOIN LATERAL (VALUES
         (received_id, 1::smallint, 'cash', 'D'), (received_id, 2, 'unapplied', 'C'),
         (applied_id, 1, 'unapplied', 'D'), (applied_id, 2, 'receivable', 'C')) AS e (id, line_no, ledger, direction)",
    "UPDATE open_item o SET open_minor = 0 FROM paid p WHERE o.account_id = p.account_id AND o.id = p.item_id",
    "INSERT INTO allocation (id, account_id, open_item_id, payment_id, amount_minor, rule, applied_on, applied_at)
     SELECT allocation_id, account_id, item_id, payment_id, total_minor, 'reference', day, day FROM paid",
    "INSERT INTO event (id, entity_id, account_id, at, actor_kind, actor_name, name, subject_type, subject_id, text, for_buyer)
     SELECT gen_random_uuid(), entity_id, account_id, day, 'system', 'payments', 'payment.settled', 'payment', payment_id,
            'Payment P-' || ref || ' settled', true
     FROM paid",
];

/// Settles them. Says how many.
pub async fn settle(url: &str, now: DateTime<Utc>) -> Result<i64> {
    let mut connection = PgConnection::connect(url).await?;
    connection.execute("SET ROLE quittance_worker").await?;
    let mut tx = connection.begin().await?;
    sqlx::query(PAID).bind(now).execute(&mut *tx).await?;
    for step in STEPS {
        tx.execute(step).await?;
    }
    let paid = sqlx::query_scalar("SELECT count(*) FROM paid").fetch_one(&mut *tx).await?;
    tx.commit().await?;
    Ok(paid)
}
