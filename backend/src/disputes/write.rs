//! Writing about a dispute: buyers answer, the seller asks, and staff note things for themselves. Whose
//! turn it is follows from who wrote.

use crate::{
    Backend,
    actor::{Actor, Buyer, Staff},
    error::{Error, Result},
    events::{self, NewEvent},
};
use chrono::{DateTime, Utc};
use domain::{
    Refusal,
    access::Action,
    dispute::{self, State, Step},
    ids::{AccountId, DisputeId, EntityId, UserId},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// The longest text, in characters.
pub(super) const LONGEST: usize = 4_000;

/// Something that is to be written. The id is made by the form, so the same form writes it once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewMessage {
    /// Its id.
    pub id: Uuid,
    /// About which dispute.
    pub dispute_id: DisputeId,
    /// What.
    pub text: String,
}

/// What staff write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// To the customer, who has to answer.
    Question,
    /// To the customer.
    Word,
    /// For the seller's people only.
    Note,
}

/// A buyer writes: it is the seller's turn.
pub async fn answer(backend: &Backend, buyer: &Buyer, new: &NewMessage) -> Result<()> {
    buyer.may(Action::Dispute)?;
    check(&new.text)?;
    let at = backend.clock.now();
    let today = backend.clock.today(&buyer.time_zone);
    let mut tx = backend.db.portal(buyer).await?;
    let (state, number) = lock(&mut tx, buyer.entity_id, buyer.account_id, new.dispute_id).await?;
    let after = dispute::after(state, Step::Answer, None, today)?;
    let line = Line { buyer: true, internal: false, by: buyer.user_id, author: &buyer.name, at };
    if !insert(&mut tx, buyer.entity_id, buyer.account_id, new, &line).await? {
        return Ok(());
    }
    turn(&mut tx, buyer.account_id, new.dispute_id, after).await?;
    let event = NewEvent {
        entity_id: Some(buyer.entity_id),
        account_id: Some(buyer.account_id),
        name: "dispute.answered",
        subject: ("dispute", new.dispute_id.0),
        text: format!("{} wrote about dispute {number}", buyer.name),
        data: serde_json::json!({ "message_id": new.id }),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Buyer(buyer.clone()), at, event).await?;
    tx.commit().await
}

/// Staff write.
pub async fn write(backend: &Backend, staff: &Staff, new: &NewMessage, kind: Kind) -> Result<()> {
    staff.may(Action::Decide)?;
    check(&new.text)?;
    let at = backend.clock.now();
    let today = backend.clock.today(&staff.time_zone);
    let mut tx = backend.db.staff(staff).await?;
    let account = sqlx::query_scalar!(
        "SELECT account_id FROM dispute WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        new.dispute_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let account_id = AccountId(account.ok_or(Error::NotFound)?);
    let (state, number) = lock(&mut tx, staff.entity_id, account_id, new.dispute_id).await?;
    let after = match kind {
        Kind::Question => dispute::after(state, Step::Ask, None, today)?,
        Kind::Word | Kind::Note => state,
    };
    let internal = kind == Kind::Note;
    let line = Line { buyer: false, internal, by: staff.user_id, author: &staff.name, at };
    if !insert(&mut tx, staff.entity_id, account_id, new, &line).await? {
        return Ok(());
    }
    turn(&mut tx, account_id, new.dispute_id, after).await?;
    let (name, what) = match kind {
        Kind::Question => ("dispute.asked", "asked about"),
        Kind::Word => ("dispute.told", "wrote about"),
        Kind::Note => ("dispute.noted", "noted something about"),
    };
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: Some(account_id),
        name,
        subject: ("dispute", new.dispute_id.0),
        text: format!("{} {what} dispute {number}", staff.name),
        data: serde_json::json!({ "message_id": new.id }),
        for_buyer: !internal,
    };
    events::record(&mut tx, &Actor::Staff(staff.clone()), at, event).await?;
    tx.commit().await
}

fn check(text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::field("message", "Write something first."));
    }
    if text.chars().count() > LONGEST {
        return Err(Refusal::field("message", format!("Write at most {LONGEST} characters.")));
    }
    Ok(())
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

/// Who wrote, how and when.
struct Line<'a> {
    buyer: bool,
    internal: bool,
    by: UserId,
    author: &'a str,
    at: DateTime<Utc>,
}

/// Says whether it was new.
async fn insert(
    tx: &mut PgConnection,
    entity_id: EntityId,
    account_id: AccountId,
    new: &NewMessage,
    line: &Line<'_>,
) -> Result<bool> {
    let written = sqlx::query!(
        "INSERT INTO message (id, entity_id, account_id, about, about_id, side, is_internal, written_by, author,
                              written_at, text)
         VALUES ($1, $2, $3, 'dispute', $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING",
        new.id,
        entity_id.0,
        account_id.0,
        new.dispute_id.0,
        if line.buyer { "buyer" } else { "seller" },
        line.internal,
        line.by.0,
        line.author,
        line.at,
        new.text.trim(),
    )
    .execute(tx)
    .await?;
    Ok(written.rows_affected() == 1)
}

async fn turn(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: DisputeId,
    state: State,
) -> Result<()> {
    // Not another version: a word changes nothing that a decision was made on.
    sqlx::query!(
        "UPDATE dispute SET state = $3 WHERE account_id = $1 AND id = $2",
        account_id.0,
        id.0,
        state.code(),
    )
    .execute(tx)
    .await?;
    Ok(())
}
