//! The seller's side: confirming, refusing, and what has to be confirmed at all.

use super::{Subject, apply, on_file, read};
use crate::{
    Backend,
    actor::{Actor, Staff},
    error::{Error, Result},
    events::{self, NewEvent},
};
use domain::{
    access::Action,
    account_change::{self, State, Verdict},
    ids::{AccountChangeId, AccountId, EntityId},
};
use sqlx::PgConnection;

/// Which changes an entity confirms, even if those who run the account make them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Confirms {
    /// Those of the address on invoices.
    pub address: bool,
    /// Those of contacts.
    pub contacts: bool,
}

/// What the entity confirms.
pub async fn confirms(backend: &Backend, staff: &Staff) -> Result<Confirms> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let confirms = read(&mut tx, staff.entity_id).await?;
    tx.commit().await?;
    Ok(confirms)
}

pub(super) async fn read(tx: &mut PgConnection, entity: EntityId) -> Result<Confirms> {
    let row = sqlx::query!(
        "SELECT confirms_address, confirms_contacts FROM entity WHERE id = $1",
        entity.0
    )
    .fetch_one(tx)
    .await?;
    Ok(Confirms { address: row.confirms_address, contacts: row.confirms_contacts })
}

/// Sets what the entity confirms. What waits goes on waiting.
pub async fn set_confirms(backend: &Backend, staff: &Staff, confirms: Confirms) -> Result<()> {
    staff.may(Action::Settings)?;
    let mut tx = backend.db.staff(staff).await?;
    let changed = sqlx::query!(
        "UPDATE entity SET confirms_address = $2, confirms_contacts = $3
         WHERE id = $1 AND (confirms_address, confirms_contacts) <> ($2, $3)",
        staff.entity_id.0,
        confirms.address,
        confirms.contacts,
    )
    .execute(&mut *tx)
    .await?;
    if changed.rows_affected() == 0 {
        return Ok(());
    }
    let words = match (confirms.address, confirms.contacts) {
        (true, true) => "addresses and contacts",
        (true, false) => "addresses only",
        (false, true) => "contacts only",
        (false, false) => "neither addresses nor contacts",
    };
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: None,
        name: "entity.confirms_set",
        subject: ("entity", staff.entity_id.0),
        text: format!("{} set that changes are confirmed of {words}", staff.name),
        data: serde_json::json!({ "address": confirms.address, "contacts": confirms.contacts }),
        for_buyer: false,
    };
    events::record(&mut tx, &Actor::Staff(staff.clone()), backend.clock.now(), event).await?;
    tx.commit().await
}

/// Decides about a change that waits, and says of which account. A second click finds it decided.
pub async fn decide(
    backend: &Backend,
    staff: &Staff,
    id: AccountChangeId,
    verdict: Verdict<'_>,
) -> Result<AccountId> {
    staff.may(Action::ConfirmChanges)?;
    let at = backend.clock.now();
    let reason = match verdict {
        Verdict::Confirm => None,
        Verdict::Refuse(typed) => Some(account_change::reason(typed)?),
    };
    let mut tx = backend.db.staff(staff).await?;
    lock(&mut tx, staff, id).await?;
    let change = read::one(&mut tx, staff, id).await?;
    let (account_id, subject) = (change.account_id, change.change.wanted);
    let is_so = match verdict {
        Verdict::Confirm => change.change.state == State::Done,
        Verdict::Refuse(_) => change.change.state == State::Refused,
    };
    if is_so {
        return Ok(account_id);
    }
    let state = change.change.state.decide(verdict)?;
    let was = on_file(&mut tx, account_id, &subject).await?.map(|(was, _)| was);
    if state == State::Done {
        apply(&mut tx, account_id, id, &subject, at).await?;
    }
    sqlx::query!(
        "UPDATE account_change SET state = $3, was = $4, decided_by = $5, decided_name = $6, decided_at = $7, reason = $8
         WHERE account_id = $1 AND id = $2",
        account_id.0,
        id.0,
        state.code(),
        was.as_ref().map(Subject::json).transpose()?,
        staff.user_id.0,
        staff.name,
        at,
        reason,
    )
    .execute(&mut *tx)
    .await?;
    let words = subject.words();
    let (name, text) = match reason {
        None => ("account_change.confirmed", format!("The seller confirmed {words}")),
        Some(reason) => ("account_change.refused", format!("The seller refused {words}: {reason}")),
    };
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: Some(account_id),
        name,
        subject: ("account_change", id.0),
        text,
        data: serde_json::json!({ "wanted": subject.json()? }),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Staff(staff.clone()), at, event).await?;
    tx.commit().await?;
    Ok(account_id)
}

async fn lock(tx: &mut PgConnection, staff: &Staff, id: AccountChangeId) -> Result<()> {
    let found = sqlx::query_scalar!(
        "SELECT id FROM account_change WHERE entity_id = $1 AND id = $2 FOR UPDATE",
        staff.entity_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?;
    found.map(|_| ()).ok_or(Error::NotFound)
}
