//! What a statement finds, and the invoice that it makes with its other items.

use super::Listed;
use crate::{
    error::Result,
    open_items::{self, Item},
    payments::quote::payable,
};
use chrono::NaiveDate;
use domain::{
    money::{Currency, Money},
    standing,
};
use uuid::Uuid;

/// One open item of an invoice of the page.
pub(super) struct Row {
    pub id: Uuid,
    pub number: String,
    pub po_number: Option<String>,
    pub customer_po: Option<String>,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
    pub currency: String,
    pub total_minor: i64,
    pub discount_bp: i32,
    pub discount_until: Option<NaiveDate>,
    pub item_id: Uuid,
    pub seq: i32,
    pub item_due_on: NaiveDate,
    pub amount_minor: i64,
    pub open_minor: i64,
    pub disputed_minor: i64,
    pub in_flight_minor: i64,
    pub promised_minor: i64,
    pub promised_until: Option<NaiveDate>,
    pub deferred_minor: i64,
    pub paid_on: Option<NaiveDate>,
}

/// Takes the items of each invoice together.
pub(super) fn listed(rows: &[Row], today: NaiveDate) -> Result<Vec<Listed>> {
    rows.chunk_by(|a, b| a.id == b.id).map(|items| one(items, today)).collect()
}

fn one(rows: &[Row], today: NaiveDate) -> Result<Listed> {
    let items = rows.iter().map(item).collect::<Result<Vec<Item>>>()?;
    let invoice = &rows[0];
    let currency: Currency = invoice.currency.parse()?;
    let facts: Vec<_> = items.iter().map(|item| (item.item.due_on, item.item.facts)).collect();
    let payables = items.iter().map(|item| payable(item, today)).collect::<Result<Vec<_>>>()?;
    let full = Money::sum(payables.iter().map(|payable| payable.payable), currency)?;
    let saved = Money::sum(payables.iter().map(|payable| payable.discount), currency)?;
    let until = items.iter().find_map(|item| item.discount).map(|terms| terms.until);
    Ok(Listed {
        id: invoice.id.into(),
        number: invoice.number.clone(),
        po_number: invoice.po_number.clone(),
        customer_po: invoice.customer_po.clone(),
        issued_on: invoice.issued_on,
        due_on: invoice.due_on,
        total: Money::new(invoice.total_minor, currency),
        standing: standing::of_items(invoice.total_minor, &facts, today),
        pays: full.minus(saved)?,
        saves: until.filter(|_| !saved.is_zero()).map(|until| (saved, until)),
        paid_on: rows.iter().filter_map(|row| row.paid_on).max(),
    })
}

fn item(row: &Row) -> Result<Item> {
    open_items::Row {
        id: row.item_id,
        invoice_id: row.id,
        number: row.number.clone(),
        seq: row.seq,
        due_on: row.item_due_on,
        currency: row.currency.clone(),
        open_minor: row.open_minor,
        disputed_minor: row.disputed_minor,
        in_flight_minor: row.in_flight_minor,
        promised_minor: row.promised_minor,
        promised_until: row.promised_until,
        deferred_minor: row.deferred_minor,
        amount_minor: row.amount_minor,
        total_minor: row.total_minor,
        discount_bp: row.discount_bp,
        discount_until: row.discount_until,
    }
    .try_into()
}
