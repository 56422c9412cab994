//! Entries of the ledger: debits and credits, as they were posted.

use crate::components::{
    blank::blank,
    date,
    head::reference,
    icon::Icon,
    panel::panel,
    table::{amount, cell, column, dense_table, empty, lead, row},
};
use crate::markup::*;
use backend::receivables::ledger::{Entry, Line};
use domain::{Currency, Money, ledger::LedgerAccount};

/// The entries that a document has caused.
pub fn entries(entries: &[Entry], currency: Currency) -> Markup {
    if entries.is_empty() {
        return blank(Icon::Statement, "Nothing is posted")
            .words("An entry is made when something is billed, credited, received or applied.")
            .view();
    }
    let rows = entries.iter().flat_map(|entry| {
        entry.lines.iter().enumerate().map(|(n, line)| row_of(entry, line, n == 0))
    });
    let sum = |debit: bool| {
        let lines = entries.iter().flat_map(|entry| &entry.lines);
        let minor = lines.filter(|line| line.is_debit == debit).map(|line| line.amount.minor).sum();
        cell(Money::new(minor, currency).bare()).num()
    };
    let total = row([
        lead("Both sides"),
        empty().wide_only(),
        empty().wide_only(),
        sum(true).label("Debits"),
        sum(false).label("Credits"),
    ]);
    let columns = [
        column("Posted"),
        column("What happened"),
        column("Ledger account"),
        column(format!("Debit, {currency}")).num(),
        column("Credit").num(),
    ];
    panel("ledger", "In the ledger").table(dense_table(columns, rows, Some(total))).view()
}

fn row_of(entry: &Entry, line: &Line, is_first: bool) -> Markup {
    let what = view! { {happened(entry)} " " {reference(entry.reference.clone())} };
    let side = |is_this: bool, label: &'static str| match is_this {
        true => amount(line.amount).label(label),
        false => empty(),
    };
    let posted = date::medium(entry.posted_on);
    row([
        if is_first {
            lead(posted).nowrap()
        } else {
            lead(view! { <span class="vh">{posted}</span> }).class("drop-col")
        },
        if is_first { cell(what).full() } else { empty() },
        cell(account(line.account)).full(),
        side(line.is_debit, "Debit"),
        side(!line.is_debit, "Credit"),
    ])
}

fn happened(entry: &Entry) -> &'static str {
    match (entry.kind.as_str(), entry.reverses.is_some()) {
        (_, true) => "Taken back:",
        ("invoice_issued", _) => "Billed:",
        ("credit_issued", _) => "Credited:",
        ("money_received", _) => "Received:",
        ("applied", _) => "Applied:",
        _ => "Posted:",
    }
}

fn account(account: LedgerAccount) -> &'static str {
    match account {
        LedgerAccount::Receivable => "Receivable",
        LedgerAccount::Unapplied => "Unapplied credit",
        LedgerAccount::Cash => "Cash",
        LedgerAccount::Revenue => "Revenue",
        LedgerAccount::Tax => "Tax",
        LedgerAccount::Discount => "Discounts granted",
        LedgerAccount::Fee => "Fees",
        LedgerAccount::WriteOff => "Write-offs",
        LedgerAccount::Prepaid => "Paid before",
        LedgerAccount::Rounding => "Rounding",
    }
}
