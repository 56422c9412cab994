//! The tables of a statement.

use crate::components::{
    blank::blank,
    date,
    head::reference,
    icon::Icon,
    panel::panel,
    table::{Cell, Column, amount, cell, column, empty, lead, row, table},
};
use crate::markup::*;
use backend::Buyer;
use chrono::NaiveDate;
use documents::statement::{Body, Document, Line, OpenLine, Statement};
use domain::{Money, access::Action};

/// The statement's table. What is open can be ticked, to be paid or disputed by who may.
pub fn tables(buyer: &Buyer, statement: &Statement) -> Markup {
    match &statement.body {
        Body::Forward { from, opening, lines } => forward(statement, *from, *opening, lines),
        Body::OpenItems { items, unapplied } => open_items(buyer, statement, items, *unapplied),
    }
}

fn forward(statement: &Statement, from: NaiveDate, opening: Money, lines: &[Line]) -> Markup {
    let currency = statement.currency;
    let columns = [
        column("Date"),
        column("What"),
        column("Document"),
        column(format!("Change, {currency}")).num(),
        column(format!("Balance, {currency}")).num(),
    ];
    let first = row([
        lead(date::medium(from)),
        cell("Balance before").full().strong(),
        empty(),
        empty().num(),
        amount(opening).key(),
    ]);
    let rows = std::iter::once(first).chain(lines.iter().map(line));
    let closing = row([
        lead(date::medium(statement.to)),
        cell(balance_words(statement)).full(),
        empty(),
        empty().num(),
        amount(statement.closing).key(),
    ]);
    let rows: Vec<_> = rows.chain(disputed_row(statement)).collect();
    let words = match lines.is_empty() {
        true => "Nothing happened in these days",
        false => "What happened",
    };
    panel("forward", words).table(table(columns, rows, Some(closing))).view()
}

fn line(line: &Line) -> Markup {
    let movement = &line.row.movement;
    row([
        lead(date::medium(movement.on)),
        cell(movement.kind.label()).full(),
        cell(document(line.document, &movement.reference)).full(),
        amount(movement.change).label("Change"),
        amount(line.row.balance).key(),
    ])
}

fn document(document: Document, number: &str) -> Markup {
    let number = reference(number.to_owned());
    match document {
        Document::Invoice(id) => {
            view! { <a class="id" href=format!("/invoices/{id}")>{number}</a> }.into_markup()
        }
        Document::Payment(id) => {
            view! { <a class="id" href=format!("/payments/{id}")>{number}</a> }.into_markup()
        }
        Document::Other => number,
    }
}

/// What of the balance is disputed: part of it, and never taken out of it unsaid.
fn disputed_row(statement: &Statement) -> Option<Markup> {
    if statement.disputed.is_zero() {
        return None;
    }
    Some(row([
        lead(date::medium(statement.to)),
        cell(view! { "Of it " <a href="/disputes">"disputed"</a> ": not asked for until it is decided" })
            .full(),
        empty(),
        empty().num(),
        amount(statement.disputed).key().mute(),
    ]))
}

/// Who owes whom, in words: a sign alone is read over.
fn balance_words(statement: &Statement) -> &'static str {
    match statement.closing.minor {
        0 => "Balance: nothing is owed",
        ..0 => "Balance in your favour",
        _ => "Balance that you owe",
    }
}

fn open_items(
    buyer: &Buyer,
    statement: &Statement,
    items: &[OpenLine],
    unapplied: Money,
) -> Markup {
    if items.is_empty() && unapplied.is_zero() {
        return blank(Icon::Paid, "Nothing was open")
            .words("Every invoice was settled at the end of that day, and no credit was left.")
            .way_on("See what happened", "/statement?kind=forward")
            .view();
    }
    let currency = statement.currency;
    let (pays, disputes) = (buyer.can(Action::Pay), buyer.can(Action::Dispute));
    let ticks = (pays || disputes) && !items.is_empty();
    let columns = [
        column("Invoice"),
        column("Issued"),
        column("Due"),
        column(format!("Amount, {currency}")).num(),
        column("Of it disputed").num(),
        column(format!("Open, {currency}")).num(),
    ];
    let columns: Vec<_> =
        ticks.then(|| Column::pick("Choose")).into_iter().chain(columns).collect();
    let no_tick = || ticks.then(|| empty().pick());
    let credit = (!unapplied.is_zero()).then(|| {
        let cells = [
            lead("Credit that is not used yet"),
            empty(),
            empty(),
            empty().num(),
            empty().num(),
            amount(crate::components::sum::less(unapplied)).key(),
        ];
        row(no_tick().into_iter().chain(cells))
    });
    let rows: Vec<_> = items.iter().map(|one| item(one, ticks)).chain(credit).collect();
    let closing = [
        lead(balance_words(statement)),
        empty(),
        empty(),
        empty().num(),
        disputed_cell(statement.disputed),
        amount(statement.closing).key(),
    ];
    let closing = row(no_tick().into_iter().chain(closing));
    let panel = panel("open", "What is open").roomy_table(table(columns, rows, Some(closing)));
    if !ticks {
        return panel.view();
    }
    let pay = pays.then(|| view! { <button class="button primary">"Review and pay"</button> });
    let dispute = disputes.then(|| {
        view! { <button class="button" formaction="/disputes/new">"Something is wrong"</button> }
    });
    let buttons = view! {
        <div class="button-row no-print">{pay} {dispute}</div>
        <span class="hint no-print">"With what is ticked above."</span>
    };
    view! { <form action="/pay">{panel.footer(buttons).view()}</form> }.into_markup()
}

fn item(item: &OpenLine, ticks: bool) -> Markup {
    let address = format!("/invoices/{}", item.invoice_id);
    let instalment = item.instalment.map(|(nth, of)| {
        let words = format!("Instalment {nth} of {of}");
        view! { <span class="note">{words}</span> }
    });
    let tick = ticks.then(|| {
        let label = format!("Choose {}", item.number);
        let id = item.invoice_id.to_string();
        cell(view! { <input type="checkbox" name="invoice" value=id aria-label=label /> }).pick()
    });
    let cells = [
        lead(view! { <a class="id" href=address>{reference(item.number.clone())}</a>{instalment} }),
        cell(date::medium(item.issued_on)).wide_only(),
        cell(date::medium(item.due_on)).label("Due"),
        amount(item.amount).label("Amount"),
        disputed_cell(item.disputed),
        amount(item.open).key().strong(),
    ];
    row(tick.into_iter().chain(cells))
}

fn disputed_cell(disputed: Money) -> Cell {
    match disputed.is_zero() {
        true => amount(disputed).wide_only(),
        false => amount(disputed).label("Of it disputed"),
    }
}
