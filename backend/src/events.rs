//! What happened: who, when and what, in a sentence for people. Written in the transaction of the
//! change, so that no change is without its event.

use crate::{actor::Actor, error::Result};
use chrono::{DateTime, Utc};
use domain::ids::{AccountId, EntityId};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// An event to be recorded.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// The entity it belongs to, if it belongs to one.
    pub entity_id: Option<EntityId>,
    /// The account it belongs to, if it belongs to one.
    pub account_id: Option<AccountId>,
    /// Its name: noun and past tense, `promise.made`.
    pub name: &'static str,
    /// What it is about: the kind of thing and its id.
    pub subject: (&'static str, Uuid),
    /// One sentence for people.
    pub text: String,
    /// What a program may want to know.
    pub data: Value,
    /// Whether the account's users may read it.
    pub for_buyer: bool,
}

/// Records an event.
pub async fn record(
    tx: &mut PgConnection,
    actor: &Actor,
    at: DateTime<Utc>,
    event: NewEvent,
) -> Result<()> {
    let (kind, id, name) = match actor {
        Actor::Buyer(buyer) => ("buyer", Some(buyer.user_id.0), buyer.name.as_str()),
        Actor::Staff(staff) => ("staff", Some(staff.user_id.0), staff.name.as_str()),
        Actor::System(job) => ("system", None, *job),
    };
    sqlx::query!(
        "INSERT INTO event (id, entity_id, account_id, at, actor_kind, actor_id, actor_name,
                            name, subject_type, subject_id, text, data, for_buyer)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        Uuid::now_v7(),
        event.entity_id.map(|id| id.0),
        event.account_id.map(|id| id.0),
        at,
        kind,
        id,
        name,
        event.name,
        event.subject.0,
        event.subject.1,
        event.text,
        event.data,
        event.for_buyer,
    )
    .execute(tx)
    .await?;
    Ok(())
}
