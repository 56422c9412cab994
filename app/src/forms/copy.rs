//! Taking a copy of an invoice or a credit note.

use crate::{AppState, FormResult, Visit, forms, pages::portal::copy::Of};
use axum::{
    Form,
    extract::{Path, State},
    response::Response,
};
use backend::{credit_notes, invoices::copy};
use domain::{
    format::Format,
    ids::{CreditNoteId, InvoiceId},
};
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
    /// Whether its papers go with it.
    papers: Option<String>,
}

/// POST /invoices/{id}/copy
pub async fn take(
    visit: Visit,
    State(app): State<AppState>,
    Path(invoice_id): Path<InvoiceId>,
    Form(fields): Form<Fields>,
) -> FormResult {
    copy::take(&app.backend, visit.buyer()?, fields.id, invoice_id).await?;
    Ok(go_on(Of::Invoice(invoice_id), &fields))
}

/// POST /credit-notes/{id}/copy
pub async fn take_of_credit_note(
    visit: Visit,
    State(app): State<AppState>,
    Path(note_id): Path<CreditNoteId>,
    Form(fields): Form<Fields>,
) -> FormResult {
    credit_notes::copy::take(&app.backend, visit.buyer()?, fields.id, note_id).await?;
    Ok(go_on(Of::CreditNote(note_id), &fields))
}

/// To the file.
fn go_on(of: Of, fields: &Fields) -> Response {
    let format = Format::of(&fields.format).unwrap_or(Format::Pdf).code();
    let papers = if fields.papers.is_some() { "?papers=with" } else { "" };
    forms::go_to(&format!("{}/{format}{papers}", of.address()))
}
