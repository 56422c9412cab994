//! Payments: what would be paid ([`quote`]), paying ([`start`]), and less than was asked ([`short`]), what
//! providers report ([`report`]) and what is stuck ([`janitor`]).
//!
//! One provider object per payment, in this order, whatever crashes in between: our row with its
//! holds → the provider's object, unconfirmed → its reference stored → a guard that looks once more →
//! confirmed → the report applied. An answer that does not come is never asked for again: the
//! janitor looks it up.

pub mod janitor;
pub mod list;
pub mod offer;
pub mod quote;
pub mod read;
pub mod receipt;
pub mod report;
pub mod short;
pub mod start;

use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use domain::{
    fee::Method,
    ids::{AccountId, EntityId, PaymentId},
    money::{Currency, Money},
    payment::State,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// A payment that is locked, as verbs need it.
#[derive(Clone, Debug)]
pub(crate) struct Locked {
    pub id: PaymentId,
    pub entity_id: EntityId,
    pub account_id: AccountId,
    pub provider: String,
    pub provider_ref: Option<String>,
    pub method: Method,
    pub instrument: String,
    pub amount: Money,
    pub fee: Money,
    pub state: State,
    pub checks: i32,
    pub created_at: DateTime<Utc>,
    pub time_zone: String,
}

impl Locked {
    /// What people call the payment.
    pub fn reference(&self) -> String {
        reference(self.id)
    }

    pub fn charged(&self) -> Result<Money> {
        Ok(self.amount.plus(self.fee)?)
    }
}

/// What people call a payment: `P-` and the end of its id.
pub fn reference(id: PaymentId) -> String {
    let hex = id.0.simple().to_string();
    format!("P-{}", hex[hex.len() - 8..].to_uppercase())
}

/// How a payment is found.
#[derive(Clone, Copy, Debug)]
pub(crate) enum By<'a> {
    Id(PaymentId),
    Ref { provider: &'a str, provider_ref: &'a str },
}

/// Locks one payment.
pub(crate) async fn lock(tx: &mut PgConnection, by: By<'_>) -> Result<Locked> {
    let (id, provider, provider_ref) = match by {
        By::Id(id) => (Some(id.0), None, None),
        By::Ref { provider, provider_ref } => (None, Some(provider), Some(provider_ref)),
    };
    let row = sqlx::query!(
        "SELECT p.id, p.entity_id, p.account_id, p.provider, p.provider_ref, p.method, p.instrument, p.currency,
                p.amount_minor, p.fee_minor, p.state, p.checks, p.created_at, e.time_zone
         FROM payment p JOIN entity e ON e.id = p.entity_id
         WHERE p.id = $1 OR (p.provider = $2 AND p.provider_ref = $3)
         FOR UPDATE OF p",
        id,
        provider,
        provider_ref,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    let currency: Currency = row.currency.parse()?;
    Ok(Locked {
        id: row.id.into(),
        entity_id: row.entity_id.into(),
        account_id: row.account_id.into(),
        provider: row.provider,
        provider_ref: row.provider_ref,
        method: Method::of(&row.method).ok_or_else(|| Error::bug("payment.method"))?,
        instrument: row.instrument,
        amount: Money::new(row.amount_minor, currency),
        fee: Money::new(row.fee_minor, currency),
        state: State::of(&row.state).ok_or_else(|| Error::bug("payment.state"))?,
        checks: row.checks,
        created_at: row.created_at,
        time_zone: row.time_zone,
    })
}

/// Moves a payment to a state and writes down who or what moved it.
pub(crate) async fn advance(
    tx: &mut PgConnection,
    payment: &Locked,
    to: State,
    source: &str,
    detail: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    let updated = sqlx::query!(
        "UPDATE payment SET state = $3, fence = fence + 1 WHERE account_id = $1 AND id = $2 AND state = $4",
        payment.account_id.0,
        payment.id.0,
        to.code(),
        payment.state.code(),
    )
    .execute(&mut *tx)
    .await?;
    if updated.rows_affected() != 1 {
        return Err(Error::Conflict);
    }
    note_event(tx, payment.account_id, payment.id, Some(payment.state), to, source, detail, at)
        .await
}

#[expect(clippy::too_many_arguments, reason = "one row, told in full")]
pub(crate) async fn note_event(
    tx: &mut PgConnection,
    account_id: AccountId,
    payment_id: PaymentId,
    from: Option<State>,
    to: State,
    source: &str,
    detail: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO payment_event (id, account_id, payment_id, at, from_state, to_state, source, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        Uuid::now_v7(),
        account_id.0,
        payment_id.0,
        at,
        from.map(State::code),
        to.code(),
        source,
        detail,
    )
    .execute(tx)
    .await?;
    Ok(())
}
