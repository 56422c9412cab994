//! What is disputed, why, and what becomes of it, over a period. What counts disputes opens its rows.

mod asked;
mod files;
mod months;
pub mod questions;
mod tables;
mod took;

pub use files::csv;

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        head::head,
        icon::{Icon, icon},
        links::{chips, link},
    },
    page::{self, Place},
};
use asked::{Asked, Typed};
use axum::extract::{Query, State};
use backend::receivables::analysis::{self, Analysis, Table};
use domain::calendar;

const PATH: &str = "/staff/disputes/analysis";

/// GET /staff/disputes/analysis
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(typed): Query<Typed>,
) -> PageResult {
    let staff = visit.staff()?;
    let asked = Asked::of(&typed, visit.today);
    let seen = analysis::analysis(&app.backend, staff, &asked.for_backend()).await?;
    Ok(page::staff(&visit, Place::Disputes, "Disputes: analysis", || {
        let (since, until) = (calendar::long(asked.since), calendar::long(asked.until));
        let lede = format!(
            "Disputes opened from {since} to {until}, in {}. Underlined numbers open their rows.",
            seen.currency
        );
        view! {
            {head("Analysis").crumb("Disputes", "/staff/disputes").here("Analysis").lede(lede)}
            <div class="stack tight no-print">{days(&asked)} {choices(&visit, &asked, &seen)}</div>
            {body(&asked, &seen)}
        }
    }))
}

/// Days that one types.
fn days(asked: &Asked) -> Markup {
    let currency = asked.currency.map(|currency| {
        view! { <input type="hidden" name="currency" value=currency.code().to_owned() /> }
    });
    view! {
        <form class="row" action=PATH>
            {currency}
            <div class="field inline">
                <label for="since">"Opened from"</label>
                <input id="since" name="since" type="date" value=asked.since.to_string() />
            </div>
            <div class="field inline">
                <label for="until">"Opened until"</label>
                <input id="until" name="until" type="date" value=asked.until.to_string() />
            </div>
            <button class="button">{icon(Icon::Calendar)} "Show"</button>
        </form>
    }
    .into_markup()
}

fn choices(visit: &Visit, asked: &Asked, seen: &Analysis) -> Markup {
    let presets = Asked::presets(visit.today).map(|(label, since)| {
        let other = Asked { since, until: visit.today, ..*asked };
        link(label, other.address(PATH)).current(other == *asked)
    });
    let currency = |currency: &domain::Currency| {
        let other = Asked { currency: Some(*currency), ..*asked };
        link(currency.code(), other.address(PATH)).current(*currency == seen.currency)
    };
    let currencies = (seen.currencies.len() > 1)
        .then(|| chips("Currency", seen.currencies.iter().map(currency)));
    view! { {chips("Period", presets)} {currencies} }.into_markup()
}

fn body(asked: &Asked, seen: &Analysis) -> Markup {
    let file = |code: &str| {
        String::from(asked.address("/staff/disputes/analysis.csv").with("table", code))
    };
    let is_quiet = seen.months.iter().all(|month| month.disputes + month.questions == 0);
    if seen.all.count == 0 && is_quiet {
        return blank(Icon::Good, "Nothing was disputed in these days")
            .words(
                "Nor did a customer ask anything. Choose a longer period, or look at what waits.",
            )
            .way_on("Disputes", "/staff/disputes")
            .view();
    }
    let months = months::months(seen, file("month"));
    if seen.all.count == 0 {
        let words = format!("Nothing in {} was disputed in these days.", seen.currency);
        return view! { <p class="s ink-2">{words}</p> {months} }.into_markup();
    }
    let tables: Vec<_> = Table::ALL
        .into_iter()
        .map(|table| tables::table_of(seen, table, file(table.code())))
        .collect();
    view! {
        {took::figures(seen)}
        {took::formulas(seen)}
        {tables}
        {months}
    }
    .into_markup()
}
