//! The order number that a customer gives for an invoice. What was issued stays as it was issued; both
//! numbers are shown and found.

use crate::{
    Backend,
    actor::{Actor, Buyer},
    error::{Error, Result},
    events::{self, NewEvent},
    self_help::{self, Case},
};
use domain::{
    Refusal,
    access::Action,
    ids::InvoiceId,
    invoice,
    money::Money,
    self_help::{Kind, Outcome},
};
use uuid::Uuid;

/// An order number that is to be kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewOrder {
    /// The id of the form: sent twice, it is counted once.
    pub id: Uuid,
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// The number as it was typed; nothing takes it away.
    pub typed: String,
    /// The version of the invoice that the form showed.
    pub version: i64,
}

/// Keeps it. It can be given, changed and taken away until the invoice is paid.
pub async fn give(backend: &Backend, buyer: &Buyer, new: &NewOrder) -> Result<()> {
    buyer.may(Action::Ask)?;
    let mut tx = backend.db.portal(buyer).await?;
    let row = sqlx::query!(
        "SELECT number, customer_po, currency, open_minor, version FROM invoice
         WHERE account_id = $1 AND id = $2 FOR UPDATE",
        buyer.account_id.0,
        new.invoice_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let order =
        invoice::customer_po(&new.typed, Money::new(row.open_minor, row.currency.parse()?))?;
    if order == row.customer_po {
        return Ok(()); // sent twice, or nothing to do
    }
    if row.version != new.version {
        let words = "Somebody changed it while this page was open. It shows what there is now.";
        return Err(Refusal::field("order", words).into());
    }
    sqlx::query!(
        "UPDATE invoice SET customer_po = $3, version = version + 1 WHERE account_id = $1 AND id = $2",
        buyer.account_id.0,
        new.invoice_id.0,
        order,
    )
    .execute(&mut *tx)
    .await?;
    if order.is_some() {
        let (invoice, outcome) = (Some(new.invoice_id), Outcome::Helped);
        let case = Case { id: new.id, invoice, kind: Kind::Order, outcome };
        self_help::note(&mut tx, backend, buyer, case).await?;
    }
    let text = match &order {
        Some(order) => format!("{} gave the order number {order} for {}", buyer.name, row.number),
        None => format!("{} took the order number of {} back", buyer.name, row.number),
    };
    let event = NewEvent {
        entity_id: Some(buyer.entity_id),
        account_id: Some(buyer.account_id),
        name: "invoice.order_given",
        subject: ("invoice", new.invoice_id.0),
        text,
        data: serde_json::json!({ "order": order, "was": row.customer_po }),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Buyer(buyer.clone()), backend.clock.now(), event).await?;
    tx.commit().await
}
