//! Disputes: those that wait for us, and what became of the others.

use super::{
    desk::of_clock,
    parts::{amount, count, named, one_currency},
    query::{self, Address},
};
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        choice::tick,
        date,
        head::{head, reference},
        icon::{Icon, icon},
        links::{chips, link},
        pager::turns,
        panel::panel,
        select::select,
        state,
        table::{cell, column, dense_table, lead, row},
    },
    page::{self, Place},
};
use axum::extract::{Query, State};
use backend::receivables::{
    desk,
    disputes::{self, Row, Wanted, Whose},
    paging::Page,
};
use domain::{Currency, dispute::State as Kind, dispute_clock::Priority, ids::TeamId};
use serde::Deserialize;

const PATH: &str = "/staff/disputes";

/// The query of the page.
#[derive(Deserialize)]
pub struct Asked {
    state: Option<String>,
    team: Option<String>,
    whose: Option<String>,
    late: Option<String>,
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
    let wanted = asked.wanted();
    let kind = wanted.state;
    let from = query::part(asked.after.as_deref(), asked.before.as_deref());
    let list = disputes::list(&app.backend, staff, &wanted, &from).await?;
    let teams = desk::teams(&app.backend, staff).await?;
    Ok(page::staff(&visit, Place::Disputes, "Disputes", || {
        let lede = match kind {
            Kind::Open => {
                "What customers say is wrong, what is due first on top. We do not ask for it until it is decided."
            }
            Kind::Asked => "The customer was asked something.",
            _ => "What became of disputes, the latest first.",
        };
        let chip = |one: Kind| {
            let is_late = wanted.is_late && one == Kind::Open;
            let address = to(&Wanted { state: one, is_late, ..wanted });
            let looks = state::of_dispute(one);
            let word = if one == Kind::Open { "Waiting for us".to_owned() } else { looks.word };
            link(word, address).icon(looks.tone, looks.icon).current(one == kind)
        };
        view! {
            {head("Disputes").lede(lede)}
            <div class="stack">
                {chips("State", disputes::STATES.map(chip))}
                {filter(&wanted, &teams)}
                {body(&visit, &wanted, &list)}
            </div>
        }
    }))
}

impl Asked {
    fn wanted(&self) -> Wanted {
        let whose = match self.whose.as_deref() {
            Some("mine") => Some(Whose::Mine),
            Some("nobody") => Some(Whose::Nobodys),
            _ => None,
        };
        let state = self.state.as_deref().and_then(Kind::of).unwrap_or(Kind::Open);
        let is_late = self.late.is_some() && state == Kind::Open;
        let team = self.team.as_deref().and_then(|id| id.parse().ok());
        Wanted { state, team, whose, is_late }
    }
}

fn code_of(whose: Whose) -> &'static str {
    match whose {
        Whose::Mine => "mine",
        Whose::Nobodys => "nobody",
    }
}

/// The address of what is wanted.
fn to(wanted: &Wanted) -> Address {
    Address::new(PATH)
        .maybe("state", (wanted.state != Kind::Open).then(|| wanted.state.code()))
        .maybe("team", wanted.team)
        .maybe("whose", wanted.whose.map(code_of))
        .maybe("late", wanted.is_late.then_some("1"))
}

/// In whose hands, and whether only what is late.
fn filter(wanted: &Wanted, teams: &[(TeamId, String)]) -> Markup {
    let all = [(String::new(), "All teams".to_owned())];
    let teams = teams.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let whose = [("", "All people"), ("mine", "Mine"), ("nobody", "Nobody's yet")];
    let state = wanted.state.code();
    let late = (wanted.state == Kind::Open)
        .then(|| tick("late", "1", "Only what is late").checked(wanted.is_late).view());
    view! {
        <form class="row no-print" role="search" aria-label="Disputes" action=PATH>
            <input type="hidden" name="state" value=state />
            {select("team", "Team", all.into_iter().chain(teams)).value(wanted.team.map(|id| id.to_string()).unwrap_or_default())}
            {select("whose", "In the hands of", whose).value(wanted.whose.map(code_of).unwrap_or_default())}
            {late}
            <button class="button">{icon(Icon::Filter)} "Apply"</button>
        </form>
    }
    .into_markup()
}

fn body(visit: &Visit, wanted: &Wanted, list: &Page<Row>) -> Markup {
    if list.rows.is_empty() {
        let title = match wanted.state {
            _ if *wanted != Wanted::all(wanted.state) => "No dispute is like that",
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
        column("Clock"),
        column("Looks after it"),
        column(named("Disputed", one)).num(),
    ];
    let rows = list.rows.iter().map(|dispute| row_of(visit, dispute, one));
    let (before, after) = to(wanted).pages(list);
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
    let urgent = (dispute.priority == Priority::High)
        .then(|| view! { <span class="note">"High priority"</span> });
    let owner = dispute.owner.clone().unwrap_or_else(|| "nobody yet".to_owned());
    row([
        lead(view! { <a class="id" href=address>{reference(dispute.number.clone())}</a> }),
        cell(view! { <a href=account>{dispute.account_name.clone()}</a> }).full(),
        cell(dispute.reason.clone()).full(),
        cell(view! { <span class="in-fold">"Opened "</span> {date::short(dispute.opened_on, visit.today)} }).full(),
        cell(view! { {of_clock(dispute.standing, visit.time_zone()).map(state::State::inline)} {urgent} }).full(),
        cell(view! { {dispute.team.clone()} <span class="note">{owner}</span> }).full(),
        amount(dispute.disputed, one).key().strong(),
    ])
}
