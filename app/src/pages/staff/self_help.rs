//! How customers helped themselves: what they needed by month, how it ended, and the share that needed
//! nobody.

use super::query::{self, Address};
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        figures::{figure, figures},
        head::{head, reference},
        icon::Icon,
        links::{chips, link},
        pager::pager,
        panel::panel,
        state::{State as Told, Tone},
        table::{Cell, cell, column, dense_table, empty, lead, row},
    },
    page::{self, Place},
    pages::staff::parts::grouped,
};
use axum::extract::{Query, State};
use backend::receivables::{
    paging::Page,
    self_help::{self, Counted, Filter, Row},
};
use chrono::NaiveDate;
use domain::self_help::{Kind, Outcome, helped_percent};
use serde::Deserialize;

const PATH: &str = "/staff/self-help";
const CASES: &str = "/staff/self-help/cases";

/// GET /staff/self-help
pub async fn page(visit: Visit, State(app): State<AppState>) -> PageResult {
    let counted = self_help::counts(&app.backend, visit.staff()?).await?;
    Ok(page::staff(&visit, Place::Conversations, "Helped themselves", || {
        let body = match counted.counts.is_empty() {
            true => blank(Icon::Chat, "Nobody needed anything yet")
                .words("What customers look for under “Ask about it” is counted here.")
                .view(),
            false => view! {
                {sums(&counted)}
                {panel("by-month", "What was needed, by month").roomy_table(table_of(&counted))}
            }
            .into_markup(),
        };
        view! {
            {head("Helped themselves")
                .crumb("Conversations", "/staff/conversations")
                .here("Helped themselves")
                .lede("What customers needed of an invoice, and how often nobody of us had to answer.")}
            {body}
        }
    }))
}

/// A share in words: `66%`, or a dash where there was nothing.
fn share(helped: i64, all: i64) -> String {
    helped_percent(helped, all).map_or_else(|| "–".to_owned(), |percent| format!("{percent}%"))
}

fn sums(counted: &Counted) -> Markup {
    let all = counted.of(None, None, None);
    let of = |outcome| counted.of(None, None, Some(outcome));
    let cases = |outcome: Option<Outcome>| {
        String::from(Address::new(CASES).maybe("outcome", outcome.map(Outcome::code)))
    };
    figures([
        figure("Needed nobody", share(of(Outcome::Helped), all))
            .note(format!("{} of {}", grouped(of(Outcome::Helped)), grouped(all)))
            .opens(cases(Some(Outcome::Helped))),
        figure("Asked us", grouped(of(Outcome::Asked))).opens(cases(Some(Outcome::Asked))),
        figure("Disputed", grouped(of(Outcome::Disputed))).opens(cases(Some(Outcome::Disputed))),
        figure("All", grouped(all)).opens(cases(None)),
    ])
}

/// Kinds down, months across; in each cell how many, which opens its rows.
fn table_of(counted: &Counted) -> Markup {
    let mut columns = vec![column("Needed")];
    columns.extend(counted.months.iter().map(|month| column(month_of(*month)).num()));
    columns.push(column("Needed nobody").num());
    let kinds = Kind::ALL.iter().map(|&kind| line(counted, Some(kind)));
    dense_table(columns, kinds, Some(line(counted, None)))
}

fn line(counted: &Counted, kind: Option<Kind>) -> Markup {
    let months = counted.months.iter().map(|&month| {
        let count = counted.of(Some(month), kind, None);
        if count == 0 {
            return empty().num();
        }
        let address = Address::new(CASES)
            .with("month", month.format("%Y-%m"))
            .maybe("kind", kind.map(Kind::code));
        let words = view! { <a href=String::from(address)>{grouped(count)}</a> };
        cell(words).num().label(month_of(month))
    });
    let helped = counted.of(None, kind, Some(Outcome::Helped));
    let share = share(helped, counted.of(None, kind, None));
    let first: Cell = lead(kind.map_or("All", word_of));
    row([first].into_iter().chain(months).chain([cell(share).num().key().strong()]))
}

/// `Nov 2026`.
fn month_of(month: NaiveDate) -> String {
    month.format("%b %Y").to_string()
}

fn word_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Paid => "Paid already",
        Kind::Copy => "A copy",
        Kind::Order => "Order number",
        Kind::Contact => "Address or contact",
        Kind::Wrong => "Something is wrong",
        Kind::Other => "Something else",
    }
}

fn state_of(outcome: Outcome) -> Told {
    match outcome {
        Outcome::Helped => Told::new(Tone::Settled, Icon::Good, "Needed nobody"),
        Outcome::Asked => Told::new(Tone::Soon, Icon::Chat, "Asked us"),
        Outcome::Disputed => Told::new(Tone::Held, Icon::Disputed, "Disputed"),
    }
}

/// The query of the rows.
#[derive(Deserialize, Default)]
pub struct Asked {
    month: Option<String>,
    kind: Option<String>,
    outcome: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

impl Asked {
    fn filter(&self) -> Filter {
        let month = self.month.as_deref().map(|month| format!("{month}-01"));
        Filter {
            month: query::day(month.as_deref()),
            kind: self.kind.as_deref().and_then(Kind::of),
            outcome: self.outcome.as_deref().and_then(Outcome::of),
        }
    }
}

fn address(filter: &Filter) -> Address {
    Address::new(CASES)
        .maybe("month", filter.month.map(|month| month.format("%Y-%m")))
        .maybe("kind", filter.kind.map(Kind::code))
        .maybe("outcome", filter.outcome.map(Outcome::code))
}

/// GET /staff/self-help/cases
pub async fn cases(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let filter = asked.filter();
    let from = query::part(asked.after.as_deref(), asked.before.as_deref());
    let list = self_help::list(&app.backend, visit.staff()?, &filter, &from).await?;
    Ok(page::staff(&visit, Place::Conversations, "Cases", || {
        let lede = match filter.month {
            Some(month) => {
                format!("What customers needed in {}, the latest first.", month_of(month))
            }
            None => "What customers needed, the latest first.".to_owned(),
        };
        view! {
            {head(filter.kind.map_or("Cases", word_of))
                .crumb("Conversations", "/staff/conversations")
                .crumb("Helped themselves", PATH)
                .here("Cases")
                .lede(lede)}
            <div class="stack">
                {chips("Needed", kinds(&filter))}
                {chips("Ended", outcomes(&filter))}
                {rows(&visit, &filter, &list)}
            </div>
        }
    }))
}

fn kinds(filter: &Filter) -> Vec<crate::components::links::Link> {
    let chip = |kind: Option<Kind>| {
        let to = Filter { kind, ..*filter };
        link(kind.map_or("All", word_of), address(&to)).current(kind == filter.kind)
    };
    [None].into_iter().chain(Kind::ALL.iter().copied().map(Some)).map(chip).collect()
}

fn outcomes(filter: &Filter) -> Vec<crate::components::links::Link> {
    let chip = |outcome: Option<Outcome>| {
        let to = Filter { outcome, ..*filter };
        let word = outcome.map_or_else(|| "However it ended".to_owned(), |one| state_of(one).word);
        link(word, address(&to)).current(outcome == filter.outcome)
    };
    [None].into_iter().chain(Outcome::ALL.iter().copied().map(Some)).map(chip).collect()
}

fn rows(visit: &Visit, filter: &Filter, list: &Page<Row>) -> Markup {
    if list.rows.is_empty() {
        return blank(Icon::Chat, "There is none")
            .words("Choose another kind or another month.")
            .way_on("All cases", CASES)
            .view();
    }
    let columns =
        [column("Account"), column("Needed"), column("Ended"), column("By"), column("When").num()];
    let rows = list.rows.iter().map(|one| row_of(visit, one));
    let (newer, older) = address(filter).pages(list);
    let pages = (newer.is_some() || older.is_some())
        .then(|| pager(format!("{} on this page", list.rows.len()), newer, older));
    view! { {panel("list", "Cases").table(dense_table(columns, rows, None))} {pages} }.into_markup()
}

fn row_of(visit: &Visit, one: &Row) -> Markup {
    let account = format!("/staff/accounts/{}", one.account_id);
    let invoice = one.invoice.clone().map(|(id, number)| {
        let address = format!("/staff/invoices/{id}");
        view! { ", " <a href=address>{reference(number)}</a> }
    });
    let more = match (one.conversation, one.outcome, one.kind) {
        (Some(id), ..) => Some(format!("/staff/conversations/{id}")),
        (None, Outcome::Disputed, _) => Some(format!("/staff/disputes/{}", one.id)),
        (None, _, Kind::Contact) => Some(format!("/staff/changes/{}", one.id)),
        (None, ..) => None,
    };
    let ended = state_of(one.outcome).inline();
    let ended = match more {
        Some(address) => view! { <a href=address>{ended}</a> }.into_markup(),
        None => ended,
    };
    row([
        lead(view! { <a href=account>{one.account_name.clone()}</a> }),
        cell(view! { {word_of(one.kind)}{invoice} }).full(),
        cell(ended).full(),
        cell(one.by.clone()).full().mute(),
        cell(date::instant(one.at, visit.time_zone())).num().mute(),
    ])
}
