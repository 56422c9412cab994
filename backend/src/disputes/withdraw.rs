//! Taking a dispute back: what it held may be asked for again.

use super::{clock, hold};
use crate::{
    Backend,
    actor::{Actor, Buyer},
    conversations::{self, Author},
    error::{Error, Result},
    events::{self, NewEvent},
    notices, open_items,
};
use domain::{
    access::Action,
    conversation::{About, Turn},
    dispute::{self, State, Step},
    ids::{DisputeId, DisputeLineId},
    notice,
};

/// Takes back what is not decided of a dispute.
pub async fn withdraw(backend: &Backend, buyer: &Buyer, id: DisputeId) -> Result<()> {
    buyer.may(Action::Dispute)?;
    let now = backend.clock.now();
    let today = backend.clock.today(&buyer.time_zone);
    let mut tx = backend.db.portal(buyer).await?;
    let items = hold::items_of(&mut tx, buyer.account_id, id).await?;
    open_items::lock(&mut tx, buyer.account_id, &items).await?;
    let row = sqlx::query!(
        "SELECT number, state FROM dispute WHERE account_id = $1 AND id = $2 FOR UPDATE",
        buyer.account_id.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let state = State::of(&row.state).ok_or_else(|| Error::bug("dispute.state"))?;
    let after = dispute::after(state, Step::Withdraw, None, today)?;
    let undecided = sqlx::query_scalar!(
        "SELECT id FROM dispute_line WHERE account_id = $1 AND dispute_id = $2 AND outcome IS NULL",
        buyer.account_id.0,
        id.0,
    )
    .fetch_all(&mut *tx)
    .await?;
    let undecided: Vec<_> = undecided.into_iter().map(DisputeLineId).collect();
    hold::end(&mut tx, buyer.account_id, &undecided, now).await?;
    sqlx::query!(
        "UPDATE dispute SET state = $3, ended_on = $4, ended_at = $5, version = version + 1
         WHERE account_id = $1 AND id = $2",
        buyer.account_id.0,
        id.0,
        after.code(),
        today,
        now,
    )
    .execute(&mut *tx)
    .await?;
    conversations::turn(&mut tx, buyer.account_id, About::Dispute(id), Turn::Nobody).await?;
    clock::turned(&mut tx, buyer.account_id, id, after, now).await?;
    let event = NewEvent {
        entity_id: Some(buyer.entity_id),
        account_id: Some(buyer.account_id),
        name: "dispute.withdrawn",
        subject: ("dispute", id.0),
        text: format!("{} took back dispute {}", buyer.name, row.number),
        data: serde_json::json!({}),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Buyer(buyer.clone()), now, event).await?;
    let of = (buyer.entity_id, buyer.account_id);
    let by = Author { id: buyer.user_id, name: &buyer.name };
    notices::give_of_dispute(&mut tx, of, id, (notice::Step::Withdrawn, None), by, now).await?;
    tx.commit().await
}
