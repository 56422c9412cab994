//! How looking for a payment ends: it was found, or the seller is told what the buyer knows of it.

use super::{Case, load, note};
use crate::{
    Backend,
    actor::{Actor, Buyer},
    conversations::{self, NewQuestion},
    error::{Error, Result},
    events::{self, NewEvent},
    payments,
};
use chrono::NaiveDate;
use domain::{
    Refusal,
    access::Action,
    calendar,
    conversation::About,
    ids::{ConversationId, InvoiceId},
    money::Money,
    self_help::{Kind, LONGEST_REFERENCE, Outcome},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// What the buyer knows of a payment that nobody finds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Telling {
    /// The id of the message, made by the form: sent twice, it is told once.
    pub id: Uuid,
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// When it was paid.
    pub on: NaiveDate,
    /// How much.
    pub amount: Money,
    /// From which account, or with which reference.
    pub from: String,
}

/// Ends a case: what was found, a payment or a credit note, is what was looked for. The id is made by
/// the form, so it is counted once.
pub async fn that_is_it(
    backend: &Backend,
    buyer: &Buyer,
    id: Uuid,
    invoice_id: InvoiceId,
    source: Uuid,
) -> Result<()> {
    buyer.may(Action::Ask)?;
    let mut tx = backend.db.portal(buyer).await?;
    let invoice = load(&mut tx, buyer, invoice_id).await?;
    let called = name(&mut tx, buyer, source).await?;
    let case = Case { id, invoice: Some(invoice_id), kind: Kind::Paid, outcome: Outcome::Helped };
    if !note(&mut tx, backend, buyer, case).await? {
        return Ok(());
    }
    let event = NewEvent {
        entity_id: Some(buyer.entity_id),
        account_id: Some(buyer.account_id),
        name: "self_help.found",
        subject: ("invoice", invoice_id.0),
        text: format!(
            "{} looked for a payment of {} and found {called}",
            buyer.name, invoice.number
        ),
        data: serde_json::json!({ "source_id": source }),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Buyer(buyer.clone()), backend.clock.now(), event).await?;
    tx.commit().await
}

/// What people call a payment or a credit note of the account.
async fn name(tx: &mut PgConnection, buyer: &Buyer, source: Uuid) -> Result<String> {
    let row = sqlx::query!(
        r#"SELECT EXISTS (SELECT FROM payment WHERE account_id = $1 AND id = $2) AS "is_payment!",
                  (SELECT number FROM credit_note WHERE account_id = $1 AND id = $2) AS credit_note"#,
        buyer.account_id.0,
        source,
    )
    .fetch_one(tx)
    .await?;
    match (row.is_payment, row.credit_note) {
        (true, _) => Ok(format!("payment {}", payments::reference(source.into()))),
        (false, Some(number)) => Ok(format!("credit note {number}")),
        (false, None) => Err(Error::NotFound),
    }
}

/// Tells the seller: a conversation on the invoice with what the buyer knows.
pub async fn tell(backend: &Backend, buyer: &Buyer, telling: &Telling) -> Result<ConversationId> {
    buyer.may(Action::Ask)?;
    let today = backend.clock.today(&buyer.time_zone);
    let from = telling.from.trim();
    if telling.amount.minor <= 0 {
        return Err(Refusal::AmountZero.into());
    }
    if telling.on > today {
        return Err(Refusal::DateTooLate { latest: today }.into());
    }
    if from.is_empty() {
        let words = "Say from which account it came, or which reference it had.";
        return Err(Refusal::field("reference", words).into());
    }
    if from.chars().count() > LONGEST_REFERENCE || from.contains(char::is_control) {
        let words = format!("Write one line of at most {LONGEST_REFERENCE} characters.");
        return Err(Refusal::field("reference", words).into());
    }
    let text = format!(
        "We have paid this already, and we do not find it here.\nPaid: {} on {}\nFrom, or reference: {from}",
        telling.amount.full(),
        calendar::long(telling.on)
    );
    let question = NewQuestion {
        id: telling.id,
        about: About::Invoice(telling.invoice_id),
        subject: String::new(),
        text,
        files: Vec::new(),
    };
    conversations::ask_of(backend, buyer, &question, Kind::Paid).await
}
