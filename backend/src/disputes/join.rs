//! Disputes about the same thing: one is merged into another, in which it goes on, or two are linked.

use super::{decide::account_of, hold};
use crate::{
    Backend,
    actor::{Actor, Staff},
    conversations,
    error::{Error, Result},
    events::{self, NewEvent},
    open_items,
};
use chrono::{DateTime, Utc};
use domain::{
    Refusal,
    access::Action,
    conversation::{About, Turn},
    dispute::{self, State, Step},
    ids::{AccountId, DisputeId},
};
use sqlx::PgConnection;

/// One of two disputes, under its lock.
struct Side {
    id: DisputeId,
    number: String,
    state: State,
    currency: String,
    version: i64,
    disputed_minor: i64,
}

/// Merges a dispute into another one of the same account: its lines go on there, with what they hold.
/// `version` is that of the page.
pub async fn merge(
    backend: &Backend,
    staff: &Staff,
    id: DisputeId,
    version: i64,
    into: &str,
) -> Result<DisputeId> {
    staff.may(Action::Decide)?;
    let at = backend.clock.now();
    let on = backend.clock.today(&staff.time_zone);
    let (account_id, into) = both(backend, staff, id, into).await?;
    let mut tx = backend.db.worker().await?;
    let (from, into) = lock(&mut tx, account_id, id, into).await?;
    if from.version != version {
        return Err(Refusal::Stale.into());
    }
    if from.currency != into.currency {
        let (expected, got) = (into.currency.parse()?, from.currency.parse()?);
        return Err(Refusal::CurrencyMismatch { expected, got }.into());
    }
    let after = dispute::after(from.state, Step::Merge, None, on)?;
    // The other one goes on; it does not have to move, but it has to run.
    dispute::after(into.state, Step::Answer, None, on)?;
    sqlx::query!(
        "UPDATE dispute_line SET dispute_id = $3,
                position = position + (SELECT max(position) FROM dispute_line WHERE account_id = $1 AND dispute_id = $3)
         WHERE account_id = $1 AND dispute_id = $2",
        account_id.0,
        from.id.0,
        into.id.0,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "UPDATE dispute SET state = $3, merged_into = $4, ended_on = $5, ended_at = $6, version = version + 1
         WHERE account_id = $1 AND id = $2",
        account_id.0,
        from.id.0,
        after.code(),
        into.id.0,
        on,
        at,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "UPDATE dispute SET disputed_minor = disputed_minor + $3, version = version + 1 WHERE account_id = $1 AND id = $2",
        account_id.0,
        into.id.0,
        from.disputed_minor,
    )
    .execute(&mut *tx)
    .await?;
    conversations::turn(&mut tx, account_id, About::Dispute(from.id), Turn::Nobody).await?;
    let text = format!("Dispute {} goes on in {}", from.number, into.number);
    for subject in [from.id, into.id] {
        record(&mut tx, staff, account_id, subject, ("dispute.merged", &text, true), at).await?;
    }
    tx.commit().await?;
    Ok(into.id)
}

/// Notes that two disputes of an account belong together.
pub async fn link(backend: &Backend, staff: &Staff, id: DisputeId, other: &str) -> Result<()> {
    staff.may(Action::Decide)?;
    let at = backend.clock.now();
    let (account_id, other) = both(backend, staff, id, other).await?;
    let mut tx = backend.db.staff(staff).await?;
    let linked = sqlx::query!(
        "INSERT INTO dispute_link (account_id, one_id, other_id, linked_by, linked_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
        account_id.0,
        id.0.min(other.0),
        id.0.max(other.0),
        staff.user_id.0,
        at,
    )
    .execute(&mut *tx)
    .await?;
    if linked.rows_affected() == 0 {
        return Ok(());
    }
    let text = format!("{} linked two disputes", staff.name);
    for subject in [id, other] {
        record(&mut tx, staff, account_id, subject, ("dispute.linked", &text, false), at).await?;
    }
    tx.commit().await
}

/// The account of a dispute, and another one of it by its number.
async fn both(
    backend: &Backend,
    staff: &Staff,
    id: DisputeId,
    other: &str,
) -> Result<(AccountId, DisputeId)> {
    let mut tx = backend.db.staff(staff).await?;
    let account_id = account_of(&mut tx, staff, id).await?;
    let found = sqlx::query_scalar!(
        "SELECT id FROM dispute WHERE entity_id = $1 AND account_id = $2 AND number = $3",
        staff.entity_id.0,
        account_id.0,
        other.trim().to_uppercase(),
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    match found {
        Some(other) if other != id.0 => Ok((account_id, other.into())),
        Some(_) => Err(Refusal::field("number", "That is this dispute itself.").into()),
        None => {
            let words = "This customer has no dispute of that number.";
            Err(Refusal::field("number", words).into())
        }
    }
}

/// Locks the items of both, and then both in the order of their ids.
async fn lock(
    tx: &mut PgConnection,
    account_id: AccountId,
    from: DisputeId,
    into: DisputeId,
) -> Result<(Side, Side)> {
    let mut items = hold::items_of(tx, account_id, from).await?;
    items.extend(hold::items_of(tx, account_id, into).await?);
    items.sort();
    items.dedup();
    open_items::lock(tx, account_id, &items).await?;
    let rows = sqlx::query!(
        "SELECT id, number, state, currency, version, disputed_minor FROM dispute
         WHERE account_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE",
        account_id.0,
        &[from.0, into.0],
    )
    .fetch_all(tx)
    .await?;
    let mut sides = Vec::with_capacity(2);
    for row in rows {
        sides.push(Side {
            id: row.id.into(),
            number: row.number,
            state: State::of(&row.state).ok_or_else(|| Error::bug("dispute.state"))?,
            currency: row.currency,
            version: row.version,
            disputed_minor: row.disputed_minor,
        });
    }
    let at = sides.iter().position(|side| side.id == from).ok_or(Error::NotFound)?;
    let from = sides.remove(at);
    let into = sides.pop().ok_or(Error::NotFound)?;
    Ok((from, into))
}

async fn record(
    tx: &mut PgConnection,
    staff: &Staff,
    account_id: AccountId,
    subject: DisputeId,
    (name, text, for_buyer): (&'static str, &str, bool),
    at: DateTime<Utc>,
) -> Result<()> {
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: Some(account_id),
        name,
        subject: ("dispute", subject.0),
        text: text.to_owned(),
        data: serde_json::json!({}),
        for_buyer,
    };
    events::record(tx, &Actor::Staff(staff.clone()), at, event).await
}

/// A dispute that belongs to another one, and how.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    /// Which.
    pub id: DisputeId,
    /// Its number.
    pub number: String,
    /// How it belongs to it.
    pub how: How,
}

/// How a dispute belongs to another one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// It goes on in the other one.
    GoesOnThere,
    /// The other one goes on in it.
    CameFromThere,
    /// Staff look at the two together.
    Linked,
}

/// What belongs to a dispute. Buyers see what was merged; links are the staff's.
pub(super) async fn related(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: DisputeId,
) -> Result<Vec<Related>> {
    let rows = sqlx::query!(
        r#"SELECT o.id, o.number, coalesce(d.merged_into = o.id, false) AS "is_there!"
           FROM dispute d
           JOIN dispute o ON o.account_id = d.account_id AND (o.id = d.merged_into OR o.merged_into = d.id)
           WHERE d.account_id = $1 AND d.id = $2 ORDER BY o.number"#,
        account_id.0,
        id.0,
    )
    .fetch_all(tx)
    .await?;
    let merged = rows.into_iter().map(|row| Related {
        id: row.id.into(),
        number: row.number,
        how: if row.is_there { How::GoesOnThere } else { How::CameFromThere },
    });
    Ok(merged.collect())
}

/// Those that staff have linked to it.
pub(crate) async fn linked(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: DisputeId,
) -> Result<Vec<Related>> {
    let rows = sqlx::query!(
        "SELECT o.id, o.number FROM dispute_link l
         JOIN dispute o ON o.account_id = l.account_id AND o.id IN (l.one_id, l.other_id) AND o.id <> $2
         WHERE l.account_id = $1 AND (l.one_id = $2 OR l.other_id = $2) ORDER BY o.number",
        account_id.0,
        id.0,
    )
    .fetch_all(tx)
    .await?;
    let linked = rows.into_iter().map(|row| Related {
        id: row.id.into(),
        number: row.number,
        how: How::Linked,
    });
    Ok(linked.collect())
}
