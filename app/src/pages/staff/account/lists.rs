//! The account's invoices, payments, disputes, promises and credit notes: the latest of each, and what
//! happened.

use crate::markup::*;
use crate::{
    components::{
        date,
        head::reference,
        icon::Icon,
        pager::pager,
        panel::panel,
        state::{State, Tone},
        table::{cell, column, dense_table, lead, row},
    },
    pages::staff::{
        parts::{
            amount, disputed, invoices, named, one_currency, payments as payments_table, promised,
            story,
        },
        query::Address,
    },
    visit::Visit,
};
use backend::receivables::{account::Account, invoices::Show};

fn all_of(account: &Account, path: &str) -> Address {
    Address::new(path).with("account", account.profile.id)
}

/// What is open, oldest debt first.
pub fn open_invoices(visit: &Visit, account: &Account) -> Markup {
    let rows = &account.open_invoices.rows;
    let all = all_of(account, "/staff/invoices").with("show", "all");
    let all = view! { <a class="s" href=String::from(all)>"All invoices"</a> };
    let title = panel("invoices", "Open invoices").aside(all);
    if rows.is_empty() {
        return title.body(view! { <p class="s ink-2">"Nothing is open."</p> }).view();
    }
    let one = one_currency(rows.iter().map(|row| row.total));
    let shown =
        invoices::Shown { show: Show::Open, accounts: false, compact: true, view: None, one };
    let table = dense_table(
        invoices::columns(shown, invoices::plain),
        rows.iter().map(|row| invoices::row_of(visit, row, shown)),
        None,
    );
    let listed = title.table(table);
    if account.open_invoices.after.is_none() {
        return listed.view();
    }
    let open = String::from(all_of(account, "/staff/invoices"));
    listed.footer(view! { <a class="s" href=open>"All open invoices"</a> }).view()
}

/// The latest payments.
pub fn payments(visit: &Visit, account: &Account) -> Option<Markup> {
    let rows = &account.payments.rows;
    if rows.is_empty() {
        return None;
    }
    let one = one_currency(rows.iter().map(|row| row.amount));
    let shown = payments_table::Shown { accounts: false, compact: true, one };
    let all = String::from(all_of(account, "/staff/payments"));
    let table = dense_table(
        payments_table::columns(shown),
        rows.iter().map(|row| payments_table::row_of(visit, row, shown)),
        None,
    );
    let all = view! { <a class="s" href=all>"All payments"</a> };
    Some(panel("payments", "Latest payments").aside(all).table(table).view())
}

/// The latest disputes.
pub fn disputes(visit: &Visit, account: &Account) -> Option<Markup> {
    let rows = &account.disputes.rows;
    if rows.is_empty() {
        return None;
    }
    let one = one_currency(rows.iter().map(|row| row.disputed));
    let shown = disputed::Shown { accounts: false, states: true, credited: true, one };
    let table = dense_table(
        disputed::columns(shown, column, column),
        rows.iter().map(|row| disputed::row_of(visit, row, shown)),
        None,
    );
    let all = String::from(all_of(account, "/staff/disputes").with("state", "all"));
    let all = view! { <a class="s" href=all>"All disputes"</a> };
    Some(panel("disputes", "Latest disputes").aside(all).table(table).view())
}

/// The latest promises.
pub fn promises(visit: &Visit, account: &Account) -> Option<Markup> {
    let rows = &account.promises;
    if rows.is_empty() {
        return None;
    }
    let one = one_currency(rows.iter().map(|row| row.amount));
    let table = dense_table(
        promised::columns(false, one),
        rows.iter().map(|row| promised::row_of(visit, row, false, one)),
        None,
    );
    Some(panel("promises", "Promises").table(table).view())
}

/// The latest credit notes.
pub fn credit_notes(visit: &Visit, account: &Account) -> Option<Markup> {
    let notes = &account.credit_notes;
    if notes.is_empty() {
        return None;
    }
    let one = one_currency(notes.iter().map(|note| note.total));
    let rows = notes.iter().map(|note| {
        let corrects = note.corrects.clone().map(|(id, number)| {
            let address = format!("/staff/invoices/{id}");
            view! { ", on " <a href=address>{reference(number)}</a> }
        });
        let state = match note.left.is_zero() {
            true => State::new(Tone::Idle, Icon::Good, "Used"),
            false => State::new(Tone::Settled, Icon::Credit, "Credit"),
        };
        let left = amount(note.left, one);
        row([
            lead(view! {
                {reference(note.number.clone())}
                <span class="note">{note.reason.clone()}{corrects}</span>
            }),
            cell(state.inline()).full(),
            cell(date::short(note.issued_on, visit.today)).full().nowrap(),
            if note.left.is_zero() { left.wide_only() } else { left.label("Not used yet") },
            amount(note.total, one).key().strong(),
        ])
    });
    let columns = [
        column("Credit note"),
        column("State"),
        column("Issued"),
        column("Not used yet").num(),
        column(named("Total", one)).num(),
    ];
    Some(panel("credit", "Credit notes").table(dense_table(columns, rows, None)).view())
}

/// What happened, page by page.
pub fn story_of(visit: &Visit, account: &Account) -> Option<Markup> {
    if account.timeline.rows.is_empty() {
        return None;
    }
    let here = Address::new(&format!("/staff/accounts/{}", account.profile.id));
    let at_story = |address: Option<String>| address.map(|address| format!("{address}#story"));
    let (newer, older) = here.pages(&account.timeline);
    let pages =
        (newer.is_some() || older.is_some()).then(|| pager("", at_story(newer), at_story(older)));
    let told = story::story(visit, &account.timeline.rows);
    Some(panel("story", "What happened").stack(view! { {told}{pages} }).view())
}
