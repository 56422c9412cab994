//! Who owes most, and what came last.

use super::items;
use crate::markup::*;
use crate::{
    components::{
        blank::blank,
        date,
        icon::Icon,
        panel::panel,
        table::{cell, column, dense_table, lead, row},
    },
    pages::staff::{
        parts::{one_currency, payments},
        query::Address,
    },
    visit::Visit,
};
use backend::receivables::overview::Overview;

/// The accounts with most overdue.
pub fn most_overdue(visit: &Visit, seen: &Overview) -> Markup {
    if seen.overdue_accounts.is_empty() {
        return blank(Icon::Good, "Nothing is overdue")
            .words("Nothing that may be asked for is past its due date.")
            .view();
    }
    let rows = seen.overdue_accounts.iter().map(|one| {
        let account = format!("/staff/accounts/{}", one.account_id);
        let invoices = Address::new("/staff/invoices")
            .with("show", "overdue")
            .with("account", one.account_id)
            .with("currency", seen.currency);
        row([
            lead(view! {
                <a class="id" href=account>{one.name.clone()}</a>
                <span class="note">{one.number.clone()}</span>
            }),
            cell(view! { {items(one.items)} ", oldest due " {date::short(one.oldest_on, visit.today)} })
                .full()
                .mute(),
            cell(view! { <a href=String::from(invoices)>{one.collectable.bare()}</a> })
                .num()
                .key()
                .strong(),
        ])
    });
    let columns = [
        column("Account"),
        column("Overdue"),
        column(format!("Collectable, {}", seen.currency)).num(),
    ];
    panel("most", "Most overdue")
        .aside(view! { <a class="s" href=String::from(by_open(seen))>"By what is open"</a> })
        .table(dense_table(columns, rows, None))
        .view()
}

fn by_open(seen: &Overview) -> Address {
    Address::new("/staff/accounts").with("by", "open").with("currency", seen.currency)
}

/// The latest payments, in all currencies.
pub fn latest_payments(visit: &Visit, seen: &Overview) -> Option<Markup> {
    if seen.latest_payments.is_empty() {
        return None;
    }
    let one = one_currency(seen.latest_payments.iter().map(|payment| payment.amount));
    let shown = payments::Shown { accounts: true, compact: false, one };
    let rows = seen.latest_payments.iter().map(|payment| payments::row_of(visit, payment, shown));
    Some(
        panel("latest", "Latest payments")
            .aside(view! { <a class="s" href="/staff/payments">"All payments"</a> })
            .roomy_table(dense_table(payments::columns(shown), rows, None))
            .view(),
    )
}
