//! What happened, as the account's people read it: of an invoice, of a payment, of the account.
//! Row-level security leaves out what is not written for buyers.

use crate::{
    Backend,
    actor::Buyer,
    error::{Error, Result},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Action,
    ids::{AccountId, InvoiceId, PaymentId},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// The most that is told at once.
const MOST: i64 = 100;

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// When it was written down.
    pub at: DateTime<Utc>,
    /// The day that it is of, where that is another matter: documents reach us after their date.
    pub on: Option<NaiveDate>,
    /// Its name: noun and past tense, `promise.made`.
    pub name: String,
    /// One sentence.
    pub text: String,
    /// The kind of thing that it is about.
    pub subject_type: String,
    /// Which one.
    pub subject_id: Uuid,
}

/// What happened to an invoice of the buyer's account, newest first. Payments have their own.
pub async fn of_invoice(backend: &Backend, buyer: &Buyer, id: InvoiceId) -> Result<Vec<Event>> {
    of_one(backend, buyer, id.0).await
}

/// What happened to a payment of the buyer's account, newest first.
pub async fn of_payment(backend: &Backend, buyer: &Buyer, id: PaymentId) -> Result<Vec<Event>> {
    of_one(backend, buyer, id.0).await
}

/// What happened at the buyer's account lately, newest first.
pub async fn of_account(backend: &Backend, buyer: &Buyer) -> Result<Vec<Event>> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let events = sqlx::query_as!(
        Event,
        r#"SELECT at, (data ->> 'issued_on')::date AS "on", name, text, subject_type, subject_id
           FROM event WHERE account_id = $1 ORDER BY at DESC, id DESC LIMIT $2"#,
        buyer.account_id.0,
        MOST,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.end();
    Ok(events)
}

/// Nothing that is the account's own is without an event, so what has none is not found.
async fn of_one(backend: &Backend, buyer: &Buyer, subject: Uuid) -> Result<Vec<Event>> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let events = of_subjects(&mut tx, buyer.account_id, &[subject]).await?;
    tx.end();
    if events.is_empty() { Err(Error::NotFound) } else { Ok(events) }
}

/// What happened to some things of an account, newest first.
pub(crate) async fn of_subjects(
    tx: &mut PgConnection,
    account_id: AccountId,
    subjects: &[Uuid],
) -> Result<Vec<Event>> {
    let events = sqlx::query_as!(
        Event,
        r#"SELECT at, (data ->> 'issued_on')::date AS "on", name, text, subject_type, subject_id
           FROM event WHERE account_id = $1 AND subject_id = ANY ($2) ORDER BY at DESC, id DESC LIMIT $3"#,
        account_id.0,
        subjects,
        MOST,
    )
    .fetch_all(tx)
    .await?;
    Ok(events)
}

/// What moved money at the buyer's account lately, newest first: for the home page.
pub(crate) async fn lately(tx: &mut PgConnection, account_id: AccountId) -> Result<Vec<Event>> {
    let events = sqlx::query_as!(
        Event,
        r#"SELECT at, (data ->> 'issued_on')::date AS "on", name, text, subject_type, subject_id
           FROM event WHERE account_id = $1
             AND name IN ('payment.sent', 'payment.settled', 'payment.failed', 'payment.returned',
                          'credit_note.issued', 'promise.made', 'promise.kept', 'promise.broken')
           ORDER BY at DESC, id DESC LIMIT 6"#,
        account_id.0,
    )
    .fetch_all(tx)
    .await?;
    Ok(events)
}
