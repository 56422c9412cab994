//! What the list of disputes can be narrowed down to, and how it is sorted.

use super::asked::{address, code_of_owner, parts};
use crate::markup::*;
use crate::{
    components::{
        field::field,
        icon::{Icon, icon},
        links::{chips, link},
        select::select,
        state,
        table::{Column, column},
    },
    pages::query::Address,
};
use backend::receivables::{
    disputes::{self, Filter, List, Named, Order, Owner, Sort},
    paging::From,
};
use domain::dispute::State;

const PATH: &str = "/staff/disputes";

/// The fields that are in sight or under "More"; everything else of a filter goes with them.
const FIELDS: [&str; 10] =
    ["customer", "owner", "team", "reason", "product", "site", "least", "most", "since", "until"];

/// A filter from the beginning of its list.
fn to(filter: &Filter) -> Address {
    address(filter, PATH)
}

/// What one types and chooses.
pub fn form(filter: &Filter, list: &List) -> Markup {
    let kept: Vec<_> = parts(filter)
        .into_iter()
        .filter(|(name, _)| !FIELDS.contains(name))
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    view! {
        <form class="stack tight no-print" role="search" aria-label="Disputes" action=PATH>
            {kept}
            <div class="row">
                <div class="search grow">
                    <label class="vh" for="customer">"Search by account name or number"</label>
                    {icon(Icon::Search)}
                    <input
                        id="customer"
                        name="customer"
                        type="search"
                        placeholder="Account name or number"
                        value=filter.customer.clone()
                    />
                </div>
                <div class="field inline">
                    <label for="since">"Opened from"</label>
                    <input id="since" name="since" type="date" value=day(filter.since) />
                </div>
                <div class="field inline">
                    <label for="until">"Opened until"</label>
                    <input id="until" name="until" type="date" value=day(filter.until) />
                </div>
                <button class="button">{icon(Icon::Filter)} "Apply"</button>
            </div>
            {more(filter, list)}
        </form>
    }
    .into_markup()
}

fn more(filter: &Filter, list: &List) -> Markup {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let name = |named: &Option<Named>| {
        named.as_ref().and_then(Named::name).map(str::to_owned).unwrap_or_default()
    };
    let chosen = [
        filter.owner.is_some(),
        filter.team.is_some(),
        filter.reason.is_some(),
        filter.product.is_some(),
        filter.site.is_some(),
        filter.least.is_some(),
        filter.most.is_some(),
    ];
    let owners = [("", "Anybody"), ("mine", "Me"), ("nobody", "Nobody yet")];
    let owners = owners.map(|(code, word)| (code.to_owned(), word.to_owned()));
    let people =
        list.people.iter().map(|one| (code_of_owner(Owner::Person(one.id)), one.name.clone()));
    let teams = std::iter::once((String::new(), "Any team".to_owned()));
    let every_team = list.teams.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let reasons = std::iter::once((String::new(), "Any reason".to_owned()));
    let currency = filter.currency.or(list.currencies.first().copied());
    let sign = currency.map(|currency| currency.to_string()).unwrap_or_default();
    view! {
        <details class="more" open=chosen.contains(&true)>
            <summary>"More filters"</summary>
            <div class="form two contain">
                {select("reason", "Reason", reasons.chain(list.reasons.clone()))
                    .value(text(&filter.reason))}
                {select("team", "Team", teams.chain(every_team))
                    .value(filter.team.map(|id| id.to_string()).unwrap_or_default())}
                {select("owner", "Owner", owners.into_iter().chain(people))
                    .value(filter.owner.map(code_of_owner).unwrap_or_default())}
                {field("product", "Article").value(name(&filter.product)).hint("Its number")}
                {field("site", "Delivered to").value(name(&filter.site)).hint("The place, as on the invoice")}
                {field("least", "Amount from").money(sign.clone()).value(text(&filter.least))}
                {field("most", "Amount to").money(sign).value(text(&filter.most))}
            </div>
        </details>
    }
    .into_markup()
}

/// State, owner, currency and, where columns have no head to press, the order.
pub fn chips_of(filter: &Filter, list: &List) -> Markup {
    let kept = Filter { from: From::Start, ..filter.clone() };
    let one = |wanted: Option<State>| {
        // Another state may have another order of its own.
        let address = to(&Filter { state: wanted, order: None, ..kept.clone() });
        let chip = match wanted.map(|state| (state, state::of_dispute(state))) {
            None => link("All", address),
            Some((State::Open, looks)) => {
                link("Waiting for us", address).icon(looks.tone, looks.icon)
            }
            Some((_, looks)) => link(looks.word, address).icon(looks.tone, looks.icon),
        };
        chip.current(wanted == filter.state)
    };
    let states = disputes::STATES.into_iter().map(Some).chain([None]).map(one);
    let owner = |owner: Option<Owner>, word: &'static str| {
        link(word, to(&Filter { owner, ..kept.clone() })).current(owner == filter.owner)
    };
    let owners = [
        owner(None, "Everybody’s"),
        owner(Some(Owner::Mine), "Mine"),
        owner(Some(Owner::Nobody), "Nobody’s"),
        link("Late", to(&Filter { late: !filter.late, ..kept.clone() })).current(filter.late),
        link("To approve", to(&Filter { to_approve: !filter.to_approve, ..kept.clone() }))
            .current(filter.to_approve),
        link("Delivery late", to(&late_deliveries(&kept))).current(filter.delivery_late),
    ];
    let currencies = (list.currencies.len() > 1).then(|| {
        let one = |currency: Option<domain::Currency>| {
            let label = currency.map_or("All currencies".to_owned(), |c| c.to_string());
            link(label, to(&Filter { currency, ..kept.clone() }))
                .current(currency == filter.currency)
        };
        let every = list.currencies.iter().copied().map(Some);
        chips("Currency", std::iter::once(None).chain(every).map(one))
    });
    let orders = Sort::ALL.map(|sort| {
        let order = Some(Order { sort, descending: sort == Sort::Amount });
        let label = format!("By {}", told_of(sort));
        link(label, to(&Filter { order, ..kept.clone() })).current(filter.order().sort == sort)
    });
    view! {
        {chips("State", states)}
        {chips("Owner", owners)}
        {currencies}
        <div class="narrow-only">{chips("Order", orders)}</div>
    }
    .into_markup()
}

/// What is delivered again is mostly decided: the states are left out with it, and come back without.
fn late_deliveries(filter: &Filter) -> Filter {
    let wanted = !filter.delivery_late;
    let state = if wanted { None } else { Some(State::Open) };
    Filter { delivery_late: wanted, state, order: None, ..filter.clone() }
}

fn told_of(sort: Sort) -> &'static str {
    match sort {
        Sort::Age => "age",
        Sort::Amount => "amount",
        Sort::Clock => "clock",
    }
}

/// A column that sorts: pressed again, the other way round.
pub fn sorted(filter: &Filter, sort: Sort, label: String) -> Column {
    let now = filter.order();
    let is_current = now.sort == sort;
    let descending = if is_current { !now.descending } else { sort == Sort::Amount };
    let (arrow, sorted) = match (is_current, now.descending) {
        (false, _) => ("", None),
        (true, true) => (" ↓", Some("descending")),
        (true, false) => (" ↑", Some("ascending")),
    };
    let way = if descending { "largest or latest first" } else { "smallest or earliest first" };
    let told = format!("{label}: sort by {}, {way}", told_of(sort));
    let order = Some(Order { sort, descending });
    let address: String = to(&Filter { order, from: From::Start, ..filter.clone() }).into();
    column(view! { <a href=address aria-label=told>{label}{arrow}</a> }).sorted(sorted)
}
