//! The accounts of the entity: by name, by what is open, by their credit, or by what was typed.

use super::{
    parts::{amount, count, named, one_currency},
    query::{self, Address},
};
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        head::head,
        icon::{Icon, icon},
        links::{chips, link},
        pager::turns,
        panel::panel,
        table::{Cell, cell, column, dense_table, empty, lead, row},
    },
    page::{self, Place},
};
use axum::extract::{Query, State};
use backend::receivables::accounts::{self, Balance, By, Filter, List, Row};
use domain::{Currency, Money};
use serde::Deserialize;

const PATH: &str = "/staff/accounts";

/// The query of the page.
#[derive(Deserialize, Default)]
pub struct Asked {
    by: Option<String>,
    currency: Option<String>,
    q: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

impl Asked {
    fn filter(self) -> Filter {
        let by = self.by.as_deref();
        Filter {
            by: By::ALL.into_iter().find(|one| by == Some(one.code())).unwrap_or_default(),
            currency: query::currency(self.currency.as_deref()),
            q: query::typed(self.q),
            from: query::part(self.after.as_deref(), self.before.as_deref()),
        }
    }
}

fn address(by: By, currency: Option<Currency>) -> Address {
    Address::new(PATH)
        .maybe("by", (by != By::default()).then(|| by.code()))
        .maybe("currency", currency)
}

/// GET /staff/accounts
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let staff = visit.staff()?;
    let filter = asked.filter();
    let list = accounts::list(&app.backend, staff, &filter).await?;
    Ok(page::staff(&visit, Place::Accounts, "Accounts", || {
        let changes = view! { <a class="button" href="/staff/changes">"Changes to confirm"</a> };
        view! {
            {head("Accounts").lede(told(&filter, &list)).actions(changes)}
            <div class="stack">
                {search(&filter)}
                {orders(&filter, &list)}
                {body(&filter, &list)}
            </div>
        }
    }))
}

fn told(filter: &Filter, list: &List) -> String {
    let cut = if list.is_cut { " These are the first: type more of it." } else { "" };
    if let Some(q) = &filter.q {
        return format!("Name or number begin with “{q}”.{cut}");
    }
    match (filter.by, list.total) {
        (By::Open, Some(total)) => {
            let owing = count(total.count, "account owes", "accounts owe");
            format!("{owing} {}, most first.", total.amount.full())
        }
        (By::Credit, Some(total)) => {
            let having = count(total.count, "account has", "accounts have");
            format!("{having} credit of {} that is not applied to an invoice.", total.amount.full())
        }
        _ => "All customers, by name.".to_owned(),
    }
}

fn search(filter: &Filter) -> Markup {
    view! {
        <form class="row no-print" role="search" aria-label="Accounts" action=PATH>
            <div class="search grow">
                <label class="vh" for="find">"Search by name or number"</label>
                {icon(Icon::Search)}
                <input
                    id="find"
                    name="q"
                    type="search"
                    placeholder="What name or number begin with"
                    value=filter.q.clone()
                />
            </div>
            <button class="button">{icon(Icon::Search)} "Search"</button>
        </form>
    }
    .into_markup()
}

fn orders(filter: &Filter, list: &List) -> Markup {
    let label = |by: By| match by {
        By::Name => "By name",
        By::Open => "By what is open",
        By::Credit => "With credit",
    };
    let is_current = |by: By| by == filter.by && filter.q.is_none();
    let links =
        By::ALL.map(|by| link(label(by), address(by, filter.currency)).current(is_current(by)));
    let currencies = (filter.by != By::Name && list.currencies.len() > 1).then(|| {
        let one = |currency: &Currency| {
            link(currency.code(), address(filter.by, Some(*currency)))
                .current(list.currency == Some(*currency))
        };
        chips("Currency", list.currencies.iter().map(one))
    });
    view! { {chips("Order", links)} {currencies} }.into_markup()
}

fn body(filter: &Filter, list: &List) -> Markup {
    if list.page.rows.is_empty() {
        return nothing(filter);
    }
    let amounts = list.page.rows.iter().flat_map(|row| &row.balances).map(|balance| balance.open);
    let one = list.currency.or(one_currency(amounts));
    let rows = list.page.rows.iter().flat_map(|account| rows_of(account, one));
    let columns = [
        column("Account"),
        column("Place").opt(),
        column("Items").num(),
        column("On its way").num(),
        column("Disputed").num(),
        column("Credit").num(),
        column("Overdue").num(),
        column(named("Open", one)).num(),
    ];
    let pages = address(filter.by, filter.currency).pages(&list.page);
    let pages = (pages.0.is_some() || pages.1.is_some()).then(|| {
        let shown = i64::try_from(list.page.rows.len()).unwrap_or(0);
        turns(
            format!("{} on this page", count(shown, "account", "accounts")),
            pages.0.map(|address| ("Back", address)),
            pages.1.map(|address| ("More", address)),
        )
    });
    view! {
        {panel("list", "Accounts").roomy_table(dense_table(columns, rows, None))}
        {pages}
    }
    .into_markup()
}

/// One row for each currency, or one where there is nothing.
fn rows_of(account: &Row, one: Option<Currency>) -> Vec<Markup> {
    if account.balances.is_empty() {
        let mut cells = who(account);
        cells.extend([
            empty(),
            empty(),
            empty(),
            empty(),
            empty(),
            cell("Nothing open").num().key().mute(),
        ]);
        return vec![row(cells)];
    }
    account.balances.iter().map(|balance| row_of(account, balance, one)).collect()
}

fn who(account: &Row) -> Vec<Cell> {
    let address = format!("/staff/accounts/{}", account.id);
    let place = [account.city.as_str(), account.country.as_str()];
    let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
    vec![
        lead(view! {
            <a class="id" href=address>{account.name.clone()}</a>
            <span class="note">{account.number.clone()}</span>
        }),
        cell(place.join(", ")).full().mute().opt(),
    ]
}

fn row_of(account: &Row, balance: &Balance, one: Option<Currency>) -> Markup {
    let quiet = |sum: Money, label: &'static str| match sum.is_zero() {
        true => amount(sum, one).wide_only(),
        false => amount(sum, one).label(label),
    };
    let overdue = quiet(balance.overdue, "Overdue");
    let mut cells = who(account);
    cells.extend([
        cell(balance.items).num().label("Open items"),
        quiet(balance.moving, "On its way"),
        quiet(balance.disputed, "Disputed"),
        quiet(balance.credit, "Credit"),
        if balance.overdue.is_zero() { overdue } else { overdue.class("text-danger") },
        amount(balance.open, one).key().strong(),
    ]);
    row(cells)
}

fn nothing(filter: &Filter) -> Markup {
    match (&filter.q, filter.by) {
        (Some(q), _) => blank(Icon::Search, format!("No account begins with “{q}”"))
            .words("Search by the beginning of its name or number.")
            .way_on("All accounts", PATH),
        (None, By::Name) => blank(Icon::Users, "No customers yet")
            .words("Accounts come in as a file from your ERP.")
            .way_on("Load a file", "/staff/imports/new"),
        (None, By::Open) => blank(Icon::Good, "Nobody owes anything")
            .words("Nothing is open in this currency.")
            .way_on("All accounts", PATH),
        (None, By::Credit) => blank(Icon::Credit, "Nobody has credit")
            .words("All credit notes and payments are applied.")
            .way_on("All accounts", PATH),
    }
    .view()
}
