//! The statement of account: what happened, or what is open on a day. Its page, its CSV and its PDF
//! are made from the same statement.

mod asked;
mod files;
mod tables;

pub use files::{csv, pdf};

use crate::markup::*;
use crate::{
    AppState, FormResult, Visit,
    components::{
        error_summary::error_summary,
        field::field,
        head::head,
        icon::{Icon, icon},
        links::{chips, link, tabs},
        pager,
    },
    page::{self, Tab},
    pages::portal::sent,
};
use asked::{Asked, Kind, Period, Query as Typed};
use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use backend::{
    dispatches,
    statements::{self, Told},
};
use domain::{Currency, calendar};

/// The most lines of a page; the files have them all.
const SHOWN_LINES: i64 = 200;

/// GET /statement
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(typed): Query<Typed>,
) -> FormResult {
    let buyer = visit.buyer()?;
    let asked = Asked::of(typed, visit.today);
    let lines = asked.for_backend(SHOWN_LINES, asked.after.clone());
    let told = statements::make(&app.backend, buyer, &lines).await?;
    let letters = dispatches::letters(&app.backend, buyer).await?;
    let page = page::portal(&visit, Tab::Statement, "Statement", || {
        view! {
            {head("Statement").lede(lede(&asked)).actions(files_of(&asked))}
            {tabs("Kind of statement", Kind::ALL.map(|kind| {
                link(kind.label(), asked.with_kind(kind)).current(asked.kind == kind)
            }))}
            {error_summary("Shown for another period", &asked.problems)}
            {choices(&visit, &asked, &told)}
            {tables::tables(buyer, &told.statement)}
            {pages(&asked, &told)}
            {sent::letters(&visit, &letters)}
        }
    });
    if asked.problems.is_empty() {
        return Ok(page.into_response());
    }
    Ok(page.refused())
}

fn lede(asked: &Asked) -> String {
    let to = calendar::long(asked.to);
    match asked.kind {
        Kind::Forward => {
            format!("Everything that happened from {} to {to}.", calendar::long(asked.from))
        }
        Kind::Open => format!("Everything that was open at the end of {to}."),
    }
}

fn files_of(asked: &Asked) -> Markup {
    let (csv, pdf) = (asked.address("/statement.csv"), asked.address("/statement.pdf"));
    view! {
        <a class="button" href=pdf download="">{icon(Icon::Download)} "PDF"</a>
        <a class="button" href=csv download="">"CSV"</a>
    }
    .into_markup()
}

fn choices(visit: &Visit, asked: &Asked, told: &Told) -> Markup {
    let presets = Period::of_kind(asked.kind).map(|period| {
        let (from, to) = period.days(visit.today);
        let is_shown = asked.to == to && (asked.kind == Kind::Open || asked.from == from);
        link(period.label(asked.kind), asked.with_days(from, to)).current(is_shown)
    });
    let currency = |&currency: &Currency| {
        let is_shown = currency == told.statement.currency;
        link(currency.code(), asked.with_currency(currency)).current(is_shown)
    };
    let currencies = (told.currencies.len() > 1)
        .then(|| chips("Currency", told.currencies.iter().map(currency)));
    view! {
        <div class="stack tight no-print">
            {chips("Period", presets)}
            {currencies}
            {dates(visit, asked)}
        </div>
    }
    .into_markup()
}

/// Other days, typed.
fn dates(visit: &Visit, asked: &Asked) -> Markup {
    let typed = |text: &Option<String>, day: chrono::NaiveDate| {
        text.clone().filter(|text| !text.is_empty()).unwrap_or_else(|| day.to_string())
    };
    let from = (asked.kind == Kind::Forward).then(|| {
        field("from", "From")
            .date(None, Some(visit.today))
            .value(typed(&asked.typed_from, asked.from))
            .error(asked.problems.of("from"))
            .view()
    });
    let to = field("to", "To the end of")
        .date(None, Some(visit.today))
        .value(typed(&asked.typed_to, asked.to))
        .error(asked.problems.of("to"));
    let currency = asked.currency.map(|currency| {
        view! { <input type="hidden" name="currency" value=currency.code().to_owned() /> }
    });
    let is_open = !asked.problems.is_empty();
    view! {
        <details class="more" open=is_open>
            <summary>"Other days"</summary>
            <form class="row" method="get" action="/statement">
                <input type="hidden" name="kind" value=asked.kind.code() />
                {currency}
                {from}
                {to}
                <button class="button">"Show"</button>
            </form>
        </details>
    }
    .into_markup()
}

/// The way to the lines that follow, and back to the first.
fn pages(asked: &Asked, told: &Told) -> Option<Markup> {
    if asked.after.is_none() && told.next.is_none() {
        return None;
    }
    let words =
        "The balance counts every line, also those of other pages. The CSV and the PDF have all.";
    let first = asked.after.is_some().then(|| ("From the beginning", asked.address("/statement")));
    let next = told.next.as_ref().map(|line| ("Next", asked.behind(line)));
    Some(pager::turns(words, first, next))
}
