//! Disputes: those that wait for us, and what became of the others.

use super::{
    parts::{amount, count, named, one_currency},
    query::{self, Address},
};
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        head::{head, reference},
        icon::Icon,
        links::{chips, link},
        pager::turns,
        panel::panel,
        state,
        table::{cell, column, dense_table, lead, row},
    },
    page::{self, Place},
};
use axum::extract::{Query, State};
use backend::receivables::{
    disputes::{self, Row},
    paging::Page,
};
use domain::{Currency, dispute::State as Kind};
use serde::Deserialize;

const PATH: &str = "/staff/disputes";

/// The query of the page.
#[derive(Deserialize)]
pub struct Asked {
    state: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

/// GET /staff/disputes
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let staff = visit.staff()?;
    let kind = asked.state.as_deref().and_then(Kind::of).unwrap_or(Kind::Open);
    let from = query::part(asked.after.as_deref(), asked.before.as_deref());
    let list = disputes::list(&app.backend, staff, kind, &from).await?;
    Ok(page::staff(&visit, Place::Disputes, "Disputes", || {
        let lede = match kind {
            Kind::Open => {
                "What customers say is wrong, the oldest first. We do not ask for it until it is decided."
            }
            Kind::Asked => "The customer was asked something.",
            _ => "What became of disputes, the latest first.",
        };
        let chip = |one: Kind| {
            let address =
                Address::new(PATH).maybe("state", (one != Kind::Open).then(|| one.code()));
            let looks = state::of_dispute(one);
            let word = if one == Kind::Open { "Waiting for us".to_owned() } else { looks.word };
            link(word, address).icon(looks.tone, looks.icon).current(one == kind)
        };
        view! {
            {head("Disputes").lede(lede)}
            <div class="stack">
                {chips("State", disputes::STATES.map(chip))}
                {body(&visit, kind, &list)}
            </div>
        }
    }))
}

fn body(visit: &Visit, kind: Kind, list: &Page<Row>) -> Markup {
    if list.rows.is_empty() {
        let title = match kind {
            Kind::Open => "No dispute waits for us",
            _ => "There is none",
        };
        return blank(Icon::Disputed, title)
            .words("Customers open one on the page of an invoice, in their portal.")
            .way_on("Open invoices", "/staff/invoices")
            .view();
    }
    let one = one_currency(list.rows.iter().map(|row| row.disputed));
    let columns = [
        column("Dispute"),
        column("Account"),
        column("Reason"),
        column("Opened"),
        column("Owner"),
        column(named("Disputed", one)).num(),
    ];
    let rows = list.rows.iter().map(|dispute| row_of(visit, dispute, one));
    let here = Address::new(PATH).maybe("state", (kind != Kind::Open).then(|| kind.code()));
    let (before, after) = here.pages(list);
    let pages = (before.is_some() || after.is_some()).then(|| {
        let shown = i64::try_from(list.rows.len()).unwrap_or(0);
        turns(
            format!("{} on this page", count(shown, "dispute", "disputes")),
            before.map(|address| ("Back", address)),
            after.map(|address| ("More", address)),
        )
    });
    view! { {panel("list", "Disputes").roomy_table(dense_table(columns, rows, None))} {pages} }
        .into_markup()
}

fn row_of(visit: &Visit, dispute: &Row, one: Option<Currency>) -> Markup {
    let address = format!("{PATH}/{}", dispute.id);
    let account = format!("/staff/accounts/{}", dispute.account_id);
    row([
        lead(view! { <a class="id" href=address>{reference(dispute.number.clone())}</a> }),
        cell(view! { <a href=account>{dispute.account_name.clone()}</a> }).full(),
        cell(dispute.reason.clone()).full(),
        cell(view! { <span class="in-fold">"Opened "</span> {date::short(dispute.opened_on, visit.today)} }).full(),
        match &dispute.owner {
            Some(owner) => cell(owner.clone()).full(),
            None => cell("Nobody yet").full().mute(),
        },
        amount(dispute.disputed, one).key().strong(),
    ])
}
