//! What the list of invoices can be narrowed down to, and how it is sorted.

use super::asked::{address, code_of};
use crate::markup::*;
use crate::{
    components::{
        icon::{Icon, icon},
        links::{Link, chips, link},
        state::Tone,
        table::{Column, column},
    },
    pages::staff::query::Address,
};
use backend::receivables::{
    invoices::{Filter, List, Order, Show, Sort},
    paging::From,
};
use domain::ageing::Bucket;

const PATH: &str = "/staff/invoices";

/// A filter from the beginning of its list.
fn to(filter: Filter) -> Address {
    address(&filter, PATH)
}

/// What one types: a search, and the days of issue. The rest of the filter goes with it.
pub fn form(filter: &Filter) -> Markup {
    let kept = [
        ("show", Some(filter.show.code().to_owned())),
        ("bucket", filter.bucket.map(|bucket| bucket.code().to_owned())),
        ("currency", filter.currency.map(|currency| currency.to_string())),
        ("account", filter.account.map(|id| id.to_string())),
        ("sort", filter.order.map(code_of)),
    ];
    let kept: Vec<_> = kept
        .into_iter()
        .filter_map(|(name, value)| Some(view! { <input type="hidden" name=name value=value? /> }))
        .collect();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    view! {
        <form class="row no-print" role="search" aria-label="Invoices" action=PATH>
            {kept}
            <div class="search grow">
                <label class="vh" for="find">"Search number, order, account or exact total"</label>
                {icon(Icon::Search)}
                <input
                    id="find"
                    name="q"
                    type="search"
                    placeholder="Number, PO, account or exact total"
                    value=filter.q.clone()
                />
            </div>
            <div class="field inline">
                <label for="since">"Issued from"</label>
                <input id="since" name="since" type="date" value=day(filter.since) />
            </div>
            <div class="field inline">
                <label for="until">"Issued until"</label>
                <input id="until" name="until" type="date" value=day(filter.until) />
            </div>
            <button class="button">{icon(Icon::Filter)} "Apply"</button>
        </form>
    }
    .into_markup()
}

/// State, age, currency and, where columns have no head to press, the order.
pub fn chips_of(filter: &Filter, list: &List) -> Markup {
    let kept = Filter { from: From::Start, ..filter.clone() };
    let states = Show::ALL.map(|show| {
        // Another state has another order of its own.
        let order = filter.order.filter(|_| show.is_of_open() == filter.show.is_of_open());
        state_link(show, to(Filter { show, order, ..kept.clone() }).into())
            .current(show == filter.show)
    });
    let ages = filter.show.is_of_open().then(|| {
        let age = |bucket: Option<Bucket>| {
            let label = bucket.map_or("All ages", Bucket::label);
            link(label, to(Filter { bucket, ..kept.clone() })).current(bucket == filter.bucket)
        };
        let late = Bucket::ALL
            .into_iter()
            .filter(|bucket| filter.show != Show::Overdue || *bucket != Bucket::Current);
        chips("Days past due", std::iter::once(None).chain(late.map(Some)).map(age))
    });
    let currencies = (list.currencies.len() > 1).then(|| {
        let one = |currency: Option<domain::Currency>| {
            let label = currency.map_or("All currencies".to_owned(), |c| c.to_string());
            link(label, to(Filter { currency, ..kept.clone() }))
                .current(currency == filter.currency)
        };
        let every = list.currencies.iter().copied().map(Some);
        chips("Currency", std::iter::once(None).chain(every).map(one))
    });
    let orders = Sort::ALL.map(|sort| {
        let order = Some(Order { sort, descending: begins_large(sort) });
        let label = format!("By {}", told_of(sort));
        link(label, to(Filter { order, ..kept.clone() })).current(filter.order().sort == sort)
    });
    view! {
        {chips("State", states)}
        {ages}
        {currencies}
        <div class="narrow-only">{chips("Order", orders)}</div>
    }
    .into_markup()
}

fn state_link(show: Show, address: String) -> Link {
    match show {
        Show::Open => link("Open", address).icon(Tone::Idle, Icon::Open),
        Show::Overdue => link("Overdue", address).icon(Tone::Danger, Icon::Overdue),
        Show::Moving => link("On its way", address).icon(Tone::Moving, Icon::OnItsWay),
        Show::Held => link("On hold", address).icon(Tone::Held, Icon::Promised),
        Show::Disputed => link("Disputed", address).icon(Tone::Held, Icon::Disputed),
        Show::Paid => link("Paid", address).icon(Tone::Settled, Icon::Paid),
        Show::All => link("All", address),
    }
}

fn told_of(sort: Sort) -> &'static str {
    match sort {
        Sort::Due => "due date",
        Sort::Issued => "issue",
        Sort::Amount => "total",
        Sort::Number => "number",
    }
}

/// A column that sorts: pressed again, the other way round.
pub fn sorted(filter: &Filter, sort: &'static str, label: String) -> Column {
    let Some(sort) = Sort::ALL.into_iter().find(|s| s.code() == sort) else {
        return column(label);
    };
    let now = filter.order();
    let is_current = now.sort == sort;
    let descending = if is_current { !now.descending } else { begins_large(sort) };
    let (arrow, sorted) = match (is_current, now.descending) {
        (false, _) => ("", None),
        (true, true) => (" ↓", Some("descending")),
        (true, false) => (" ↑", Some("ascending")),
    };
    let way = if descending { "largest or latest first" } else { "smallest or earliest first" };
    let told = format!("{label}: sort by {}, {way}", told_of(sort));
    let order = Some(Order { sort, descending });
    let address: String = to(Filter { order, from: From::Start, ..filter.clone() }).into();
    column(view! { <a href=address aria-label=told>{label}{arrow}</a> }).sorted(sorted)
}

/// Amounts and days of issue are asked for from the largest and latest on.
fn begins_large(sort: Sort) -> bool {
    matches!(sort, Sort::Amount | Sort::Issued)
}
