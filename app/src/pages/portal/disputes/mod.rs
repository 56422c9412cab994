//! The account's disputes, and the form in which one is opened.

pub mod new;

use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        head::{head, reference},
        icon::Icon,
        links::{chips, link},
        pager::pager,
        panel::panel,
        state::of_dispute,
        table::{cell, column, lead, row, table},
    },
    files,
    page::{self, Tab},
    pages::query::{self, Address},
};
use axum::{
    extract::{Query, State},
    response::Response,
};
use backend::{
    disputes::{self, Summary},
    receivables::paging::Page,
};
use documents::csv::{Cell, Csv};
use domain::{dispute::State as Kind, dispute_clock::Next};
use serde::Deserialize;

/// The query of the page.
#[derive(Deserialize, Default)]
pub struct Asked {
    state: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

impl Asked {
    /// Only those of a state, if it is one.
    fn kind(&self) -> Option<Kind> {
        self.state.as_deref().and_then(Kind::of)
    }
}

fn address(path: &str, kind: Option<Kind>) -> Address {
    Address::new(path).maybe("state", kind.map(Kind::code))
}

/// GET /disputes
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let buyer = visit.buyer()?;
    let kind = asked.kind();
    let from = query::part(asked.after.as_deref(), asked.before.as_deref());
    let list = disputes::list(&app.backend, buyer, kind, &from).await?;
    Ok(page::portal(&visit, Tab::Invoices, "Disputes", || {
        let file = String::from(address("/disputes.csv", kind));
        let file = (!list.rows.is_empty())
            .then(|| view! { <a class="button" href=file download="">"CSV"</a> });
        view! {
            {head("Disputes").crumb("Invoices", "/invoices").here("Disputes")
                .lede("What you said is wrong, and what became of it.").actions(file)}
            {filters(kind)}
            {body(&visit, kind, &list)}
        }
    }))
}

/// Who does what next, and by when; nothing where nothing is left to do.
pub fn next_step(visit: &Visit, dispute: &Summary) -> Option<Markup> {
    if dispute.state == Kind::Asked {
        return Some(view! { "Your turn: we asked you something" }.into_markup());
    }
    let next = dispute.clock.next(dispute.state)?;
    let team = dispute.team.clone();
    let (does, should_have) = match next {
        Next::Respond(_) => (" answers by ", " should have answered by "),
        Next::Resolve(_) => (" decides by ", " should have decided by "),
    };
    let words = if dispute.is_late { should_have } else { does };
    Some(view! { {team} {words} {date::until(next.by(), visit.time_zone())} }.into_markup())
}

/// GET /disputes.csv
pub async fn csv(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let buyer = visit.buyer()?;
    let rows = disputes::export(&app.backend, buyer, asked.kind()).await?;
    let mut csv = Csv::new(&[
        "dispute",
        "state",
        "reason",
        "invoices",
        "opened",
        "ended",
        "currency",
        "disputed",
        "taken_off",
    ]);
    for row in rows {
        csv.row([
            Cell::text(row.number),
            Cell::text(row.state.code()),
            Cell::text(row.reason),
            Cell::text(row.invoices.join(" ")),
            Cell::date(row.opened_on),
            row.ended_on.map_or_else(Cell::empty, Cell::date),
            Cell::text(row.disputed.currency.code()),
            Cell::amount(row.disputed),
            Cell::amount(row.off),
        ]);
    }
    let name = format!("disputes-{}-{}.csv", buyer.account_number, visit.today);
    Ok(files::download(&name, "text/csv; charset=utf-8", csv.finish()))
}

fn filters(current: Option<Kind>) -> Markup {
    let chip = |kind: Option<Kind>| {
        let address = address("/disputes", kind);
        let chip = match kind.map(of_dispute) {
            None => link("All", address),
            Some(looks) => link(looks.word, address).icon(looks.tone, looks.icon),
        };
        chip.current(kind == current)
    };
    chips("State", std::iter::once(None).chain(Kind::ALL.iter().copied().map(Some)).map(chip))
}

fn body(visit: &Visit, kind: Option<Kind>, list: &Page<Summary>) -> Markup {
    if list.rows.is_empty() {
        return nothing(kind);
    }
    let (newer, older) = address("/disputes", kind).pages(list);
    let pages = (newer.is_some() || older.is_some()).then(|| {
        let told = match list.rows.len() {
            1 => "1 dispute, newest first".to_owned(),
            more => format!("{more} disputes, newest first"),
        };
        pager(told, newer, older)
    });
    view! { {panel("all", "All disputes").roomy_table(of(visit, &list.rows))} {pages} }
        .into_markup()
}

fn nothing(kind: Option<Kind>) -> Markup {
    match kind {
        None => blank(Icon::Disputed, "Nothing is disputed")
            .words("If something on an invoice is wrong, open it and press “Something is wrong”.")
            .way_on("Invoices", "/invoices"),
        Some(_) => blank(Icon::Disputed, "None of your disputes stands there")
            .words("You may have some that stand elsewhere.")
            .way_on("All disputes", "/disputes"),
    }
    .view()
}

/// A table of disputes.
pub fn of(visit: &Visit, list: &[Summary]) -> Markup {
    let columns = [
        column("Dispute"),
        column("State"),
        column("About"),
        column("Opened"),
        column("Taken off").num(),
        column("Disputed").num(),
    ];
    table(columns, list.iter().map(|dispute| row_of(visit, dispute)), None)
}

fn row_of(visit: &Visit, dispute: &Summary) -> Markup {
    let address = format!("/disputes/{}", dispute.id);
    let money = |amount: domain::Money| format!("{} {}", amount.currency, amount.bare());
    row([
        lead(view! {
            <a class="id" href=address>{reference(dispute.number.clone())}</a>
            <span class="note">{dispute.reason.clone()}</span>
        }),
        cell(view! {
            {of_dispute(dispute.state).inline()}
            {next_step(visit, dispute).map(|next| view! { <span class="note">{next}</span> })}
        })
        .full(),
        cell(dispute.invoices.join(", ")).full(),
        cell(date::medium(dispute.opened_on)).full().mute(),
        cell(money(dispute.off)).num().label("Taken off"),
        cell(money(dispute.disputed)).num().key().strong(),
    ])
}
