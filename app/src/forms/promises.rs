//! Promising to pay by a day, and taking it back.

use crate::{
    AppState, FormResult, Visit,
    done::Done,
    forms::{Problems, day, done, refusal_of},
    pages::portal::promises as page,
};
use axum::{
    Form,
    extract::{Path, State},
};
use backend::{
    invoices::detail,
    promises::{self, NewPromise},
};
use chrono::{Days, NaiveDate};
use domain::{
    Money, Refusal,
    access::Action,
    calendar,
    ids::{InvoiceId, PromiseId},
};
use serde::Deserialize;
use uuid::Uuid;

/// Days from today that we propose.
const PROPOSED_DAYS: u64 = 7;

/// The form, as it was typed.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Fields {
    /// The promise's id, made with the page: sent twice, it is one promise.
    pub id: String,
    /// How much.
    #[serde(default)]
    pub amount: String,
    /// By when.
    #[serde(default)]
    pub date: String,
}

impl Fields {
    /// What we propose: all that can be promised, in a week, on a day on which banks work.
    pub fn proposing(amount: Money, today: NaiveDate) -> Self {
        Self {
            id: Uuid::now_v7().to_string(),
            amount: amount.canonical(),
            date: calendar::next_banking_day(today + Days::new(PROPOSED_DAYS)).to_string(),
        }
    }
}

/// POST /invoices/{id}/promise
pub async fn make(
    visit: Visit,
    State(app): State<AppState>,
    Path(invoice_id): Path<InvoiceId>,
    Form(fields): Form<Fields>,
) -> FormResult {
    let buyer = visit.buyer()?;
    buyer.may(Action::Promise)?;
    let invoice = detail::get(&app.backend, buyer, invoice_id).await?;
    let currency = invoice.head.total.currency;
    let mut problems = Problems::default();
    let amount = problems.read("amount", Money::parse(fields.amount.trim(), currency));
    let until = problems.read("date", day(&fields.date));
    let id = fields.id.parse::<PromiseId>().ok();
    if let (Some(amount), Some(until), Some(id)) = (amount, until, id) {
        let new = NewPromise { id, invoice_id, amount, until };
        match refusal_of(promises::make(&app.backend, buyer, &new).await)? {
            Ok(()) => return Ok(done(&format!("/invoices/{invoice_id}"), Done::Promised)),
            Err(refusal) => problems.add(refusal),
        }
    }
    if id.is_none() {
        problems.add(Refusal::KeyReused);
    }
    Ok(page::show(&visit, &invoice, &fields, &problems).refused())
}

/// POST /invoices/{id}/promise/withdraw
pub async fn withdraw(
    visit: Visit,
    State(app): State<AppState>,
    Path(invoice_id): Path<InvoiceId>,
) -> FormResult {
    promises::withdraw(&app.backend, visit.buyer()?, invoice_id).await?;
    Ok(done(&format!("/invoices/{invoice_id}"), Done::PromiseWithdrawn))
}
