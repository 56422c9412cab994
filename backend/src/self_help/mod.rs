//! Buyers help themselves: they find a payment, take a copy, give an order number, change whom we
//! write to. Each case is counted with how it ended, so that one can see what still needs somebody.

mod case;
mod found;
mod look;
mod trace;

pub use found::{Telling, tell, that_is_it};
pub use look::{Found, Looked, Place, Source, look};

pub(crate) use case::{Case, note};

use crate::{
    Backend,
    actor::Buyer,
    error::{Error, Result},
};
use chrono::NaiveDate;
use domain::{access::Action, ids::InvoiceId, money::Money};
use sqlx::PgConnection;

/// The invoice that something is needed of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invoice {
    /// Its id.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// The customer's order, as it was issued.
    pub po_number: Option<String>,
    /// The order number that the customer gave afterwards.
    pub customer_po: Option<String>,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// What was billed.
    pub total: Money,
    /// What is open.
    pub open: Money,
    /// Its version, which forms carry.
    pub version: i64,
}

/// An invoice of the buyer's account.
pub async fn invoice(backend: &Backend, buyer: &Buyer, id: InvoiceId) -> Result<Invoice> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let invoice = load(&mut tx, buyer, id).await?;
    tx.end();
    Ok(invoice)
}

pub(crate) async fn load(tx: &mut PgConnection, buyer: &Buyer, id: InvoiceId) -> Result<Invoice> {
    let row = sqlx::query!(
        "SELECT number, po_number, customer_po, issued_on, currency, total_minor, open_minor, version
         FROM invoice WHERE account_id = $1 AND id = $2",
        buyer.account_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    let currency = row.currency.parse()?;
    Ok(Invoice {
        id,
        number: row.number,
        po_number: row.po_number,
        customer_po: row.customer_po,
        issued_on: row.issued_on,
        total: Money::new(row.total_minor, currency),
        open: Money::new(row.open_minor, currency),
        version: row.version,
    })
}

/// The invoice of the account that is called so: by its number or by an order number, whatever the
/// case of its letters. None where it is not one.
pub async fn called(backend: &Backend, buyer: &Buyer, typed: &str) -> Result<Option<InvoiceId>> {
    buyer.may(Action::ViewAccount)?;
    let typed = typed.trim();
    if typed.is_empty() || typed.contains(char::is_control) {
        return Ok(None);
    }
    let spelled = [typed.to_owned(), typed.to_uppercase(), typed.to_lowercase()];
    let mut tx = backend.db.portal(buyer).await?;
    let ids = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM (
               SELECT id FROM invoice WHERE account_id = $1 AND number = ANY ($3)
               UNION
               SELECT id FROM invoice WHERE entity_id = $2 AND account_id = $1 AND po_number = ANY ($3)
               UNION
               SELECT id FROM invoice WHERE entity_id = $2 AND account_id = $1 AND customer_po = ANY ($3)) i
           LIMIT 2"#,
        buyer.account_id.0,
        buyer.entity_id.0,
        &spelled[..],
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.end();
    Ok(match ids.as_slice() {
        [only] => Some(InvoiceId(*only)),
        _ => None,
    })
}
