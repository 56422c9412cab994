//! A statement of account as PDF: letterhead, what it is about, its table and what is owed.

use crate::{
    sheet::{Column, Fact, Head, Row, Sheet, Sum, Table},
    statement::{Body, Line, OpenLine, Statement},
    typeset::{self, Error},
    words::{Word, letters as words, paper},
};
use chrono::NaiveDate;
use domain::{Money, language::Language, statement::Kind, style::Style};

/// Writes it.
pub fn write(statement: &Statement, style: Style) -> Result<Vec<u8>, Error> {
    typeset::pdf(&sheet(statement, style))
}

/// What stands on it, before it is set in type.
pub fn sheet(statement: &Statement, style: Style) -> Sheet {
    let language = style.language;
    let title = match statement.body {
        Body::Forward { .. } => words::STATEMENT,
        Body::OpenItems { .. } => words::OPEN_ITEMS,
    };
    let title = title.own(language);
    let (seller, customer) = (&statement.seller, &statement.customer);
    let account = &statement.account_number;
    let day = language.date_medium(statement.to);
    let until = words::UNTIL.with(language, &[("title", &title), ("day", &day)]);
    let fact = |word: Word, value: String| Fact::new(word.of(language), value);
    Sheet {
        facts: vec![
            fact(words::ACCOUNT, account.clone()),
            fact(paper::CURRENCY, statement.currency.to_string()),
            fact(paper::MADE_ON, language.date_medium(statement.made_on)),
            fact(words::BALANCE, language.amount(statement.closing)),
        ],
        lede: vec![period(statement, language)],
        tables: vec![match &statement.body {
            Body::Forward { from, opening, lines } => forward(*from, *opening, lines, language),
            Body::OpenItems { items, unapplied } => open_items(items, *unapplied, language),
        }],
        sums: sums(statement, language),
        ident: format!("{} {}", seller.name, statement.file_name()),
        foot: format!("{} · {} {account} · {until}", seller.name, customer.name),
        ..Sheet::new(Head {
            title,
            seller,
            customer,
            check: statement.check.as_ref(),
            made_on: statement.made_on,
            style,
        })
    }
}

fn period(statement: &Statement, language: Language) -> String {
    let to = language.date_long(statement.to);
    match &statement.body {
        Body::Forward { from, .. } => {
            let from = language.date_long(*from);
            words::FROM_TO.with(language, &[("from", &from), ("to", &to)])
        }
        Body::OpenItems { .. } => words::AT_THE_END_OF.with(language, &[("day", &to)]),
    }
}

fn forward(from: NaiveDate, opening: Money, lines: &[Line], language: Language) -> Table {
    let columns = vec![
        Column::text(paper::DATE.of(language)),
        Column::text(words::WHAT.of(language)),
        Column::text(words::DOCUMENT.of(language)).lead(),
        Column::figure(words::CHANGE.of(language)),
        Column::figure(words::BALANCE.of(language)),
    ];
    let cells = |day, what: Word, reference: &str, change: String, balance: Money| {
        let day = language.date_medium(day);
        let balance = language.bare(balance);
        let cells = vec![day, what.own(language), reference.to_owned(), change, balance.clone()];
        Row { so_far: Some(balance), ..Row::item(cells) }
    };
    let before = cells(from, words::BEFORE, "", String::new(), opening);
    let rows = lines.iter().map(|Line { row, .. }| {
        let moved = &row.movement;
        let change = language.bare(moved.change);
        cells(moved.on, what(moved.kind), &moved.reference, change, row.balance)
    });
    Table { title: None, columns, rows: [before].into_iter().chain(rows).collect() }
}

fn what(kind: Kind) -> Word {
    match kind {
        Kind::Invoice => words::INVOICE,
        Kind::CreditNote => words::CREDIT_NOTE,
        Kind::Payment => words::PAYMENT,
        Kind::Return => words::RETURN,
        Kind::Discount => words::DISCOUNT,
        Kind::WriteOff => words::WRITE_OFF,
        Kind::Reversal => words::REVERSAL,
    }
}

fn open_items(items: &[OpenLine], unapplied: Money, language: Language) -> Table {
    let columns = vec![
        Column::text(words::INVOICE.of(language)).lead(),
        Column::text(words::ISSUED.of(language)),
        Column::text(words::DUE.of(language)),
        Column::figure(words::AMOUNT.of(language)),
        Column::figure(words::DISPUTED.of(language)),
        Column::figure(words::OPEN.of(language)),
    ];
    let mut so_far = Money::zero(unapplied.currency);
    let mut rows: Vec<Row> = items
        .iter()
        .map(|item| {
            so_far = so_far.plus(item.open).unwrap_or(so_far);
            let bare = |amount: Money| language.bare(amount);
            let held = if item.disputed.is_zero() { String::new() } else { bare(item.disputed) };
            let day = |day| language.date_medium(day);
            let (issued, due) = (day(item.issued_on), day(item.due_on));
            let (amount, open) = (bare(item.amount), bare(item.open));
            let cells = vec![label(item, language), issued, due, amount, held, open];
            Row { so_far: Some(bare(so_far)), ..Row::item(cells) }
        })
        .collect();
    if !unapplied.is_zero() {
        let credit = Money::new(-unapplied.minor, unapplied.currency);
        let mut cells = vec![String::new(); columns.len()];
        cells[0] = words::UNUSED.own(language);
        cells[columns.len() - 1] = language.bare(credit);
        rows.push(Row::item(cells));
    }
    Table { title: None, columns, rows }
}

/// The number, with the instalment where there are several.
fn label(item: &OpenLine, language: Language) -> String {
    let Some((n, of)) = item.instalment else { return item.number.clone() };
    let (n, of) = (n.to_string(), of.to_string());
    words::PART.with(language, &[("number", &item.number), ("n", &n), ("of", &of)])
}

/// What is owed, and what of it is disputed.
fn sums(statement: &Statement, language: Language) -> Vec<Sum> {
    let word = match statement.closing.minor {
        0 => words::OWED_NOTHING,
        ..0 => words::IN_FAVOUR,
        _ => words::OWED,
    };
    let day = language.date_long(statement.to);
    let label = word.with(language, &[("day", &day)]);
    let mut sums = vec![Sum::grand(label, language.amount(statement.closing))];
    if !statement.disputed.is_zero() {
        let label = words::NOT_ASKED_FOR.of(language);
        sums.push(Sum::line(label, language.amount(statement.disputed)));
    }
    sums
}
