//! Promises to pay: those that run, and what became of the others.

use super::{
    parts::{count, one_currency, promised},
    query::{self, Address},
};
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        head::head,
        icon::Icon,
        links::{chips, link},
        pager::turns,
        panel::panel,
        state,
        table::dense_table,
    },
    page::{self, Place},
};
use axum::extract::{Query, State};
use backend::receivables::{
    paging::Page,
    promises::{self, Row},
};
use domain::promise::State as Kind;
use serde::Deserialize;

const PATH: &str = "/staff/promises";

/// The query of the page.
#[derive(Deserialize)]
pub struct Asked {
    state: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

/// GET /staff/promises
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let staff = visit.staff()?;
    let kind = asked.state.as_deref().and_then(Kind::of).unwrap_or(Kind::Open);
    let from = query::part(asked.after.as_deref(), asked.before.as_deref());
    let list = promises::list(&app.backend, staff, kind, &from).await?;
    Ok(page::staff(&visit, Place::Promises, "Promises", || {
        let lede = match kind {
            Kind::Open => {
                "What customers will pay by a day. Until it has passed we do not ask for it; \
                           those that end first stand on top."
            }
            _ => "What became of promises, the latest first.",
        };
        let chip = |one: Kind| {
            let address =
                Address::new(PATH).maybe("state", (one != Kind::Open).then(|| one.code()));
            let looks = state::of_promise(one);
            link(looks.word, address).icon(looks.tone, looks.icon).current(one == kind)
        };
        view! {
            {head("Promises").lede(lede)}
            <div class="stack">
                {chips("State", promises::STATES.map(chip))}
                {body(&visit, kind, &list)}
            </div>
        }
    }))
}

fn body(visit: &Visit, kind: Kind, list: &Page<Row>) -> Markup {
    if list.rows.is_empty() {
        let word = state::of_promise(kind).word.to_lowercase();
        return blank(Icon::Promised, format!("No promise is {word}"))
            .words("Customers promise on the page of an invoice, in their portal.")
            .way_on("Open invoices", "/staff/invoices")
            .view();
    }
    let one = one_currency(list.rows.iter().map(|row| row.amount));
    let rows = list.rows.iter().map(|row| promised::row_of(visit, row, true, one));
    let table = dense_table(promised::columns(true, one), rows, None);
    let here = Address::new(PATH).maybe("state", (kind != Kind::Open).then(|| kind.code()));
    let (before, after) = here.pages(list);
    let pages = (before.is_some() || after.is_some()).then(|| {
        let shown = i64::try_from(list.rows.len()).unwrap_or(0);
        turns(
            format!("{} on this page", count(shown, "promise", "promises")),
            before.map(|address| ("Back", address)),
            after.map(|address| ("More", address)),
        )
    });
    view! { {panel("list", "Promises").roomy_table(table)} {pages} }.into_markup()
}
