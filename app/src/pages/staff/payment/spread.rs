//! What a payment was meant for, and what it was applied to.

use crate::markup::*;
use crate::{
    components::{
        date,
        head::reference,
        panel::panel,
        table::{Cell, amount, cell, column, dense_table, empty, lead, row},
    },
    visit::Visit,
};
use backend::receivables::payment::Payment;
use domain::{Money, ids::InvoiceId};

/// What it was meant for when it was made.
pub fn parts(payment: &Payment) -> Option<Markup> {
    if payment.parts.is_empty() {
        return None;
    }
    let rows = payment.parts.iter().map(|part| {
        row([
            lead(invoice(part.invoice_id, &part.number)),
            instalment(part.seq),
            quiet(part.discount, "Discount"),
            quiet(part.credit, "From credit"),
            amount(part.amount).key().strong(),
        ])
    });
    let columns = [
        column("Meant for"),
        column("Instalment").num(),
        column("Discount").num(),
        column("From credit").num(),
        column(format!("Money, {}", payment.row.amount.currency)).num(),
    ];
    let total = row([
        lead("In all"),
        empty().wide_only(),
        empty().wide_only(),
        empty().wide_only(),
        cell(payment.row.amount.bare()).num().key(),
    ]);
    Some(panel("parts", "What it is for").table(dense_table(columns, rows, Some(total))).view())
}

/// What it was applied to, and what was taken back.
pub fn allocations(visit: &Visit, payment: &Payment) -> Option<Markup> {
    if payment.allocations.is_empty() {
        return None;
    }
    let rows = payment.allocations.iter().map(|allocation| {
        row([
            lead(invoice(allocation.invoice_id, &allocation.number)),
            cell(date::short(allocation.on, visit.today)).full().nowrap(),
            cell(crate::pages::staff::invoice::rule(&allocation.rule)).full().mute(),
            quiet(allocation.discount, "Discount"),
            amount(allocation.amount).key().strong(),
        ])
    });
    let columns = [
        column("Applied to"),
        column("On"),
        column("By"),
        column("Discount").num(),
        column(format!("Amount, {}", payment.row.amount.currency)).num(),
    ];
    Some(panel("applied", "What it was applied to").table(dense_table(columns, rows, None)).view())
}

fn invoice(id: InvoiceId, number: &str) -> Markup {
    let address = format!("/staff/invoices/{id}");
    view! { <a class="id" href=address>{reference(number)}</a> }.into_markup()
}

/// Only where there are several.
fn instalment(seq: i32) -> Cell {
    if seq > 1 { cell(seq).num().label("Instalment") } else { empty() }
}

fn quiet(sum: Money, label: &'static str) -> Cell {
    if sum.is_zero() { amount(sum).wide_only() } else { amount(sum).label(label) }
}
