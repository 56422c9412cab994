//! What is delivered again: promised with the decision, delivered, or moved to another day with a reason
//! that the buyer reads.
//!
//! Whoever changes a delivery locks its dispute first, as whoever opens the dispute again does.

use super::decide::{Moment, Standing};
use crate::{
    Backend,
    actor::{Actor, Staff},
    conversations::{self, Author, Post, To},
    error::{Error, Result},
    events::{self, NewEvent},
    gateways::clock,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Refusal,
    access::Action,
    calendar,
    conversation::{self, About, Saying},
    delivery::{self, LONGEST_NOTE, State},
    ids::{AccountId, DeliveryId, DisputeId},
    notice::Step,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// A delivery that was promised.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// How it stands.
    pub standing: delivery::Delivery,
    /// By when it was promised at first.
    pub first_on: NaiveDate,
    /// The number of its delivery note.
    pub note: Option<String>,
    /// Counts its changes: a form names the one that it was made on.
    pub version: i64,
}

/// That it has come. The message's id is made by the form, so the same form tells it once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    /// Of which dispute.
    pub dispute_id: DisputeId,
    /// What.
    pub id: DeliveryId,
    /// Its version when the form was made.
    pub version: i64,
    /// The id of the message that tells the buyer.
    pub message: Uuid,
    /// When it came.
    pub on: NaiveDate,
    /// The number of its delivery note; may be empty.
    pub note: String,
}

/// That it comes on another day. The message's id is made by the form, so the same form tells it once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// Of which dispute.
    pub dispute_id: DisputeId,
    /// What.
    pub id: DeliveryId,
    /// Its version when the form was made.
    pub version: i64,
    /// The id of the message that tells the buyer.
    pub message: Uuid,
    /// By when it comes.
    pub to: NaiveDate,
    /// Why; the buyer reads it.
    pub reason: String,
}

/// Under the dispute's lock: a delivery, and what it belongs to.
struct Locked {
    account_id: AccountId,
    number: String,
    delivery: Delivery,
    decided_at: DateTime<Utc>,
}

/// Promises a delivery with a decision. What the buyer accepted is promised as it was offered.
pub(super) async fn promise(
    tx: &mut PgConnection,
    moment: &Moment<'_>,
    standing: &Standing,
    by: NaiveDate,
) -> Result<DeliveryId> {
    let id = DeliveryId(Uuid::now_v7());
    sqlx::query!(
        "INSERT INTO dispute_delivery (id, entity_id, account_id, dispute_id, promised_on, first_on, promised_by, promised_at)
         VALUES ($1, $2, $3, $4, $5, $5, $6, $7)",
        id.0,
        standing.entity_id.0,
        standing.account_id.0,
        standing.id.0,
        by,
        moment.by.0,
        moment.at,
    )
    .execute(tx)
    .await?;
    Ok(id)
}

/// The deliveries of a dispute, the first promised before the others.
pub(super) async fn of(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: DisputeId,
) -> Result<Vec<Delivery>> {
    let rows = sqlx::query!(
        "SELECT id, state, promised_on, first_on, delivered_on, delivery_note, version FROM dispute_delivery
         WHERE account_id = $1 AND dispute_id = $2 ORDER BY id",
        account_id.0,
        id.0,
    )
    .fetch_all(tx)
    .await?;
    let read = rows.into_iter().map(|row| {
        Ok(Delivery {
            id: row.id.into(),
            standing: delivery::Delivery {
                state: State::of(&row.state).ok_or_else(|| Error::bug("dispute_delivery.state"))?,
                promised_on: row.promised_on,
                delivered_on: row.delivered_on,
            },
            first_on: row.first_on,
            note: row.delivery_note,
            version: row.version,
        })
    });
    read.collect()
}

/// The buyer has opened the dispute again: what was to come is part of what is to be decided.
pub(super) async fn overtake(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: DisputeId,
) -> Result<()> {
    sqlx::query!(
        "UPDATE dispute_delivery SET state = 'overtaken', version = version + 1
         WHERE account_id = $1 AND dispute_id = $2 AND state = 'promised'",
        account_id.0,
        id.0,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes that it has come, and tells the buyer.
pub async fn deliver(backend: &Backend, staff: &Staff, made: &Made) -> Result<()> {
    staff.may(Action::Decide)?;
    let note = note_of(&made.note)?;
    let at = backend.clock.now();
    let today = backend.clock.today(&staff.time_zone);
    let mut tx = backend.db.staff(staff).await?;
    let locked = lock(&mut tx, staff, made.dispute_id, made.id).await?;
    let before = &locked.delivery;
    if before.standing.delivered_on == Some(made.on) && before.note == note {
        return Ok(());
    }
    if before.version != made.version {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    let zone = clock::zone(&staff.time_zone);
    let decided_on = locked.decided_at.with_timezone(&zone).date_naive();
    let after = before.standing.made(made.on, decided_on, today)?;
    sqlx::query!(
        "UPDATE dispute_delivery SET state = $3, delivered_on = $4, delivery_note = $5, version = version + 1
         WHERE account_id = $1 AND id = $2",
        locked.account_id.0,
        made.id.0,
        after.state.code(),
        after.delivered_on,
        note,
    )
    .execute(&mut *tx)
    .await?;
    let note = note.map(|note| format!(", delivery note {note}")).unwrap_or_default();
    let told = format!("Delivered on {}{note}.", calendar::long(made.on));
    tell(&mut tx, staff, &locked, made.dispute_id, (made.message, &told, Step::Delivered), at)
        .await?;
    let text = format!("Dispute {}: delivered on {}{note}", locked.number, calendar::long(made.on));
    let data = serde_json::json!({ "delivery_id": made.id, "promised_on": after.promised_on, "delivered_on": made.on });
    let what = ("dispute.delivered", text, data);
    record(&mut tx, staff, &locked, made.dispute_id, what, at).await?;
    tx.commit().await
}

/// Moves it to another day, and tells the buyer why.
pub async fn move_delivery(backend: &Backend, staff: &Staff, moved: &Moved) -> Result<()> {
    staff.may(Action::Decide)?;
    let why = conversation::text(&moved.reason);
    let why = why.map_err(|_| Refusal::field("reason", "Tell the customer why, in a sentence."))?;
    let at = backend.clock.now();
    let today = backend.clock.today(&staff.time_zone);
    let mut tx = backend.db.staff(staff).await?;
    let locked = lock(&mut tx, staff, moved.dispute_id, moved.id).await?;
    let before = &locked.delivery;
    if before.version == moved.version + 1 && before.standing.promised_on == moved.to {
        return Ok(()); // the same form, sent twice
    }
    if before.version != moved.version {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    let after = before.standing.moved(moved.to, today)?;
    sqlx::query!(
        "UPDATE dispute_delivery SET promised_on = $3, told_late_at = NULL, version = version + 1
         WHERE account_id = $1 AND id = $2",
        locked.account_id.0,
        moved.id.0,
        after.promised_on,
    )
    .execute(&mut *tx)
    .await?;
    let (to, from) = (calendar::long(moved.to), calendar::long(before.standing.promised_on));
    let told = format!("It will be delivered by {to}, not by {from}.\n\n{why}");
    let message = (moved.message, told.as_str(), Step::DeliveryMoved);
    tell(&mut tx, staff, &locked, moved.dispute_id, message, at).await?;
    let text = format!("Dispute {}: delivery moved from {from} to {to}", locked.number);
    let data = serde_json::json!({ "delivery_id": moved.id, "from": before.standing.promised_on, "to": moved.to, "reason": why });
    let what = ("dispute.delivery_moved", text, data);
    record(&mut tx, staff, &locked, moved.dispute_id, what, at).await?;
    tx.commit().await
}

/// The number of a delivery note as it is kept.
fn note_of(typed: &str) -> Result<Option<String>, Refusal> {
    let note = typed.trim();
    if note.chars().count() > LONGEST_NOTE || note.contains(char::is_control) {
        let words = format!("Type a number of up to {LONGEST_NOTE} characters.");
        return Err(Refusal::field("note", words));
    }
    Ok((!note.is_empty()).then(|| note.to_owned()))
}

async fn lock(
    tx: &mut PgConnection,
    staff: &Staff,
    dispute_id: DisputeId,
    id: DeliveryId,
) -> Result<Locked> {
    let dispute = sqlx::query!(
        "SELECT account_id, number FROM dispute WHERE entity_id = $1 AND id = $2 FOR UPDATE",
        staff.entity_id.0,
        dispute_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let account_id = AccountId(dispute.account_id);
    let delivery = of(tx, account_id, dispute_id).await?.into_iter().find(|one| one.id == id);
    let delivery = delivery.ok_or(Error::NotFound)?;
    let decided_at = sqlx::query_scalar!(
        "SELECT promised_at FROM dispute_delivery WHERE account_id = $1 AND id = $2",
        account_id.0,
        id.0,
    )
    .fetch_one(tx)
    .await?;
    Ok(Locked { account_id, number: dispute.number, delivery, decided_at })
}

async fn tell(
    tx: &mut PgConnection,
    staff: &Staff,
    locked: &Locked,
    id: DisputeId,
    (message, text, step): (Uuid, &str, Step),
    at: DateTime<Utc>,
) -> Result<()> {
    let post = Post {
        id: message,
        entity_id: staff.entity_id,
        account_id: locked.account_id,
        to: To::About(About::Dispute(id), &format!("Dispute {}", locked.number)),
        text,
        saying: Saying::Word,
        by: Author { id: staff.user_id, name: &staff.name },
        asked: None,
        files: &[],
        at,
    };
    match conversations::post_at(tx, &post, step).await? {
        Some(_) => Ok(()),
        None => Err(Refusal::KeyReused.into()),
    }
}

async fn record(
    tx: &mut PgConnection,
    staff: &Staff,
    locked: &Locked,
    id: DisputeId,
    (name, text, data): (&'static str, String, serde_json::Value),
    at: DateTime<Utc>,
) -> Result<()> {
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: Some(locked.account_id),
        name,
        subject: ("dispute", id.0),
        text,
        data,
        for_buyer: true,
    };
    events::record(tx, &Actor::Staff(staff.clone()), at, event).await
}
