//! How the invoice was paid, what is under way, and what was promised.

use super::super::copy::Of;
use crate::markup::*;
use crate::{
    Visit,
    components::{
        date,
        head::reference,
        icon::Icon,
        panel::panel,
        state::{self, State, Tone},
        table::{amount, cell, column, empty, lead, row, table},
    },
};
use backend::invoices::detail::{Applied, Detail, Moving, Promised, Source};

/// Money and credit that were applied; nothing where nothing was.
pub fn applied(invoice: &Detail) -> Option<Markup> {
    if invoice.applied.is_empty() {
        return None;
    }
    let currency = invoice.head.total.currency;
    let has_discount = invoice.applied.iter().any(|row| !row.discount.is_zero());
    let mut columns = vec![column("What"), column("When")];
    columns.extend(has_discount.then(|| column("Discount").num()));
    columns.push(column(format!("Amount, {currency}")).num());
    let rows = invoice.applied.iter().map(|row| applied_row(row, has_discount));
    Some(panel("applied", "Payments and credits").table(table(columns, rows, None)).view())
}

fn applied_row(applied: &Applied, has_discount: bool) -> Markup {
    let state = match (&applied.source, applied.is_reversal) {
        (_, true) => State::new(Tone::Danger, Icon::CameBack, "Came back"),
        (Source::Payment { .. }, false) => State::new(Tone::Settled, Icon::Paid, "Paid"),
        (Source::CreditNote { .. }, false) => State::new(Tone::Settled, Icon::Credit, "Credited"),
        (Source::WriteOff, false) => State::new(Tone::Settled, Icon::Good, "Let go"),
    };
    let what = match &applied.source {
        Source::Payment { id, reference: number, method } => view! {
            <a href=format!("/payments/{id}")>{reference(number.clone())}</a>
            {format!(", {}", method.label().to_lowercase())}
        }
        .into_markup(),
        Source::CreditNote { id, number, reason } => {
            let reason = Some(format!(": {reason}")).filter(|_| !reason.is_empty());
            let address = Of::CreditNote(*id).address();
            view! { "Credit note " <a href=address>{reference(number.clone())}</a> {reason} }
                .into_markup()
        }
        Source::WriteOff => "It is no longer asked for.".into_markup(),
    };
    let mut cells = vec![
        lead(view! { {state.inline()} <span class="note">{what}</span> }),
        cell(date::medium(applied.on)).full().mute(),
    ];
    cells.extend(has_discount.then(|| match applied.discount.is_zero() {
        true => empty().num(),
        false => amount(applied.discount).label("Discount"),
    }));
    cells.push(amount(applied.amount).key());
    row(cells)
}

/// Payments that are under way; nothing where none is.
pub fn moving(invoice: &Detail) -> Option<Markup> {
    if invoice.moving.is_empty() {
        return None;
    }
    let currency = invoice.head.total.currency;
    let columns =
        [column("Payment"), column("Expected"), column(format!("Amount, {currency}")).num()];
    let rows = invoice.moving.iter().map(moving_row);
    Some(panel("moving", "On its way").table(table(columns, rows, None)).view())
}

fn moving_row(payment: &Moving) -> Markup {
    let expected = match payment.settles_on {
        Some(day) => view! { "Settles " {date::weekday(day)} }.into_markup(),
        None => "As soon as it is confirmed".into_markup(),
    };
    row([
        lead(view! {
            {state::of_payment(payment.state).inline()}
            <span class="note">
                <a href=format!("/payments/{}", payment.id)>{reference(payment.reference.clone())}</a>
                {format!(", {}", payment.method.label().to_lowercase())}
            </span>
        }),
        cell(expected).full().mute(),
        amount(payment.amount).key(),
    ])
}

/// Promises, kept or not; nothing where none was made.
pub fn promises(visit: &Visit, invoice: &Detail) -> Option<Markup> {
    if invoice.promises.is_empty() {
        return None;
    }
    let currency = invoice.head.total.currency;
    let columns = [
        column("Promise"),
        column("Until"),
        column("Arrived").num(),
        column(format!("Promised, {currency}")).num(),
    ];
    let rows = invoice.promises.iter().map(|promise| promise_row(visit, promise));
    Some(panel("promises", "Promises").table(table(columns, rows, None)).view())
}

/// Disputes about it; nothing where none was opened.
pub fn disputes(visit: &Visit, invoice: &Detail) -> Option<Markup> {
    if invoice.disputes.is_empty() {
        return None;
    }
    let table = super::super::disputes::of(visit, &invoice.disputes);
    Some(panel("disputes", "Disputes").table(table).view())
}

fn promise_row(visit: &Visit, promise: &Promised) -> Markup {
    let by = promise.made_by.as_ref().map(|name| format!(" by {name}"));
    row([
        lead(view! {
            {state::of_promise(promise.state).inline()}
            <span class="note">"Made " {date::instant(promise.made_at, visit.time_zone())} {by}</span>
        }),
        cell(date::medium(promise.until)).full().mute(),
        amount(promise.arrived).label("Arrived"),
        amount(promise.amount).key(),
    ])
}
