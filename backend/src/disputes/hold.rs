//! What disputes hold of open items. `open_item.disputed_minor` is the sum of the holds that have not
//! ended; both are written here and nowhere else.

use crate::error::Result;
use chrono::{DateTime, Utc};
use domain::ids::{AccountId, DisputeId, DisputeLineId, OpenItemId};
use sqlx::PgConnection;
use uuid::Uuid;

/// Holds an amount of an item for a line. The caller holds the item's lock.
pub(super) async fn put(
    tx: &mut PgConnection,
    account_id: AccountId,
    line: DisputeLineId,
    item: OpenItemId,
    amount_minor: i64,
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO dispute_hold (account_id, dispute_line_id, open_item_id, amount_minor, held_at)
         VALUES ($1, $2, $3, $4, $5)",
        account_id.0,
        line.0,
        item.0,
        amount_minor,
        at,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "UPDATE open_item SET disputed_minor = disputed_minor + $3 WHERE account_id = $1 AND id = $2",
        account_id.0,
        item.0,
        amount_minor,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends the holds of some lines: what they held may be asked for again. The caller holds the locks.
pub(super) async fn end(
    tx: &mut PgConnection,
    account_id: AccountId,
    lines: &[DisputeLineId],
    at: DateTime<Utc>,
) -> Result<()> {
    let lines: Vec<Uuid> = lines.iter().map(|line| line.0).collect();
    let ended = sqlx::query!(
        "UPDATE dispute_hold SET ended_at = $3
         WHERE account_id = $1 AND dispute_line_id = ANY ($2) AND ended_at IS NULL
         RETURNING open_item_id, amount_minor",
        account_id.0,
        &lines,
        at,
    )
    .fetch_all(&mut *tx)
    .await?;
    for hold in ended {
        sqlx::query!(
            "UPDATE open_item SET disputed_minor = disputed_minor - $3 WHERE account_id = $1 AND id = $2",
            account_id.0,
            hold.open_item_id,
            hold.amount_minor,
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

/// The open items of the invoices that a dispute is about. Which they are never changes.
pub(super) async fn items_of(
    tx: &mut PgConnection,
    account_id: AccountId,
    dispute: DisputeId,
) -> Result<Vec<OpenItemId>> {
    let ids = sqlx::query_scalar!(
        r#"SELECT o.id FROM open_item o
           WHERE o.account_id = $1 AND o.invoice_id IN (
               SELECT invoice_id FROM dispute_line WHERE account_id = $1 AND dispute_id = $2)
           ORDER BY o.id"#,
        account_id.0,
        dispute.0,
    )
    .fetch_all(tx)
    .await?;
    Ok(ids.into_iter().map(OpenItemId).collect())
}
