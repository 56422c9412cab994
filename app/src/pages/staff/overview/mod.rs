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
    },
    page::{self, Place},
};
use axum::extract::{Query, State};
use backend::receivables::overview::{self, Overview};
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
    let now = app.backend.clock.now();
    Ok(page::staff(&visit, Place::Overview, "Overview", || {
        let entity = format!("{}, {}, as of ", seen.entity_name, seen.currency);
        let lede = view! {
            {entity} {date::instant(now, visit.time_zone())} ". Every figure opens its rows."
        };
        view! {
            {head("Receivables").lede(lede)}
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
