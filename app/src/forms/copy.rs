//! Taking a copy of an invoice.

use crate::{AppState, FormResult, Visit, forms};
use axum::{
    Form,
    extract::{Path, State},
};
use backend::invoices::copy;
use domain::{format::Format, ids::InvoiceId};
use serde::Deserialize;
use uuid::Uuid;

/// The form.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Fields {
    /// The case's id, made with the page: sent twice, it is counted once.
    id: Uuid,
    /// In which form; a PDF where none is named.
    #[serde(default)]
    format: String,
}

/// POST /invoices/{id}/copy
pub async fn take(
    visit: Visit,
    State(app): State<AppState>,
    Path(invoice_id): Path<InvoiceId>,
    Form(fields): Form<Fields>,
) -> FormResult {
    copy::take(&app.backend, visit.buyer()?, fields.id, invoice_id).await?;
    let format = Format::of(&fields.format).unwrap_or(Format::Pdf).code();
    Ok(forms::go_to(&format!("/invoices/{invoice_id}/copy/{format}")))
}
