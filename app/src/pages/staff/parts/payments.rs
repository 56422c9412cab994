//! A table of payments of several accounts, or of one.

use super::{amount, named};
use crate::{
    components::{
        date,
        head::reference,
        icon::Icon,
        state::{self, State, Tone},
        table::{Column, cell, column, lead, row},
    },
    visit::Visit,
};
use backend::receivables::payments::Row;
use domain::{Currency, calendar, payment};
use leptos::prelude::*;

/// The state of a payment as staff read it: not they are waited for.
pub fn state_of(state: payment::State) -> State {
    match state {
        payment::State::RequiresAction => {
            State::new(Tone::Soon, Icon::DueSoon, "Waiting for the customer")
        }
        state => state::of_payment(state),
    }
}

/// The columns.
pub fn columns(accounts: bool, one: Option<Currency>) -> Vec<Column> {
    let mut columns = vec![column("Payment")];
    columns.extend(accounts.then(|| column("Account")));
    columns.extend([
        column("State"),
        column("Made on"),
        column("Paid by").opt(),
        column(named("Amount", one)).num(),
    ]);
    columns
}

/// The row of a payment.
pub fn row_of(visit: &Visit, payment: &Row, accounts: bool, one: Option<Currency>) -> AnyView {
    let address = format!("/staff/payments/{}", payment.id);
    let receipt = payment.receipt_number.clone().map(reference);
    let account = accounts.then(|| {
        let address = format!("/staff/accounts/{}", payment.account_id);
        cell(view! { <a href=address>{payment.account_name.clone()}</a> }).full()
    });
    let how = format!("{}, {}", payment.method.label(), payment.instrument);
    let note = note(visit, payment).map(|note| view! { <span class="note">{note}</span> });
    let mut cells = vec![lead(view! {
        <a class="id" href=address>{reference(payment.reference.clone())}</a>
        {receipt.map(|number| view! { <span class="note">{number}</span> })}
    })];
    cells.extend(account);
    cells.extend([
        cell(view! { {state_of(payment.state).inline()}{note} }).full(),
        cell(date::instant(payment.made_at, visit.time_zone())).full().mute(),
        cell(how).full().mute().opt(),
        amount(payment.amount, one).key().strong(),
    ]);
    row(cells)
}

/// When its money comes, came or went, or why it did not.
fn note(visit: &Visit, payment: &Row) -> Option<String> {
    let day = |day| calendar::short(day, visit.today);
    match (payment.state, payment.settled_on, payment.returned_on) {
        (payment::State::Returned, _, Some(on)) => {
            let why = payment.reason.as_deref().unwrap_or_default();
            Some(format!("On {}. {why}", day(on)).trim_end().to_owned())
        }
        (payment::State::Settled, Some(on), _) => Some(format!("Received on {}", day(on))),
        (payment::State::Failed | payment::State::Canceled, ..) => payment.reason.clone(),
        (state, ..) if state.is_live() => {
            payment.settles_on.map(|on| format!("Expected on {}", day(on)))
        }
        _ => None,
    }
}
