//! Taking a dispute on: from then on both sides know who looks after it.

use crate::{
    Backend,
    actor::{Actor, Staff},
    conversations::Author,
    error::{Error, Result},
    events::{self, NewEvent},
    notices,
};
use domain::{Refusal, access::Action, dispute::State, ids::DisputeId, notice::Step};

/// Makes whoever asks the owner, also of one that somebody else had.
pub async fn claim(backend: &Backend, staff: &Staff, id: DisputeId) -> Result<()> {
    staff.may(Action::Decide)?;
    let at = backend.clock.now();
    let mut tx = backend.db.staff(staff).await?;
    let row = sqlx::query!(
        "SELECT account_id, number, state, owner_id FROM dispute WHERE entity_id = $1 AND id = $2 FOR UPDATE",
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
    if row.owner_id == Some(staff.user_id.0) {
        return Ok(());
    }
    sqlx::query!(
        "UPDATE dispute SET owner_id = $3, owner_name = $4, hands = hands + 1 WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        id.0,
        staff.user_id.0,
        staff.name,
    )
    .execute(&mut *tx)
    .await?;
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: Some(row.account_id.into()),
        name: "dispute.claimed",
        subject: ("dispute", id.0),
        text: format!("{} looks after dispute {}", staff.name, row.number),
        data: serde_json::json!({}),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Staff(staff.clone()), at, event).await?;
    let of = (staff.entity_id, row.account_id.into());
    let by = Author { id: staff.user_id, name: &staff.name };
    notices::give_of_dispute(&mut tx, of, id, (Step::TakenOn, None), by, at).await?;
    tx.commit().await
}
