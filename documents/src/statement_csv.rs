//! A statement of account as CSV: one line for each movement or open item, opening and closing
//! balance included, so that the file adds up by itself.

use crate::{
    csv::{Cell, Csv},
    statement::{Body, Line, OpenLine, Statement},
};
use chrono::NaiveDate;
use domain::Money;

/// Writes it.
pub fn write(statement: &Statement) -> Vec<u8> {
    match &statement.body {
        Body::Forward { from, opening, lines } => forward(statement, *from, *opening, lines),
        Body::OpenItems { items, unapplied } => open_items(statement, items, *unapplied),
    }
}

fn forward(statement: &Statement, from: NaiveDate, opening: Money, lines: &[Line]) -> Vec<u8> {
    let mut csv = Csv::new(&["date", "what", "document", "change", "balance", "currency"]);
    let currency = || Cell::text(statement.currency.code());
    let balance = |on, words: &str, amount| {
        let (what, none) = (Cell::text(words), Cell::empty);
        [Cell::date(on), what, none(), none(), Cell::amount(amount), currency()]
    };
    csv.row(balance(from, "Balance before", opening));
    for Line { row, .. } in lines {
        let movement = &row.movement;
        csv.row([
            Cell::date(movement.on),
            Cell::text(movement.kind.label()),
            Cell::text(movement.reference.as_str()),
            Cell::amount(movement.change),
            Cell::amount(row.balance),
            currency(),
        ]);
    }
    csv.row(balance(statement.to, "Balance after", statement.closing));
    if !statement.disputed.is_zero() {
        csv.row(balance(statement.to, "Of it disputed", statement.disputed));
    }
    csv.finish()
}

fn open_items(statement: &Statement, items: &[OpenLine], unapplied: Money) -> Vec<u8> {
    let mut csv =
        Csv::new(&["invoice", "issued", "due", "amount", "open", "of_it_disputed", "currency"]);
    let currency = || Cell::text(statement.currency.code());
    for item in items {
        csv.row([
            Cell::text(item.label()),
            Cell::date(item.issued_on),
            Cell::date(item.due_on),
            Cell::amount(item.amount),
            Cell::amount(item.open),
            Cell::amount(item.disputed),
            currency(),
        ]);
    }
    let mut sum = |words: &str, amount, disputed| {
        let words = Cell::text(words);
        csv.row([
            words,
            Cell::empty(),
            Cell::empty(),
            Cell::empty(),
            Cell::amount(amount),
            disputed,
            currency(),
        ]);
    };
    if !unapplied.is_zero() {
        let credit = Money::new(-unapplied.minor, unapplied.currency);
        sum("Credit that is not used yet", credit, Cell::empty());
    }
    sum("Balance", statement.closing, Cell::amount(statement.disputed));
    csv.finish()
}
