//! Print runs: what waits to be printed, the runs there were, and one of them.

pub mod one;

use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        error_summary::error_summary,
        head::head,
        icon::Icon,
        pager::pager,
        panel::panel,
        state::{State as Told, Tone},
        table::{cell, column, lead, row, table},
    },
    forms::Problems,
    page::{self, Page, Place},
    pages::query::{self, Address},
};
use axum::extract::{Query, State};
use backend::print_runs::{self, Run, Waiting};
use domain::{
    access::Action,
    print_run::{MOST, State as Stands},
};
use serde::Deserialize;
use uuid::Uuid;

/// The path of the list.
pub const PATH: &str = "/staff/print-runs";

/// The query.
#[derive(Deserialize, Default)]
pub struct Asked {
    after: Option<String>,
    before: Option<String>,
}

/// GET /staff/print-runs
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    show(&visit, &app, &asked, &Problems::default()).await
}

/// The list, with what was wrong.
pub async fn show(
    visit: &Visit,
    app: &AppState,
    asked: &Asked,
    problems: &Problems,
) -> Result<Page, AppError> {
    let staff = visit.staff()?;
    let from = query::part(asked.after.as_deref(), asked.before.as_deref());
    let found = print_runs::list(&app.backend, staff, &from).await?;
    let waiting = print_runs::waiting(&app.backend, staff).await?;
    let (newer, older) = Address::new(PATH).pages(&found);
    let may = staff.can(Action::ChooseDocuments);
    Ok(page::staff(visit, Place::Dispatches, "Print runs", || {
        let count = found.rows.len();
        let body = if count == 0 {
            blank(Icon::Letter, "No print run yet")
                .words("Documents that go by post are set as one file, with a page before each envelope.")
                .way_on("Deliveries", "/staff/dispatches")
                .view()
        } else {
            let rows = found.rows.iter().map(|run| row_of(visit, run));
            let columns = [
                column("Run"),
                column("State"),
                column("Documents").num(),
                column("Pages").num(),
                column("Started by"),
            ];
            panel("runs", "Newest first").table(table(columns, rows, None)).view()
        };
        view! {
            {head("Print runs")
                .crumb("Deliveries", "/staff/dispatches")
                .here("Print runs")
                .lede("What goes by post, set as one file with a page before each envelope and a manifest.")}
            {error_summary("Not started", problems)}
            {start(waiting, may)}
            {body}
            {(newer.is_some() || older.is_some())
                .then(|| pager(format!("{count} runs"), newer, older))}
        }
    }))
}

fn start(waiting: Waiting, may: bool) -> Markup {
    let words = match (waiting.documents, waiting.accounts) {
        (0, _) => "Nothing waits to be printed.".to_owned(),
        (1, _) => "One document waits to be printed.".to_owned(),
        (many, 1) => format!("{many} documents of one account wait to be printed."),
        (many, accounts) => format!("{many} documents of {accounts} accounts wait to be printed."),
    };
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let part = (waiting.documents > most).then(|| format!(" A run takes the oldest {MOST}."));
    let form = (may && waiting.documents > 0).then(|| {
        view! {
            <form method="post" action=PATH>
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <button class="button primary">"Start a print run"</button>
            </form>
        }
    });
    panel("waiting", "Waits").stack(view! { <p>{words} {part}</p> {form} }).view()
}

/// How one stands.
pub fn state_of(state: Stands) -> Told {
    match state {
        Stands::Waiting => Told::new(Tone::Moving, Icon::Waiting, "Is being set"),
        Stands::Ready => Told::new(Tone::Soon, Icon::Letter, "To print and post"),
        Stands::Posted => Told::new(Tone::Settled, Icon::Good, "Posted"),
        Stands::Failed => Told::new(Tone::Danger, Icon::Warn, "Could not be set"),
        Stands::Undone => Told::new(Tone::Idle, Icon::Void, "Undone"),
    }
}

fn row_of(visit: &Visit, run: &Run) -> Markup {
    let zone = visit.time_zone();
    row([
        lead(
            view! { <a href=format!("{PATH}/{}", run.id)>{date::instant(run.asked_at, zone)}</a> },
        ),
        cell(state_of(run.state).inline()).key(),
        cell(run.documents.to_string()).label("Documents").num(),
        cell(run.pages.map(|pages| pages.to_string())).label("Pages").num(),
        cell(run.asked_by.clone()).full().mute(),
    ])
}
