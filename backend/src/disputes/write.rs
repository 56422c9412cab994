//! Writing about a dispute: buyers answer, the seller asks, and staff note things for themselves. Whose
//! turn it is follows from who wrote.

use super::clock;
use crate::{
    Backend,
    actor::{Actor, Buyer, Staff},
    conversations::{self, Author, NewReply, NewWord, Post, To},
    error::{Error, Result},
    events::{self, NewEvent},
};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    conversation::{self, About, Saying},
    dispute::{self, State, Step},
    ids::{AccountId, DisputeId, EntityId},
};
use sqlx::PgConnection;

/// A buyer writes: it is the seller's turn. The id is made by the form, so the same form writes once.
pub async fn answer(
    backend: &Backend,
    buyer: &Buyer,
    dispute_id: DisputeId,
    new: &NewReply,
) -> Result<()> {
    buyer.may(Action::Dispute)?;
    let text = conversation::text(&new.text)?;
    let at = backend.clock.now();
    let today = backend.clock.today(&buyer.time_zone);
    let mut tx = backend.db.portal(buyer).await?;
    let (state, number) = lock(&mut tx, buyer.entity_id, buyer.account_id, dispute_id).await?;
    let after = dispute::after(state, Step::Answer, None, today)?;
    let message = Post {
        id: new.id,
        entity_id: buyer.entity_id,
        account_id: buyer.account_id,
        to: To::About(About::Dispute(dispute_id), &format!("Dispute {number}")),
        text,
        saying: Saying::Asked,
        by: Author { id: buyer.user_id, name: &buyer.name },
        asked: None,
        files: &new.files,
        at,
    };
    if conversations::post(&mut tx, &message).await?.is_none() {
        return Ok(());
    }
    turn(&mut tx, buyer.account_id, dispute_id, after, at).await?;
    let event = NewEvent {
        entity_id: Some(buyer.entity_id),
        account_id: Some(buyer.account_id),
        name: "dispute.answered",
        subject: ("dispute", dispute_id.0),
        text: format!("{} wrote about dispute {number}", buyer.name),
        data: serde_json::json!({ "message_id": new.id }),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Buyer(buyer.clone()), at, event).await?;
    tx.commit().await
}

/// Staff write.
pub async fn write(
    backend: &Backend,
    staff: &Staff,
    dispute_id: DisputeId,
    new: &NewWord,
) -> Result<()> {
    staff.may(Action::Write)?;
    let text = conversation::text(&new.text)?;
    let at = backend.clock.now();
    let today = backend.clock.today(&staff.time_zone);
    let mut tx = backend.db.staff(staff).await?;
    let account = sqlx::query_scalar!(
        "SELECT account_id FROM dispute WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        dispute_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let account_id = AccountId(account.ok_or(Error::NotFound)?);
    let (state, number) = lock(&mut tx, staff.entity_id, account_id, dispute_id).await?;
    let after = match new.saying {
        Saying::Question => dispute::after(state, Step::Ask, None, today)?,
        Saying::Word | Saying::Note | Saying::Asked => state,
    };
    let asked = conversations::asked(&mut tx, staff, new).await?;
    let message = Post {
        id: new.id,
        entity_id: staff.entity_id,
        account_id,
        to: To::About(About::Dispute(dispute_id), &format!("Dispute {number}")),
        text,
        saying: new.saying,
        by: Author { id: staff.user_id, name: &staff.name },
        asked: asked.as_ref().map(|(id, name)| (*id, name.as_str())),
        files: &new.files,
        at,
    };
    if conversations::post(&mut tx, &message).await?.is_none() {
        return Ok(());
    }
    turn(&mut tx, account_id, dispute_id, after, at).await?;
    if new.saying != Saying::Note {
        clock::responded(&mut tx, account_id, dispute_id, at).await?;
    }
    let (name, what) = match new.saying {
        Saying::Question => ("dispute.asked", "asked about"),
        Saying::Word | Saying::Asked => ("dispute.told", "wrote about"),
        Saying::Note => ("dispute.noted", "noted something about"),
    };
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: Some(account_id),
        name,
        subject: ("dispute", dispute_id.0),
        text: format!("{} {what} dispute {number}", staff.name),
        data: serde_json::json!({ "message_id": new.id }),
        for_buyer: new.saying != Saying::Note,
    };
    events::record(&mut tx, &Actor::Staff(staff.clone()), at, event).await?;
    tx.commit().await
}

async fn lock(
    tx: &mut PgConnection,
    entity_id: EntityId,
    account_id: AccountId,
    id: DisputeId,
) -> Result<(State, String)> {
    let row = sqlx::query!(
        "SELECT state, number FROM dispute WHERE entity_id = $1 AND account_id = $2 AND id = $3 FOR UPDATE",
        entity_id.0,
        account_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    let state = State::of(&row.state).ok_or_else(|| Error::bug("dispute.state"))?;
    Ok((state, row.number))
}

/// Writes whose turn it is, since when.
pub(super) async fn turn(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: DisputeId,
    state: State,
    at: DateTime<Utc>,
) -> Result<()> {
    // Not another version: a word changes nothing that a decision was made on.
    sqlx::query!(
        "UPDATE dispute SET state = $3 WHERE account_id = $1 AND id = $2",
        account_id.0,
        id.0,
        state.code(),
    )
    .execute(&mut *tx)
    .await?;
    clock::turned(tx, account_id, id, state, at).await
}
