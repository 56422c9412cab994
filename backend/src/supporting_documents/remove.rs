//! Taking a paper back.

use super::attach::{event, named};
use crate::{
    Backend,
    actor::{Actor, Staff},
    error::{Error, Result},
    events,
};
use domain::{
    access::Action,
    ids::{AccountId, InvoiceId, SupportingDocumentId},
    supporting_document::{About, Kind},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Removes a paper: the customer is not offered it any more. Its row and its files stay. Removed twice,
/// it is removed once. Says what it was attached to.
pub async fn remove(backend: &Backend, staff: &Staff, id: SupportingDocumentId) -> Result<About> {
    staff.may(Action::Write)?;
    let now = backend.clock.now();
    let mut tx = backend.db.staff(staff).await?;
    let removed = sqlx::query!(
        "UPDATE supporting_document SET removed_by = $3, removed_name = $4, removed_at = $5
         WHERE entity_id = $1 AND id = $2 AND removed_at IS NULL RETURNING account_id, invoice_id, kind",
        staff.entity_id.0,
        id.0,
        staff.user_id.0,
        staff.name,
        now,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(removed) = removed else { return about(&mut tx, staff, id).await };
    let about = about_of(removed.account_id, removed.invoice_id);
    let kind = Kind::of(&removed.kind).ok_or_else(|| Error::bug("supporting_document.kind"))?;
    let named = named(&mut tx, staff, about).await?;
    let event = event(staff, &named, about, id, (kind, false));
    events::record(&mut tx, &Actor::Staff(staff.clone()), now, event).await?;
    tx.commit().await?;
    Ok(about)
}

/// What one that was removed before was attached to.
async fn about(tx: &mut PgConnection, staff: &Staff, id: SupportingDocumentId) -> Result<About> {
    let row = sqlx::query!(
        "SELECT account_id, invoice_id FROM supporting_document WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(about_of(row.account_id, row.invoice_id))
}

/// What the two columns say.
pub(super) fn about_of(account_id: Uuid, invoice_id: Option<Uuid>) -> About {
    match invoice_id {
        Some(id) => About::Invoice(InvoiceId(id)),
        None => About::Account(AccountId(account_id)),
    }
}
