//! Credit notes: issuing them, and applying what is left of them.

pub mod copy;
mod credited;
mod rows;

pub use credited::Credited;
pub(crate) use credited::plain;

use crate::{
    actor::Actor,
    dispatches,
    error::{Error, Result},
    events::{self, NewEvent},
    ledger::{self, Posting},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    document::Kind,
    ids::{AccountId, CreditNoteId, EntityId, InvoiceId},
    ledger as books,
    money::{Currency, Money},
};
use sqlx::PgConnection;

/// A credit note that is to be issued.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewCreditNote {
    /// Its id.
    pub id: CreditNoteId,
    /// The entity that credits.
    pub entity_id: EntityId,
    /// The customer.
    pub account_id: AccountId,
    /// The invoice that it corrects, if one.
    pub invoice_id: Option<InvoiceId>,
    /// The ERP's number.
    pub number: String,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// Its currency.
    pub currency: Currency,
    /// Net.
    pub net_minor: i64,
    /// Tax.
    pub tax_minor: i64,
    /// Why.
    pub reason: String,
    /// What it was imported from.
    pub import_hash: Option<String>,
    /// What is taken back, line by line; where there are no lines, it is one by its reason.
    pub credited: Credited,
}

impl NewCreditNote {
    /// Net plus tax, rounded as the invoice was that is credited in whole.
    pub fn total_minor(&self) -> i64 {
        self.net_minor + self.tax_minor + self.credited.rounding_minor
    }

    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }
}

/// Issues a credit note: the document, the ledger and the event. Its credit belongs to the account
/// until it is applied.
pub async fn issue(
    tx: &mut PgConnection,
    actor: &Actor,
    at: DateTime<Utc>,
    note: &NewCreditNote,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO credit_note (id, entity_id, account_id, invoice_id, number, issued_on, currency,
                                  net_minor, tax_minor, total_minor, left_minor, reason, import_hash, created_at,
                                  rounding_minor)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12, $13, $14)",
        note.id.0,
        note.entity_id.0,
        note.account_id.0,
        note.invoice_id.map(|id| id.0),
        note.number,
        note.issued_on,
        note.currency.code(),
        note.net_minor,
        note.tax_minor,
        note.total_minor(),
        note.reason,
        note.import_hash,
        at,
        note.credited.rounding_minor,
    )
    .execute(&mut *tx)
    .await?;
    rows::insert(tx, note).await?;
    let total = Money::new(note.total_minor(), note.currency);
    let posting = Posting {
        entity_id: note.entity_id,
        account_id: note.account_id,
        kind: "credit_issued",
        source: ("credit_note", note.id.0),
        reference: note.number.clone(),
        currency: note.currency,
        on: note.issued_on,
        at,
        reverses: None,
        lines: books::credit_issued(books::Sums {
            net: note.money(note.net_minor),
            tax: note.money(note.tax_minor),
            prepaid: note.money(0),
            rounding: note.money(note.credited.rounding_minor),
        }),
    };
    ledger::post(tx, &[posting]).await?;
    let event = NewEvent {
        entity_id: Some(note.entity_id),
        account_id: Some(note.account_id),
        name: "credit_note.issued",
        subject: ("credit_note", note.id.0),
        text: format!("Credit note {} over {total} issued: {}", note.number, note.reason),
        data: serde_json::json!({ "issued_on": note.issued_on }),
        for_buyer: true,
    };
    events::record(&mut *tx, actor, at, event).await?;
    let issued =
        dispatches::New { account_id: note.account_id, id: note.id.0, issued_on: note.issued_on };
    dispatches::announce(tx, note.entity_id, Kind::CreditNote, [issued], at).await
}

/// Takes an amount of what is left of a credit note, to be applied. The database refuses more than is
/// left.
pub(crate) async fn take(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: CreditNoteId,
    amount_minor: i64,
) -> Result<()> {
    let taken = sqlx::query!(
        "UPDATE credit_note SET left_minor = left_minor - $3 WHERE account_id = $1 AND id = $2",
        account_id.0,
        id.0,
        amount_minor,
    )
    .execute(tx)
    .await?;
    if taken.rows_affected() != 1 {
        return Err(Error::bug("a credit note of which something is taken is not there"));
    }
    Ok(())
}
