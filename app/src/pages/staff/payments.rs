//! The payments of the entity, newest first.

use super::{
    parts::{amount, count, head_of, one_currency, payments as table_of},
    query::{self, Address},
};
use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        blank::blank,
        icon::{Icon, icon},
        links::{Link, chips, link},
        pager::pager,
        panel::panel,
        state::Tone,
        table::{dense_table, empty, lead, row},
    },
    files,
    page::{self, Place},
};
use axum::{
    extract::{Query, State},
    response::Response,
};
use backend::receivables::{
    paging::From,
    payments::{self, Filter, List, Row, Show},
};
use documents::csv::{Cell, Csv};
use domain::{fee::Method, ids::AccountId};
use serde::Deserialize;

const PATH: &str = "/staff/payments";

/// The query of the page. What cannot be read is not asked.
#[derive(Deserialize, Default)]
pub struct Asked {
    show: Option<String>,
    method: Option<String>,
    currency: Option<String>,
    account: Option<String>,
    since: Option<String>,
    until: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

impl Asked {
    fn filter(&self) -> Filter {
        let show = self.show.as_deref();
        let account = self.account.as_deref();
        Filter {
            show: Show::ALL.into_iter().find(|s| show == Some(s.code())).unwrap_or_default(),
            method: self.method.as_deref().and_then(Method::of),
            currency: query::currency(self.currency.as_deref()),
            account: account.and_then(|id| id.parse::<AccountId>().ok()),
            since: query::day(self.since.as_deref()),
            until: query::day(self.until.as_deref()),
            from: query::part(self.after.as_deref(), self.before.as_deref()),
        }
    }
}

fn address(filter: &Filter, path: &str) -> Address {
    Address::new(path)
        .maybe("show", (filter.show != Show::default()).then(|| filter.show.code()))
        .maybe("method", filter.method.map(Method::code))
        .maybe("currency", filter.currency)
        .maybe("account", filter.account)
        .maybe("since", filter.since)
        .maybe("until", filter.until)
}

/// GET /staff/payments
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let staff = visit.staff()?;
    let filter = asked.filter();
    let list = payments::list(&app.backend, staff, &filter).await?;
    let title = match &list.account_name {
        Some(name) => format!("Payments of {name}"),
        None => "Payments".to_owned(),
    };
    Ok(page::staff(&visit, Place::Payments, title, || {
        let file: String = address(&filter, "/staff/payments.csv").into();
        let files = (!list.page.rows.is_empty())
            .then(|| view! { <a class="button" href=file download="">"CSV"</a> });
        let page_head = head_of("Payments", list.account_name.as_deref(), filter.account);
        view! {
            {page_head.lede(told(&filter, &list)).actions(files)}
            <div class="stack">
                {days(&filter)}
                {filters(&filter)}
                {body(&visit, &filter, &list)}
            </div>
        }
    }))
}

/// GET /staff/payments.csv
pub async fn csv(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let staff = visit.staff()?;
    let filter = asked.filter();
    let rows = payments::export(&app.backend, staff, &filter).await?;
    let mut csv = Csv::new(&[
        "payment", "account", "state", "made_at", "method", "from", "currency", "amount",
        "received", "returned", "receipt", "reason",
    ]);
    for row in rows {
        csv.row(record(row));
    }
    let name = format!("payments-{}-{}.csv", filter.show.code(), visit.today);
    Ok(files::download(&name, "text/csv; charset=utf-8", csv.finish()))
}

fn record(row: Row) -> [Cell; 12] {
    [
        Cell::text(row.reference),
        Cell::text(row.account_name),
        Cell::text(row.state.code()),
        Cell::instant(row.made_at),
        Cell::text(row.method.code()),
        Cell::text(row.instrument),
        Cell::text(row.amount.currency.code()),
        Cell::amount(row.amount),
        row.settled_on.map_or_else(Cell::empty, Cell::date),
        row.returned_on.map_or_else(Cell::empty, Cell::date),
        Cell::text(row.receipt_number.unwrap_or_default()),
        Cell::text(row.reason.unwrap_or_default()),
    ]
}

fn told(filter: &Filter, list: &List) -> String {
    let sums: Vec<String> = list
        .totals
        .iter()
        .map(|total| {
            format!("{}, {}", count(total.count, "payment", "payments"), total.amount.full())
        })
        .collect();
    match (filter.show, sums.is_empty()) {
        (Show::Received, false) => format!("Received: {}.", sums.join("; ")),
        (Show::Received, true) => "By the day on which the money came, newest first.".to_owned(),
        _ => "By the moment at which they were made, newest first.".to_owned(),
    }
}

/// The days: of received payments those on which the money came.
fn days(filter: &Filter) -> Markup {
    let (since, until) = match filter.show {
        Show::Received => ("Received from", "Received until"),
        _ => ("Made from", "Made until"),
    };
    let kept = [
        ("show", Some(filter.show.code().to_owned())),
        ("method", filter.method.map(|method| method.code().to_owned())),
        ("currency", filter.currency.map(|currency| currency.to_string())),
        ("account", filter.account.map(|id| id.to_string())),
    ];
    let kept: Vec<_> = kept
        .into_iter()
        .filter_map(|(name, value)| Some(view! { <input type="hidden" name=name value=value? /> }))
        .collect();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    view! {
        <form class="row no-print" action=PATH>
            {kept}
            <div class="field inline">
                <label class="s" for="since">{since}</label>
                <input id="since" name="since" type="date" value=day(filter.since) />
            </div>
            <div class="field inline">
                <label class="s" for="until">{until}</label>
                <input id="until" name="until" type="date" value=day(filter.until) />
            </div>
            <button class="button">{icon(Icon::Filter)} "Apply"</button>
        </form>
    }
    .into_markup()
}

fn filters(filter: &Filter) -> Markup {
    let kept = Filter { from: From::Start, ..filter.clone() };
    let to = |filter: Filter| -> String { address(&filter, PATH).into() };
    let states = Show::ALL.map(|show| {
        state_link(show, to(Filter { show, ..kept.clone() })).current(show == filter.show)
    });
    let method = |method: Option<Method>| {
        let label = method.map_or("All ways", Method::label);
        link(label, to(Filter { method, ..kept.clone() })).current(method == filter.method)
    };
    let methods = std::iter::once(None).chain(Method::ALL.iter().copied().map(Some)).map(method);
    let currency = filter.currency.map(|currency| {
        let every = to(Filter { currency: None, ..kept.clone() });
        chips(
            "Currency",
            [link("All currencies", every), link(currency.code(), to(kept.clone())).current(true)],
        )
    });
    view! { {chips("State", states)} {chips("Paid by", methods)} {currency} }.into_markup()
}

fn state_link(show: Show, address: String) -> Link {
    match show {
        Show::All => link("All", address),
        Show::Moving => link("On its way", address).icon(Tone::Moving, Icon::OnItsWay),
        Show::Received => link("Received", address).icon(Tone::Settled, Icon::Paid),
        Show::Failed => link("Did not work", address).icon(Tone::Danger, Icon::CameBack),
        Show::Returned => link("Came back", address).icon(Tone::Danger, Icon::CameBack),
    }
}

fn body(visit: &Visit, filter: &Filter, list: &List) -> Markup {
    let rows = &list.page.rows;
    if rows.is_empty() {
        return nothing(filter);
    }
    let one = filter.currency.or(one_currency(rows.iter().map(|row| row.amount)));
    let accounts = filter.account.is_none();
    let shown = table_of::Shown { accounts, compact: false, one };
    let columns = table_of::columns(shown);
    let total = match list.totals.as_slice() {
        [total] if one == Some(total.amount.currency) => {
            let mut cells = vec![lead(count(total.count, "payment", "payments"))];
            cells.extend(accounts.then(|| empty().wide_only()));
            cells.extend([empty().wide_only(), empty().wide_only(), empty().wide_only().opt()]);
            cells.push(amount(total.amount, one).key());
            Some(row(cells))
        }
        _ => None,
    };
    let listed = rows.iter().map(|row| table_of::row_of(visit, row, shown));
    let (newer, older) = address(filter, PATH).pages(&list.page);
    let pages = (newer.is_some() || older.is_some()).then(|| {
        let shown = i64::try_from(rows.len()).unwrap_or(0);
        pager(format!("{} on this page", count(shown, "payment", "payments")), newer, older)
    });
    view! {
        {panel("list", "Payments").roomy_table(dense_table(columns, listed, total))}
        {pages}
    }
    .into_markup()
}

fn nothing(filter: &Filter) -> Markup {
    let (icon, title, words) = match filter.show {
        Show::All => (Icon::Pay, "No payments", "None was made by these ways and on these days."),
        Show::Moving => {
            (Icon::OnItsWay, "Nothing is on its way", "Every payment has arrived or has ended.")
        }
        Show::Received => {
            (Icon::Paid, "Nothing was received", "No money came by these ways and on these days.")
        }
        Show::Failed => {
            (Icon::Good, "Nothing failed", "Every payment of these days worked or is under way.")
        }
        Show::Returned => (Icon::Good, "Nothing came back", "No bank has taken money back."),
    };
    blank(icon, title).words(words).way_on("All payments", PATH).view()
}
