//! How looking for a payment ends: it was found, or the seller is told of it.

use crate::{
    AppState, FormResult, Visit,
    done::Done,
    forms::{Problems, day, done, refusal_of},
    pages::portal::self_help::paid as page,
};
use axum::{
    Form,
    extract::{Path, State},
};
use backend::self_help::{self, Telling};
use domain::{Money, access::Action, ids::InvoiceId};
use serde::Deserialize;
use uuid::Uuid;

/// What somebody knows of a payment, as it was typed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Knows {
    /// How much.
    pub amount: String,
    /// When.
    pub date: String,
    /// From which account, or with which reference.
    pub reference: String,
}

/// The forms of the page, as they were typed.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Fields {
    /// The case's id, made with the page: sent twice, it ends once.
    pub id: Uuid,
    /// Which of them: `found`, or telling.
    #[serde(rename = "do", default)]
    pub act: String,
    /// What was found: a payment or a credit note.
    pub source: Option<Uuid>,
    /// How much.
    #[serde(default)]
    pub amount: String,
    /// When.
    #[serde(default)]
    pub date: String,
    /// From which account, or with which reference.
    #[serde(default)]
    pub reference: String,
}

impl Fields {
    /// A form that proposes what is known already.
    pub fn knowing(knows: Knows) -> Self {
        let Knows { amount, date, reference } = knows;
        Self { id: Uuid::now_v7(), act: String::new(), source: None, amount, date, reference }
    }
}

/// POST /invoices/{id}/help/paid
pub async fn end(
    visit: Visit,
    State(app): State<AppState>,
    Path(invoice_id): Path<InvoiceId>,
    Form(fields): Form<Fields>,
) -> FormResult {
    let buyer = visit.buyer()?;
    buyer.may(Action::Ask)?;
    if fields.act == "found" {
        let source = fields.source.ok_or(backend::Error::NotFound)?;
        self_help::that_is_it(&app.backend, buyer, fields.id, invoice_id, source).await?;
        return Ok(done(&format!("/invoices/{invoice_id}"), Done::Found));
    }
    let invoice = self_help::invoice(&app.backend, buyer, invoice_id).await?;
    let mut problems = Problems::default();
    let on = problems.read("date", day(&fields.date));
    let amount = Money::parse(fields.amount.trim(), invoice.total.currency);
    let amount = problems.read("amount", amount);
    if let (Some(on), Some(amount)) = (on, amount) {
        let from = fields.reference.clone();
        let telling = Telling { id: fields.id, invoice_id, on, amount, from };
        match refusal_of(self_help::tell(&app.backend, buyer, &telling).await)? {
            Ok(id) => return Ok(done(&format!("/conversations/{id}"), Done::Asked)),
            Err(refusal) => problems.add(refusal),
        }
    }
    Ok(page::refused(&visit, &app, invoice_id, &fields, &problems).await?.refused())
}
