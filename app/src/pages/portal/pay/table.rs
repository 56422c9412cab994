//! What the money pays, row by row, as a subtraction that adds up.

use super::slots;
use crate::markup::*;
use crate::{
    Visit,
    components::{
        head::reference,
        panel::panel,
        state,
        sum::less,
        table::{self, Cell, Column, amount, cell, column, empty, lead, row},
    },
};
use backend::payments::{
    offer::{self, Offer},
    quote::QuotedItem,
};
use domain::{Money, calendar, open_item, rates};

/// The table; `amounts` is the part of the form under it.
pub fn table(visit: &Visit, offer: &Offer, amounts: Option<Markup>) -> Markup {
    let currency = offer.quote.currency;
    let rows = shown(offer).map(|(n, quoted)| row_of(visit, n, quoted));
    let rows: Vec<_> = rows.collect();
    let table = table::table(columns(), rows, Some(foot(offer)));
    let aside = format!("{currency}, oldest due date first. Nothing has been charged yet.");
    let panel = panel("alloc", "What your money pays")
        .aside(view! { <small>{aside}</small> })
        .roomy_table(table);
    match amounts {
        Some(amounts) => panel.footer(amounts).view(),
        None => panel.view(),
    }
}

fn columns() -> [Column; 7] {
    [
        column("Invoice"),
        column("Open").num(),
        column("Stays on hold").num(),
        column("Discount").num(),
        column("Credit").num(),
        column("This payment").num(),
        column("Open after").num(),
    ]
}

/// The items with their place in the offer; what is paid already is left out.
pub fn shown(offer: &Offer) -> impl Iterator<Item = (usize, &QuotedItem)> {
    let is_open = |(_, quoted): &(usize, &QuotedItem)| quoted.part.open_minor > 0;
    offer.quote.items.iter().enumerate().filter(is_open)
}

/// `1 invoice`, `4 invoices`.
pub fn invoices_text(offer: &Offer) -> String {
    let mut ids: Vec<_> = shown(offer).map(|(_, quoted)| quoted.item.item.invoice_id).collect();
    ids.sort();
    ids.dedup();
    match ids.len() {
        1 => "1 invoice".to_owned(),
        more => format!("{more} invoices"),
    }
}

fn row_of(visit: &Visit, n: usize, quoted: &QuotedItem) -> Markup {
    let item = &quoted.item.item;
    let address = format!("/invoices/{}", item.invoice_id);
    row([
        lead(view! {
            <a class="id" href=address>{reference(item.number.clone())}</a>
            {note(visit, quoted)}
        }),
        amount(Money::new(quoted.part.open_minor, item.currency)).label("Open"),
        stays(quoted),
        unless_nothing(less(quoted.discount))
            .label("Discount")
            .class("text-settled")
            .slot(slots::discount(n)),
        unless_nothing(less(quoted.credit)).label("Credit").slot(slots::credit(n)),
        amount(quoted.amount).key().strong().slot(slots::amount(n)),
        amount(quoted.open_after).label("Open after").slot(slots::after(n)),
    ])
}

/// The discount that is still to be had comes before the state: it is a reason to pay now.
fn note(visit: &Visit, quoted: &QuotedItem) -> Markup {
    let item = &quoted.item.item;
    let instalment = (quoted.item.discount.is_none() && item.seq > 1)
        .then(|| format!("Instalment {} · ", item.seq));
    let terms = quoted.item.discount.filter(|terms| visit.today <= terms.until);
    if let (Some(terms), true) = (terms, quoted.discount.minor > 0) {
        let until = calendar::short(terms.until, visit.today);
        let words = format!("{} until {until}", rates::percent_text(terms.rate_bp));
        return view! { <span class="note text-settled">{words}</span> }.into_markup();
    }
    let state = open_item::state(item.facts.open_minor, &item.facts, item.due_on, visit.today);
    let state = state::of_item(state, visit.today);
    let class = match state.tone {
        state::Tone::Danger => "note text-danger",
        _ => "note",
    };
    view! { <span class=class>{instalment}{state.word}</span> }.into_markup()
}

fn stays(quoted: &QuotedItem) -> Cell {
    let stays = offer::stays(quoted);
    if stays.is_zero() {
        return empty().num();
    }
    let part = &quoted.part;
    let reasons = [
        (part.disputed_minor, "text-held", "Stays on hold, disputed"),
        (part.in_flight_minor, "text-moving", "On its way already"),
        (part.promised_minor, "text-held", "Stays on hold, promised"),
        (part.deferred_minor, "text-held", "Stays on hold, on a plan"),
    ];
    let first = reasons.into_iter().find(|(minor, ..)| *minor > 0);
    let (class, why) = first.map_or(("text-held", "Stays on hold"), |(_, class, why)| (class, why));
    cell(stays.bare()).num().class(class).label(why)
}

/// An amount, or nothing at all where there is none.
fn unless_nothing(amount: Money) -> Cell {
    if amount.is_zero() {
        return empty().num();
    }
    cell(amount.bare()).num()
}

fn foot(offer: &Offer) -> Markup {
    let quote = &offer.quote;
    row([
        lead(invoices_text(offer)),
        amount(offer.totals.open).label("Open"),
        unless_nothing(offer.totals.stays).label("Stays on hold"),
        unless_nothing(less(quote.discount)).label("Discount").slot("discount"),
        unless_nothing(less(quote.credit)).label("Credit").slot("credit"),
        amount(quote.amount).key().slot("amount"),
        amount(offer.totals.open_after).label("Open after").slot("after"),
    ])
}
