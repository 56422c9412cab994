//! Disputes by reason, article, place and customer. What counts disputes opens its rows.

use crate::markup::*;
use crate::{
    components::{
        panel::panel,
        table::{Cell, amount, cell, column, dense_table, lead, row},
    },
    pages::staff::{
        disputes::asked::address,
        parts::{grouped, tenths},
        query::Address,
    },
};
use backend::receivables::{
    analysis::{Analysis, Row, Table},
    disputes::{Filter, Named},
};
use domain::Money;

/// How many rows of a table are shown; its file has all.
const SHOWN: usize = 12;

const PATH: &str = "/staff/disputes";

/// Where the rows of a filter are.
pub fn opens(filter: &Filter) -> String {
    address(filter, PATH).into()
}

/// Where the invoices are that were issued in the days of a filter, to its account if it has one.
pub fn invoices_of(filter: &Filter) -> String {
    Address::new("/staff/invoices")
        .with("show", "all")
        .maybe("currency", filter.currency)
        .maybe("account", filter.account)
        .maybe("since", filter.since)
        .maybe("until", filter.until)
        .into()
}

/// A table, with the address of its file.
pub fn table_of(seen: &Analysis, table: Table, file: String) -> Markup {
    let (id, title, _) = words_of(table);
    let all: Vec<&Row> = seen.table(table).collect();
    let rows = all.iter().take(SHOWN).map(|one| row_of(table, one));
    let left = all.len().saturating_sub(SHOWN);
    let columns = [
        column(words_of(table).2),
        column("Disputes").num(),
        column("Credited").num(),
        column("Written off").num().opt(),
        column("Invoiced").num().opt(),
        column("Rate").num(),
        column(format!("Disputed, {}", seen.currency)).num(),
    ];
    let panel = panel(id, title)
        .aside(view! { <a class="s" href=file download="">"CSV"</a> })
        .roomy_table(dense_table(columns, rows, Some(total_of(seen))));
    match left {
        0 => panel.view(),
        _ => {
            let words = format!("The {SHOWN} largest. The CSV has {} more.", grouped(left as i64));
            panel.footer(view! { <p class="s ink-2">{words}</p> }).view()
        }
    }
}

/// Its id, its title, and the head of its first column.
fn words_of(table: Table) -> (&'static str, &'static str, &'static str) {
    match table {
        Table::Reason => ("by-reason", "By reason", "Reason"),
        Table::Product => ("by-article", "By article", "Article"),
        Table::Site => ("by-place", "By place", "Delivered to"),
        Table::Account => ("by-account", "By account", "Account"),
        Table::Cause => ("by-cause", "What keeps going wrong", "Reason and article"),
    }
}

/// What a row is called, in words and in files.
pub fn name_of(table: Table, row: &Row) -> String {
    match (table, &row.name) {
        (_, Named::Is(name)) => name.clone(),
        (Table::Product, Named::Missing) => "No article named".to_owned(),
        (Table::Site, Named::Missing) => "No place named".to_owned(),
        (_, Named::Missing) => "None".to_owned(),
    }
}

fn row_of(table: Table, one: &Row) -> Markup {
    let note = match (table, &one.note) {
        (Table::Cause, None) => Some("No article named".to_owned()),
        (_, note) => note.clone(),
    };
    let note = note.map(|note| view! { <span class="note">{note}</span> });
    let name = name_of(table, one);
    let name = match (table, one.filter.account) {
        (Table::Account, Some(id)) => {
            view! { <a href=format!("/staff/accounts/{id}")>{name}</a> }.into_markup()
        }
        _ => name.into_markup(),
    };
    let mut cells = vec![lead(view! { {name} {note} })];
    // Of an article or a place it is a part of its invoices, and no list tells of parts.
    let is_whole = matches!(table, Table::Reason | Table::Account);
    cells.extend(figures_of(one, is_whole));
    row(cells)
}

fn total_of(seen: &Analysis) -> Markup {
    let mut cells = vec![lead("All disputes")];
    cells.extend(figures_of(&seen.all, true));
    row(cells)
}

fn figures_of(one: &Row, is_whole: bool) -> [Cell; 6] {
    let credited = match one.credited.is_zero() {
        true => amount(one.credited).wide_only(),
        false => {
            let filter = Filter { credited: true, ..one.filter.clone() };
            linked(&filter, one.credited).label("Credited")
        }
    };
    let written_off = match one.written_off.is_zero() {
        true => amount(one.written_off),
        false => {
            let filter = Filter { written_off: true, ..one.filter.clone() };
            linked(&filter, one.written_off)
        }
    };
    let invoiced = match one.invoiced {
        Some(invoiced) if is_whole => {
            cell(view! { <a href=invoices_of(&one.filter)>{invoiced.bare()}</a> }).num()
        }
        Some(invoiced) => amount(invoiced),
        None => cell("–").num().mute(),
    };
    let rate = match one.rate_tenths() {
        Some(rate) => {
            let rate = format!("{}%", tenths(rate));
            cell(view! { <a href=opens(&one.filter)>{rate}</a> }).num().label("Rate")
        }
        None => cell("–").num().mute().wide_only(),
    };
    let count = view! { <a href=opens(&one.filter)>{grouped(one.count)}</a> };
    [
        cell(count).num().label("Disputes"),
        credited,
        written_off.wide_only().opt(),
        invoiced.wide_only().opt(),
        rate,
        linked(&one.filter, one.disputed).key().strong(),
    ]
}

fn linked(filter: &Filter, sum: Money) -> Cell {
    cell(view! { <a href=opens(filter)>{sum.bare()}</a> }).num()
}
