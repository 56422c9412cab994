//! Giving the number of an order for an invoice.

use crate::{
    AppState, FormResult, Visit,
    done::Done,
    forms::{Problems, done, refusal_of},
    pages::portal::self_help::order as page,
};
use axum::{
    Form,
    extract::{Path, State},
};
use backend::{
    invoices::order::{self, NewOrder},
    self_help::{self, Invoice},
};
use domain::ids::InvoiceId;
use serde::Deserialize;
use uuid::Uuid;

/// The form, as it was typed.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Fields {
    /// The form's id, made with the page: sent twice, it is counted once.
    pub id: Uuid,
    /// The number.
    #[serde(default)]
    pub order: String,
    /// The version of the invoice that the page showed.
    pub version: i64,
}

impl Fields {
    /// What there is.
    pub fn of(invoice: &Invoice) -> Self {
        let order = invoice.customer_po.clone().unwrap_or_default();
        Self { id: Uuid::now_v7(), order, version: invoice.version }
    }
}

/// POST /invoices/{id}/help/order
pub async fn give(
    visit: Visit,
    State(app): State<AppState>,
    Path(invoice_id): Path<InvoiceId>,
    Form(fields): Form<Fields>,
) -> FormResult {
    let buyer = visit.buyer()?;
    let new = NewOrder {
        id: fields.id,
        invoice_id,
        typed: fields.order.clone(),
        version: fields.version,
    };
    match refusal_of(order::give(&app.backend, buyer, &new).await)? {
        Ok(()) => Ok(done(&format!("/invoices/{invoice_id}"), Done::Saved)),
        Err(refusal) => {
            let invoice = self_help::invoice(&app.backend, buyer, invoice_id).await?;
            Ok(page::show(&visit, &invoice, &fields, &Problems::from(refusal)).refused())
        }
    }
}
