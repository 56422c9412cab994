//! The receivables of the entity at a glance. Every figure opens its rows.

mod ageing;
mod figures;
mod lists;

use super::{parts::grouped, query};
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        head::head,
        icon::Icon,
        links::{chips, link},
        notice::{Tone, notice},
    },
    page::{self, Place},
};
use axum::extract::{Query, State};
use backend::{
    dispatches,
    receivables::overview::{self, Overview},
};
use serde::Deserialize;

/// The query of the page.
#[derive(Deserialize)]
pub struct Asked {
    currency: Option<String>,
}

/// GET /staff
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let staff = visit.staff()?;
    let currency = query::currency(asked.currency.as_deref());
    let seen = overview::overview(&app.backend, staff, currency).await?;
    let refused = dispatches::count_waiting(&app.backend, staff).await?;
    let now = app.backend.clock.now();
    Ok(page::staff(&visit, Place::Overview, "Overview", || {
        let entity = format!("{}, {}, as of ", seen.entity_name, seen.currency);
        let lede = view! {
            {entity} {date::instant(now, visit.time_zone())} ". Every figure opens its rows."
        };
        view! {
            {head("Receivables").lede(lede)}
            {waiting(refused)}
            {currencies(&seen)}
            {body(&visit, &seen)}
        }
    }))
}

fn body(visit: &Visit, seen: &Overview) -> Markup {
    if seen.items() == 0 && seen.latest_payments.is_empty() {
        return blank(Icon::Chart, "Nothing has been billed yet")
            .words("Invoices, customers and payments come in as files from your ERP.")
            .way_on("Load a file", "/staff/imports/new")
            .view();
    }
    view! {
        {figures::figures(visit, seen)}
        {figures::formulas(seen)}
        <div class="halves">
            {ageing::ageing(visit, seen)}
            {lists::most_overdue(visit, seen)}
        </div>
        {lists::latest_payments(visit, seen)}
    }
    .into_markup()
}

/// Documents that no way has taken wait for somebody.
fn waiting(refused: i64) -> Option<Markup> {
    let words = match refused {
        0 => return None,
        1 => "One document was refused and went no other way.".to_owned(),
        many => format!("{many} documents were refused and went no other way."),
    };
    let look = view! { <a class="button small act" href="/staff/dispatches?show=waiting">"Look after them"</a> };
    Some(notice(Tone::Danger, Icon::CameBack).words(words).act(look).view())
}

/// A choice only where there is one.
fn currencies(seen: &Overview) -> Option<Markup> {
    (seen.currencies.len() > 1).then(|| {
        chips(
            "Currency",
            seen.currencies.iter().map(|currency| {
                let address = query::Address::new("/staff").with("currency", currency);
                link(currency.code(), address).current(*currency == seen.currency)
            }),
        )
    })
}

/// `1 open item`, `2,214 open items`.
fn items(count: i64) -> String {
    format!("{} open {}", grouped(count), if count == 1 { "item" } else { "items" })
}
