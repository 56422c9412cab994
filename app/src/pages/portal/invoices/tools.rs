//! Above the list: searching, and filters as links.

use super::asked::{SHOWS, SORTS, address, sort_code, usual_order};
use crate::components::{
    icon::{Icon, icon},
    links::{chips, link},
    state::Tone,
};
use crate::markup::*;
use backend::invoices::list::{Direction, Filter, Page, Place, Show, Wanted};

/// The search. On small screens, where the heads of the columns are folded away, it has the order.
pub fn search(wanted: &Wanted) -> Markup {
    let filter = &wanted.filter;
    let show = SHOWS.iter().find(|(show, _)| *show == filter.show).map(|(_, code)| *code);
    let show = show.filter(|_| filter.show != Show::Open);
    let show = show.map(|code| view! { <input type="hidden" name="show" value=code /> });
    let currency = filter.currency.map(|currency| {
        view! { <input type="hidden" name="currency" value=currency.code().to_owned() /> }
    });
    let words = Some(filter.words.clone()).filter(|words| !words.is_empty());
    view! {
        <form class="row no-print" role="search" action="/invoices">
            {show}
            {currency}
            <div class="search grow">
                <label class="vh" for="find">"Search number, order, amount or text"</label>
                {icon(Icon::Search)}
                <input
                    id="find"
                    name="q"
                    type="search"
                    value=words
                    maxlength="100"
                    placeholder="Number, order, amount or text"
                />
            </div>
            {order(wanted)}
            <button class="button">"Search"</button>
        </form>
    }
    .into_markup()
}

fn order(wanted: &Wanted) -> Markup {
    let ways = [Direction::Up, Direction::Down];
    let options: Vec<_> = SORTS
        .into_iter()
        .flat_map(|(sort, _, words)| {
            ways.into_iter().zip(words).map(move |(direction, words)| (sort, direction, words))
        })
        .map(|(sort, direction, words)| {
            let selected = (sort, direction) == (wanted.sort, wanted.direction);
            view! { <option value=sort_code(sort, direction) selected=selected>{words}</option> }
        })
        .collect();
    view! {
        <div class="field narrow-only">
            <label class="vh" for="order">"Order"</label>
            <select id="order" name="sort">{options}</select>
        </div>
    }
    .into_markup()
}

/// The tabs, and the currencies if there are several.
pub fn filters(wanted: &Wanted, listed: &Page) -> Markup {
    let to = |filter: Filter| {
        let (sort, direction) = usual_order(filter.show);
        address(&Wanted { filter, sort, direction, place: Place::Start })
    };
    let tabs = SHOWS.map(|(show, _)| {
        let current = wanted.filter.show == show;
        let address = to(Filter { show, ..wanted.filter.clone() });
        let tab = match show {
            Show::Open => link("Open", address).count(listed.open_count),
            Show::Overdue => link("Overdue", address).icon(Tone::Danger, Icon::Overdue),
            Show::Paid => link("Paid", address).icon(Tone::Settled, Icon::Paid),
            Show::All => link("All", address),
        };
        tab.current(current)
    });
    let currencies = (listed.balances.len() > 1 || wanted.filter.currency.is_some()).then(|| {
        let of = |currency| to(Filter { currency, ..wanted.filter.clone() });
        let each = listed.balances.iter().map(|balance| {
            let currency = balance.open.currency;
            let current = wanted.filter.currency == Some(currency);
            link(currency.code(), of(Some(currency))).current(current)
        });
        let all = link("All currencies", of(None)).current(wanted.filter.currency.is_none());
        chips("Filter by currency", std::iter::once(all).chain(each))
    });
    view! { {chips("Filter by state", tabs)} {currencies} }.into_markup()
}
