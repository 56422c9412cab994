//! A statement of account as PDF: letterhead, what it is about, its table and what is owed.

use crate::{
    sheet::{self, Column, Row, Sheet, Sum, Table},
    statement::{Body, Line, OpenLine, Statement},
    typeset::{self, Error},
};
use chrono::NaiveDate;
use domain::{Money, calendar};

/// Writes it.
pub fn write(statement: &Statement) -> Result<Vec<u8>, Error> {
    typeset::pdf(&sheet(statement))
}

/// What stands on it.
fn sheet(statement: &Statement) -> Sheet {
    let title = statement.title().to_owned();
    let (seller, customer) = (&statement.seller, &statement.customer);
    let until = calendar::medium(statement.to);
    let account = &statement.account_number;
    Sheet {
        facts: sheet::labelled(vec![
            ("Account", account.clone()),
            ("Currency", statement.currency.to_string()),
            ("Made on", calendar::medium(statement.made_on)),
            ("Balance", statement.closing.full()),
        ]),
        lede: vec![period(statement)],
        table: Some(match &statement.body {
            Body::Forward { from, opening, lines } => forward(*from, *opening, lines),
            Body::OpenItems { items, unapplied } => open_items(items, *unapplied),
        }),
        sums: sums(statement),
        ident: format!("{} {}", seller.name, statement.file_name()),
        foot: format!("{} · {} {account} · {title} until {until}", seller.name, customer.name),
        ..Sheet::new(title, seller, [], customer, statement.made_on)
    }
}

fn period(statement: &Statement) -> String {
    let to = calendar::long(statement.to);
    match &statement.body {
        Body::Forward { from, .. } => format!("From {} to {to}", calendar::long(*from)),
        Body::OpenItems { .. } => format!("At the end of {to}"),
    }
}

fn forward(from: NaiveDate, opening: Money, lines: &[Line]) -> Table {
    let columns = vec![
        Column::text("Date"),
        Column::text("What"),
        Column::text("Document").lead(),
        Column::figure("Change"),
        Column::figure("Balance"),
    ];
    let cells = |day, what: &str, reference: &str, change: String, balance: Money| {
        let day = calendar::medium(day);
        Row {
            so_far: Some(balance.bare()),
            ..Row::item(vec![day, what.to_owned(), reference.to_owned(), change, balance.bare()])
        }
    };
    let before = cells(from, "Balance before", "", String::new(), opening);
    let rows = lines.iter().map(|Line { row, .. }| {
        let moved = &row.movement;
        cells(moved.on, moved.kind.label(), &moved.reference, moved.change.bare(), row.balance)
    });
    Table { columns, rows: [before].into_iter().chain(rows).collect() }
}

fn open_items(items: &[OpenLine], unapplied: Money) -> Table {
    let columns = vec![
        Column::text("Invoice").lead(),
        Column::text("Issued"),
        Column::text("Due"),
        Column::figure("Amount"),
        Column::figure("Of it disputed"),
        Column::figure("Open"),
    ];
    let mut so_far = Money::zero(unapplied.currency);
    let mut rows: Vec<Row> = items
        .iter()
        .map(|item| {
            so_far = so_far.plus(item.open).unwrap_or(so_far);
            let held = if item.disputed.is_zero() { String::new() } else { item.disputed.bare() };
            let (issued, due) = (calendar::medium(item.issued_on), calendar::medium(item.due_on));
            let cells = vec![item.label(), issued, due, item.amount.bare(), held, item.open.bare()];
            Row { so_far: Some(so_far.bare()), ..Row::item(cells) }
        })
        .collect();
    if !unapplied.is_zero() {
        let credit = Money::new(-unapplied.minor, unapplied.currency).bare();
        let none = String::new;
        let what = "Credit that is not used yet".to_owned();
        rows.push(Row::item(vec![what, none(), none(), none(), none(), credit]));
    }
    Table { columns, rows }
}

/// What is owed, and what of it is disputed.
fn sums(statement: &Statement) -> Vec<Sum> {
    let words = match statement.closing.minor {
        0 => "Nothing is owed",
        ..0 => "In your favour",
        _ => "Owed",
    };
    let words = format!("{words} at the end of {}", calendar::long(statement.to));
    let mut sums = vec![Sum::grand(words, statement.closing.full())];
    if !statement.disputed.is_zero() {
        let words = "Of it disputed. It is not asked for until it is decided.".to_owned();
        sums.push(Sum::line(words, statement.disputed.full()));
    }
    sums
}
