//! A table of invoices of several accounts, or of one.

use super::{amount, named};
use crate::markup::*;
use crate::{
    components::{
        date,
        head::reference,
        icon::{Icon, toned_icon},
        state::{self, Tone},
        table::{self, Cell, Column, cell, column, empty, lead, row},
    },
    visit::Visit,
};
use backend::receivables::invoices::{Row, Show};
use domain::{
    Currency, Money, calendar,
    list_view::{Column as C, ListView},
};

/// What the table shows.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// What the last column is about.
    pub show: Show,
    /// Whether the accounts are named.
    pub accounts: bool,
    /// Whether days of issue and totals are left out, where there is little room.
    pub compact: bool,
    /// The columns that somebody has chosen; without it there are all.
    pub view: Option<&'a ListView>,
    /// The currency, if it is one.
    pub one: Option<Currency>,
}

impl Shown<'_> {
    /// What the last column is called.
    pub fn last(self) -> &'static str {
        match self.show {
            Show::Overdue => "Overdue",
            Show::Moving => "On its way",
            Show::Held => "On hold",
            Show::Disputed => "Disputed",
            Show::Open | Show::Paid | Show::All => "Collectable",
        }
    }

    /// Whether a column is there that can be left out.
    fn has(self, column: C) -> bool {
        let is_possible = match column {
            C::Account => self.accounts,
            C::Issued | C::Total => !self.compact,
            // Where the last column is about it, it has no other.
            C::Disputed => self.show != Show::Disputed,
            C::Due | C::State | C::Open => true,
        };
        is_possible && self.view.is_none_or(|view| view.shows(column))
    }

    fn last_of(self, invoice: &Row) -> Money {
        let sums = &invoice.sums;
        invoice.money(match self.show {
            Show::Moving => sums.in_flight_minor,
            Show::Held => sums.held_minor(),
            Show::Disputed => sums.disputed_minor,
            _ => sums.collectable_minor,
        })
    }
}

/// The columns; `sorted` makes a column of an order's code and a label.
pub fn columns(shown: Shown<'_>, sorted: impl Fn(&'static str, String) -> Column) -> Vec<Column> {
    let mut columns = vec![sorted("number", "Invoice".to_owned())];
    columns.extend(shown.has(C::Account).then(|| column("Account")));
    columns.extend(shown.has(C::Issued).then(|| sorted("issued", "Issued".to_owned()).opt()));
    columns.extend(shown.has(C::Due).then(|| sorted("due", "Due".to_owned())));
    columns.extend(shown.has(C::State).then(|| column("State")));
    columns.extend(shown.has(C::Total).then(|| sorted("amount", "Total".to_owned()).num().opt()));
    columns.extend(shown.has(C::Open).then(|| column("Open").num()));
    columns.extend(shown.has(C::Disputed).then(|| column("Disputed").num()));
    columns.push(column(named(shown.last(), shown.one)).num());
    columns
}

/// The columns of a table that cannot be sorted.
pub fn plain(_: &'static str, label: String) -> Column {
    column(label)
}

/// The row of an invoice. Where currencies are mixed, its last amount says which it is.
pub fn row_of(visit: &Visit, invoice: &Row, shown: Shown<'_>) -> Markup {
    let today = visit.today;
    let address = format!("/staff/invoices/{}", invoice.id);
    let orders: Vec<&str> = invoice.orders().collect();
    let order = (!orders.is_empty()).then(|| reference(orders.join(" · ")));
    let comma = if order.is_some() { ", due " } else { "due " };
    let due = format!("{comma}{}", calendar::short(invoice.due_on, today));
    let last = amount(shown.last_of(invoice), shown.one).key();
    let mut cells: Vec<Cell> = vec![lead(view! {
        <a class="id" href=address>{reference(invoice.number.clone())}</a>
        <span class="note">{order}<span class="in-fold">{due}</span></span>
    })];
    cells.extend(shown.has(C::Account).then(|| {
        let address = format!("/staff/accounts/{}", invoice.account_id);
        cell(view! { <a href=address>{invoice.account_name.clone()}</a> }).full()
    }));
    let issued = || cell(date::short(invoice.issued_on, today)).wide_only().opt();
    cells.extend(shown.has(C::Issued).then(issued));
    let due = || cell(date::short(invoice.due_on, today)).nowrap().wide_only();
    cells.extend(shown.has(C::Due).then(due));
    cells.extend(shown.has(C::State).then(|| {
        let state = state::of_item(invoice.state, today).inline();
        cell(view! { {state}{notes(visit, invoice)} }).full()
    }));
    cells.extend(shown.has(C::Total).then(|| table::amount(invoice.total).wide_only().opt()));
    cells.extend(shown.has(C::Open).then(|| open_of(invoice)));
    cells.extend(shown.has(C::Disputed).then(|| disputed_of(invoice)));
    cells.push(if shown.last_of(invoice).is_zero() { last } else { last.strong() });
    row(cells)
}

fn open_of(invoice: &Row) -> Cell {
    let open = invoice.money(invoice.sums.open_minor);
    let cell = table::amount(open);
    if open.is_zero() {
        return cell.wide_only();
    }
    let label = if open == invoice.total {
        "Open".to_owned()
    } else {
        format!("Open of {}", invoice.total.bare())
    };
    cell.label(label)
}

/// Never within another amount: what is disputed has a column of its own.
fn disputed_of(invoice: &Row) -> Cell {
    let disputed = table::amount(invoice.money(invoice.sums.disputed_minor));
    match invoice.sums.disputed_minor {
        0 => disputed.wide_only(),
        _ => disputed.label("Disputed"),
    }
}

/// What a part of it is doing beside its state, and which part is counted if not the first.
fn notes(visit: &Visit, invoice: &Row) -> Vec<Markup> {
    let sums = invoice.sums;
    let parts = [
        (sums.in_flight_minor, Tone::Moving, Icon::OnItsWay, "on its way"),
        (sums.promised_minor, Tone::Held, Icon::Promised, "promised"),
        (sums.deferred_minor, Tone::Held, Icon::OnAPlan, "on a plan"),
    ];
    let note = |(minor, tone, icon, word): (i64, Tone, Icon, &str)| {
        let words = format!(" {} {word}", invoice.money(minor).bare());
        view! { <span class="note">{toned_icon(icon, tone.class())}{words}</span> }.into_markup()
    };
    let counted = invoice.counted_on.filter(|day| *day != invoice.due_on).map(|day| {
        let words = format!("The part due {}", calendar::short(day, visit.today));
        view! { <span class="note">{words}</span> }.into_markup()
    });
    // Where all that is open does one thing, the state has said it.
    parts
        .into_iter()
        .filter(|(minor, ..)| *minor > 0 && *minor < sums.open_minor)
        .map(note)
        .chain(counted)
        .collect()
}

/// The last row: what all rows sum to.
pub fn total_of(shown: Shown<'_>, label: String, sums: [Option<Money>; 4]) -> Markup {
    let [billed, open, disputed, last] = sums;
    let money = |sum: Option<Money>| sum.map_or_else(empty, |sum| cell(sum.bare()).num());
    let mut cells = vec![lead(label)];
    cells.extend(shown.has(C::Account).then(|| empty().wide_only()));
    cells.extend(shown.has(C::Issued).then(|| empty().wide_only().opt()));
    cells.extend(shown.has(C::Due).then(|| empty().wide_only()));
    cells.extend(shown.has(C::State).then(|| empty().wide_only()));
    cells.extend(shown.has(C::Total).then(|| money(billed).wide_only().opt()));
    cells.extend(shown.has(C::Open).then(|| money(open).label("Open")));
    cells.extend(shown.has(C::Disputed).then(|| money(disputed).label("Disputed")));
    cells.push(money(last).key());
    row(cells)
}
