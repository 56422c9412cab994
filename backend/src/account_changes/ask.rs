//! The buyer's side: changing what is on file, or proposing it.

use super::{Confirms, Subject, apply, decide, on_file};
use crate::{
    Backend,
    actor::{Actor, Buyer},
    error::{Error, Result},
    events::{self, NewEvent},
    self_help::{self, Case},
};
use chrono::{DateTime, Utc};
use domain::{
    Refusal,
    access::Action,
    account_change::{self, State},
    ids::{AccountChangeId, InvoiceId},
    self_help::{Kind, Outcome},
};
use sqlx::PgConnection;

/// How many changes of an account may wait at once.
const MOST_WAITING: i64 = 20;

/// A change that is asked for. The id is made by the form, so the same form makes one change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewChange {
    /// Its id.
    pub id: AccountChangeId,
    /// What shall be.
    pub wanted: Subject,
    /// The version of what the form showed; of somebody new there is none.
    pub version: i64,
    /// The invoice on which it was found to be wrong, if on one.
    pub invoice: Option<InvoiceId>,
}

/// What became of it: whether it is made or waits.
pub type Asked = State;

/// Makes the change, or leaves it for the seller to confirm: where the entity wants that, or where
/// whoever asks may only propose it.
pub async fn ask(backend: &Backend, buyer: &Buyer, new: &NewChange) -> Result<Asked> {
    buyer.may(Action::Ask)?;
    let at = backend.clock.now();
    let mut tx = backend.db.portal(buyer).await?;
    if let Some(state) = was_asked(&mut tx, buyer, new).await? {
        return Ok(state);
    }
    if let Some(invoice) = new.invoice {
        self_help::load(&mut tx, buyer, invoice).await?;
    }
    let confirms = decide::read(&mut tx, buyer.entity_id).await?;
    let was = on_file(&mut tx, buyer.account_id, &new.wanted).await?;
    check(new, was.as_ref())?;
    let state = begins(buyer, &new.wanted, confirms);
    if state == State::Pending && waiting(&mut tx, buyer).await? >= MOST_WAITING {
        let words = "So many changes wait for the seller that no other can be asked for now.";
        return Err(Refusal::field("wanted", words).into());
    }
    let was = was.map(|(was, _)| was);
    if !insert(&mut tx, buyer, new, was.as_ref(), state, at).await? {
        // Of a double click the slower one finds what the faster one has asked for.
        drop(tx);
        let mut tx = backend.db.portal(buyer).await?;
        return was_asked(&mut tx, buyer, new).await?.ok_or(Error::NotFound);
    }
    if state == State::Done {
        apply(&mut tx, buyer.account_id, new.id, &new.wanted, at).await?;
    }
    let outcome = if state == State::Done { Outcome::Helped } else { Outcome::Asked };
    let case = Case { id: new.id.0, invoice: new.invoice, kind: Kind::Contact, outcome };
    self_help::note(&mut tx, backend, buyer, case).await?;
    tell(&mut tx, buyer, new, was.as_ref(), state, at).await?;
    tx.commit().await?;
    Ok(state)
}

fn begins(buyer: &Buyer, wanted: &Subject, confirms: Confirms) -> State {
    let is_confirmed = match wanted {
        Subject::Address(_) => confirms.address,
        Subject::Contact(..) => confirms.contacts,
    };
    account_change::begins(buyer.can(Action::ManageAccount), is_confirmed)
}

fn check(new: &NewChange, was: Option<&(Subject, i64)>) -> Result<(), Refusal> {
    let Some((was, version)) = was else { return Ok(()) };
    if *was == new.wanted {
        return Err(Refusal::field("wanted", "That is what is on file already."));
    }
    if *version != new.version {
        let words = "Somebody changed it while this page was open. Look at it once more.";
        return Err(Refusal::field("wanted", words));
    }
    Ok(())
}

/// What became of the same form before.
async fn was_asked(tx: &mut PgConnection, buyer: &Buyer, new: &NewChange) -> Result<Option<State>> {
    let known = sqlx::query!(
        "SELECT state, wanted FROM account_change WHERE account_id = $1 AND id = $2",
        buyer.account_id.0,
        new.id.0,
    )
    .fetch_optional(tx)
    .await?;
    let Some(known) = known else { return Ok(None) };
    if known.wanted != new.wanted.json()? {
        return Err(Refusal::KeyReused.into());
    }
    let state = State::of(&known.state).ok_or_else(|| Error::bug("account_change.state"))?;
    Ok(Some(state))
}

async fn waiting(tx: &mut PgConnection, buyer: &Buyer) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM account_change WHERE account_id = $1 AND state = 'pending'"#,
        buyer.account_id.0,
    )
    .fetch_one(tx)
    .await?;
    Ok(count)
}

async fn insert(
    tx: &mut PgConnection,
    buyer: &Buyer,
    new: &NewChange,
    was: Option<&Subject>,
    state: State,
    at: DateTime<Utc>,
) -> Result<bool> {
    let inserted = sqlx::query!(
        "INSERT INTO account_change (id, entity_id, account_id, kind, contact_id, was, wanted, state, asked_by,
                                     asked_name, asked_at, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING",
        new.id.0,
        buyer.entity_id.0,
        buyer.account_id.0,
        new.wanted.kind(),
        new.wanted.contact_id().map(|id| id.0),
        was.map(Subject::json).transpose()?,
        new.wanted.json()?,
        state.code(),
        buyer.user_id.0,
        buyer.name,
        at,
        (state == State::Done).then_some(at),
    )
    .execute(tx)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

async fn tell(
    tx: &mut PgConnection,
    buyer: &Buyer,
    new: &NewChange,
    was: Option<&Subject>,
    state: State,
    at: DateTime<Utc>,
) -> Result<()> {
    let words = new.wanted.words();
    let (name, verb) = match (state, was) {
        (State::Done, None) => ("account_change.done", "added"),
        (State::Done, Some(_)) => ("account_change.done", "changed"),
        (_, None) => ("account_change.asked", "asked to add"),
        (_, Some(_)) => ("account_change.asked", "asked to change"),
    };
    let event = NewEvent {
        entity_id: Some(buyer.entity_id),
        account_id: Some(buyer.account_id),
        name,
        subject: ("account_change", new.id.0),
        text: format!("{} {verb} {words}", buyer.name),
        data: serde_json::json!({
            "was": was.map(Subject::json).transpose()?,
            "wanted": new.wanted.json()?,
        }),
        for_buyer: true,
    };
    events::record(tx, &Actor::Buyer(buyer.clone()), at, event).await
}
