//! A table of promises of several accounts, or of one.

use super::{amount, named};
use crate::markup::*;
use crate::{
    components::{
        date,
        head::reference,
        state,
        table::{Column, cell, column, lead, row},
    },
    visit::Visit,
};
use backend::receivables::promises::Row;
use domain::Currency;

/// The columns.
pub fn columns(accounts: bool, one: Option<Currency>) -> Vec<Column> {
    let mut columns = vec![column("Invoice")];
    columns.extend(accounts.then(|| column("Account")));
    columns.extend([
        column("State"),
        column("Until"),
        column("Arrived").num(),
        column(named("Promised", one)).num(),
    ]);
    columns
}

/// The row of a promise.
pub fn row_of(visit: &Visit, promise: &Row, accounts: bool, one: Option<Currency>) -> Markup {
    let address = format!("/staff/invoices/{}", promise.invoice_id);
    let account = accounts.then(|| {
        let address = format!("/staff/accounts/{}", promise.account_id);
        cell(view! { <a href=address>{promise.account_name.clone()}</a> }).full()
    });
    let mut cells =
        vec![lead(view! { <a class="id" href=address>{reference(promise.number.clone())}</a> })];
    cells.extend(account);
    let arrived = amount(promise.arrived, one);
    cells.extend([
        cell(state::of_promise(promise.state).inline()).full(),
        cell(view! { <span class="in-fold">"Until "</span> {date::short(promise.until, visit.today)} })
            .full(),
        if promise.arrived.is_zero() { arrived.wide_only() } else { arrived.label("Arrived") },
        amount(promise.amount, one).key().strong(),
    ]);
    row(cells)
}
