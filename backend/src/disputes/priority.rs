//! How urgent a dispute is, when staff see it differently than the rules did.

use super::clock;
use crate::{
    Backend,
    actor::{Actor, Staff},
    error::{Error, Result},
    events::{self, NewEvent},
};
use domain::{
    Refusal,
    access::Action,
    dispute::State,
    dispute_clock::Priority,
    ids::{AccountId, DisputeId},
};

/// Gives a dispute a priority; its clocks aim at that one's targets, as from the beginning.
pub async fn prioritise(
    backend: &Backend,
    staff: &Staff,
    id: DisputeId,
    priority: Priority,
) -> Result<()> {
    staff.may(Action::Decide)?;
    let mut tx = backend.db.staff(staff).await?;
    let row = sqlx::query!(
        "SELECT account_id, number, state, reason_code, priority FROM dispute WHERE entity_id = $1 AND id = $2 FOR UPDATE",
        staff.entity_id.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let state = State::of(&row.state).ok_or_else(|| Error::bug("dispute.state"))?;
    if !state.is_running() {
        return Err(Refusal::WrongState { state: "no longer open" }.into());
    }
    if row.priority == priority.code() {
        return Ok(());
    }
    let account_id = AccountId(row.account_id);
    clock::aim(&mut tx, staff.entity_id, (account_id, id), &row.reason_code, priority).await?;
    let what = priority.label().to_lowercase();
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: Some(account_id),
        name: "dispute.prioritised",
        subject: ("dispute", id.0),
        text: format!("{} gave dispute {} {what} priority", staff.name, row.number),
        data: serde_json::json!({ "priority": priority.code() }),
        for_buyer: false,
    };
    events::record(&mut tx, &Actor::Staff(staff.clone()), backend.clock.now(), event).await?;
    tx.commit().await
}
