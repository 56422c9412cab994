//! Finding an account, an invoice or a payment by what it is called.

use crate::markup::*;
use crate::{
    AppState, FormResult, Visit,
    components::{
        blank::blank,
        date,
        head::{head, reference},
        icon::Icon,
        panel::panel,
        state::{of_item, of_payment},
        table::{amount, cell, column, lead, row, table},
    },
    forms::go_to,
    page::{self, Place},
};
use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use backend::receivables::search::{self, Found, Hit};
use serde::Deserialize;

/// What is looked for.
#[derive(Deserialize, Default)]
pub struct Asked {
    /// As typed.
    pub q: Option<String>,
}

/// GET /staff/search
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> FormResult {
    let staff = visit.staff()?;
    let q = asked.q.unwrap_or_default();
    let found = search::search(&app.backend, staff, &q).await?;
    match found.exact(&q) {
        Some(Hit::Account(id)) => return Ok(go_to(&format!("/staff/accounts/{id}"))),
        Some(Hit::Invoice(id)) => return Ok(go_to(&format!("/staff/invoices/{id}"))),
        Some(Hit::Payment(id)) => return Ok(go_to(&format!("/staff/payments/{id}"))),
        None => {}
    }
    let page = page::staff(&visit, Place::Elsewhere, "Search", || {
        let lede = if q.trim().is_empty() {
            "Type a name, a number, an order, an amount or a receipt into the box above.".to_owned()
        } else {
            format!("What is called “{}”.", q.chars().take(60).collect::<String>())
        };
        view! { {head("Search").lede(lede)} {results(&visit, &q, found)} }
    });
    Ok(page.into_response())
}

fn results(visit: &Visit, q: &str, found: Found) -> Markup {
    if found.is_empty() {
        return (!q.trim().is_empty())
            .then(|| {
                blank(Icon::Search, "Nothing is called that")
                    .words("We looked at the beginnings of names, numbers and orders, at amounts like 6776.00, and at payments and receipts by their whole name.")
                    .way_on("All accounts", "/staff/accounts")
                    .view()
            })
            .into_markup();
    }
    view! { {accounts(&found)} {invoices(visit, &found)} {payments(visit, &found)} }.into_markup()
}

fn accounts(found: &Found) -> Option<Markup> {
    let rows = found.accounts.iter().map(|account| {
        row([
            lead(view! {
                <a class="id" href=format!("/staff/accounts/{}", account.id)>{account.name.clone()}</a>
                <span class="note">{account.number.clone()}</span>
            }),
            cell(format!("{}, {}", account.city, account.country)).full().mute(),
        ])
    });
    let more = found.more_accounts.then_some("There are more: type more of the name.");
    (!found.accounts.is_empty()).then(|| {
        panel("accounts", "Accounts")
            .aside(view! { <small>{more}</small> })
            .table(table([column("Account"), column("Where")], rows, None))
            .view()
    })
}

fn invoices(visit: &Visit, found: &Found) -> Option<Markup> {
    let rows = found.invoices.iter().map(|invoice| {
        row([
            lead(view! {
                <a class="id" href=format!("/staff/invoices/{}", invoice.id)>{reference(invoice.number.clone())}</a>
                <span class="note">{invoice.account_name.clone()}</span>
            }),
            cell(of_item(invoice.state, visit.today).inline()).full(),
            cell(date::medium(invoice.due_on)).full().mute(),
            cell(invoice.total.full()).num().key(),
        ])
    });
    let more = found.more_invoices.then_some("There are more: type more of the number.");
    let columns = [column("Invoice"), column("State"), column("Due"), column("Total").num()];
    (!found.invoices.is_empty()).then(|| {
        panel("invoices", "Invoices")
            .aside(view! { <small>{more}</small> })
            .table(table(columns, rows, None))
            .view()
    })
}

fn payments(visit: &Visit, found: &Found) -> Option<Markup> {
    let rows = found.payments.iter().map(|payment| {
        row([
            lead(view! {
                <a class="id" href=format!("/staff/payments/{}", payment.id)>{reference(payment.reference.clone())}</a>
                <span class="note">{payment.account_name.clone()}</span>
            }),
            cell(of_payment(payment.state).inline()).full(),
            cell(date::instant(payment.made_at, visit.time_zone())).full().mute(),
            amount(payment.amount).key(),
        ])
    });
    let columns = [column("Payment"), column("State"), column("Made"), column("Amount").num()];
    (!found.payments.is_empty())
        .then(|| panel("payments", "Payments").table(table(columns, rows, None)).view())
}
