//! Counting a case: the one place where its row is inserted, in the transaction that ends it.

use crate::{Backend, actor::Buyer, error::Result};
use domain::{
    ids::InvoiceId,
    self_help::{Kind, Outcome},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// A case that has ended. Its id is that of the form, the message, the dispute or the change that ended
/// it, so it is counted once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Case {
    /// Its id.
    pub id: Uuid,
    /// On which invoice, if on one.
    pub invoice: Option<InvoiceId>,
    /// What was needed.
    pub kind: Kind,
    /// How it ended.
    pub outcome: Outcome,
}

/// Counts it. Says whether it was not counted before.
pub(crate) async fn note(
    tx: &mut PgConnection,
    backend: &Backend,
    buyer: &Buyer,
    case: Case,
) -> Result<bool> {
    let inserted = sqlx::query!(
        "INSERT INTO self_help (id, entity_id, account_id, invoice_id, kind, outcome, ended_by, ended_name, ended_on, ended_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
        case.id,
        buyer.entity_id.0,
        buyer.account_id.0,
        case.invoice.map(|id| id.0),
        case.kind.code(),
        case.outcome.code(),
        buyer.user_id.0,
        buyer.name,
        backend.clock.today(&buyer.time_zone),
        backend.clock.now(),
    )
    .execute(tx)
    .await?;
    Ok(inserted.rows_affected() == 1)
}
