//! The receipt of a payment as a document: what came, and what it paid.

use super::read;
use crate::{Backend, Buyer, Error, Result};
use documents::receipt::{self, Paid, Receipt};
use domain::{ids::PaymentId, language::Language};
use std::collections::HashMap;

/// The receipt of a payment of the buyer's account. There is none before it settles.
pub async fn document(
    backend: &Backend,
    buyer: &Buyer,
    id: PaymentId,
    language: Language,
) -> Result<Receipt> {
    let read::Receipt { number, payment, seller, customer } =
        read::receipt(backend, buyer, id).await?;
    let invoices: Vec<_> = payment.parts.iter().map(|part| part.invoice_id.0).collect();
    let mut tx = backend.db.portal(buyer).await?;
    let days = sqlx::query!(
        "SELECT id, issued_on FROM invoice WHERE account_id = $1 AND id = ANY ($2)",
        buyer.account_id.0,
        &invoices,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.end();
    let days: HashMap<_, _> = days.into_iter().map(|row| (row.id, row.issued_on)).collect();
    let received_on = payment.settled_on.ok_or(Error::NotFound)?;
    let paid = payment.parts.iter().map(|part| Paid {
        invoice: part.number.clone(),
        issued_on: days.get(&part.invoice_id.0).copied().unwrap_or(received_on),
        amount: part.amount,
        discount: part.discount,
        left: part.open,
    });
    Ok(Receipt {
        seller: seller.party(),
        customer: customer.party(),
        account_number: customer.number.clone(),
        number,
        payment: payment.reference.clone(),
        received_on,
        way: receipt::way(payment.method, language).to_owned(),
        instrument: Some(payment.instrument.clone()).filter(|instrument| !instrument.is_empty()),
        paid: paid.collect(),
        kept: payment.left,
        fee: payment.fee,
        came_back_on: payment.returned_on,
        check: None,
        made_on: backend.clock.today(&buyer.time_zone),
    })
}
