//! A table of payments of several accounts, or of one.

use super::{amount, named};
use crate::markup::*;
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

/// The state of a payment as staff read it: not they are waited for.
pub fn state_of(state: payment::State) -> State {
    match state {
        payment::State::Confirming => State::new(Tone::Moving, Icon::OnItsWay, "Being sent"),
        payment::State::RequiresAction => State::new(Tone::Soon, Icon::DueSoon, "To be confirmed"),
        state => state::of_payment(state),
    }
}

/// What the table shows.
#[derive(Clone, Copy)]
pub struct Shown {
    /// Whether the accounts are named.
    pub accounts: bool,
    /// Whether the card or bank account is left out, where there is little room.
    pub compact: bool,
    /// The currency, if it is one.
    pub one: Option<Currency>,
}

/// The columns.
pub fn columns(shown: Shown) -> Vec<Column> {
    let mut columns = vec![column("Payment")];
    columns.extend(shown.accounts.then(|| column("Account")));
    columns.extend([column("State"), column("Made on")]);
    columns.extend((!shown.compact).then(|| column("Paid by").opt()));
    columns.push(column(named("Amount", shown.one)).num());
    columns
}

/// The row of a payment.
pub fn row_of(visit: &Visit, payment: &Row, shown: Shown) -> Markup {
    let address = format!("/staff/payments/{}", payment.id);
    let receipt = payment.receipt_number.clone().map(reference);
    let note = note(visit, payment).map(|note| view! { <span class="note">{note}</span> });
    let mut cells = vec![lead(view! {
        <a class="id" href=address>{reference(payment.reference.clone())}</a>
        {receipt.map(|number| view! { <span class="note">{number}</span> })}
    })];
    cells.extend(shown.accounts.then(|| {
        let address = format!("/staff/accounts/{}", payment.account_id);
        cell(view! { <a href=address>{payment.account_name.clone()}</a> }).full()
    }));
    let made = date::instant(payment.made_at, visit.time_zone());
    cells.extend([
        cell(view! { {state_of(payment.state).inline()}{note} }).full(),
        cell(made).full().mute(),
    ]);
    cells.extend((!shown.compact).then(|| cell(paid_by(payment)).full().mute().opt()));
    cells.push(amount(payment.amount, shown.one).key().strong());
    row(cells)
}

/// How, and from what; money from files has nothing more to say than how.
pub fn paid_by(payment: &Row) -> String {
    let how = payment.method.label();
    match payment.instrument.as_str() {
        instrument if instrument == how || instrument.is_empty() => how.to_owned(),
        instrument => format!("{how}, {instrument}"),
    }
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
