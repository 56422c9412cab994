//! Files that were loaded: the list of runs, a run with its problems, a new one, and the mappings.

pub mod mappings;
pub mod new;
pub mod run;

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        head::head,
        icon::{Icon, icon},
        pager::pager,
        panel::panel,
        state::{State as Mark, Tone},
        table::{cell, column, dense_table, lead, row},
    },
    page::{self, Place},
};
use axum::extract::{Query, State};
use backend::imports::{
    Run,
    runs::{self, State as Standing},
};
use domain::ids::ImportId;
use serde::Deserialize;

/// How many runs a page shows.
const SHOWN: usize = 50;

/// The query of the list.
#[derive(Deserialize, Default)]
pub struct Asked {
    before: Option<String>,
}

/// GET /staff/imports
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let staff = visit.staff()?;
    let before = asked.before.and_then(|id| id.parse::<ImportId>().ok());
    // One more than is shown tells whether there are older ones.
    let most = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
    let mut runs = runs::list(&app.backend, staff, before, most).await?;
    let more = runs.len() > SHOWN;
    runs.truncate(SHOWN);
    Ok(page::staff(&visit, Place::Imports, "Imports", || {
        let actions = view! {
            <a class="button" href="/staff/imports/mappings">"Mappings"</a>
            <a class="button primary" href="/staff/imports/new">{icon(Icon::Plus)} "Load a file"</a>
        };
        let body = if runs.is_empty() {
            nothing(before.is_some())
        } else {
            list(&visit, &runs, more, before.is_some())
        };
        view! {
            {head("Imports").lede("Files from the ERP, and what became of their rows.").actions(actions)}
            {body}
        }
    }))
}

fn nothing(is_later_page: bool) -> Markup {
    if is_later_page {
        return blank(Icon::Inbox, "No older files")
            .way_on("The newest ones", "/staff/imports")
            .view();
    }
    blank(Icon::Inbox, "No file has been loaded yet")
        .words("Accounts, contacts, invoices, credit notes and payments can be loaded as CSV files. A dry run shows what would happen before anything does.")
        .way_on("Load a file", "/staff/imports/new")
        .view()
}

fn list(visit: &Visit, runs: &[Run], more: bool, is_later_page: bool) -> Markup {
    let columns = [
        column("File"),
        column("State"),
        column("Created").num(),
        column("Updated").num().opt(),
        column("Unchanged").num().opt(),
        column("Left out").num().opt(),
        column("Refused").num(),
        column("Started"),
    ];
    let rows = runs.iter().map(|run| {
        let address = format!("/staff/imports/{}", run.id);
        let tally = &run.progress.tally;
        let count = |n: u64, label: &'static str| {
            let cell = cell(n.to_string()).num().label(label);
            if n == 0 { cell.class("zero") } else { cell }
        };
        let started = view! { {date::instant(run.started_at, visit.time_zone())} " by " {run.started_by.clone()} };
        row([
            lead(view! { <a class="id" href=address>{run.file_name.clone()}</a><span class="note">{run.kind.label()}</span> }),
            cell(mark(run).inline()).key(),
            count(tally.created, "Created"),
            count(tally.updated, "Updated").opt(),
            count(tally.unchanged, "Unchanged").opt(),
            count(tally.left_out, "Left out").opt(),
            count(tally.refused, "Refused"),
            cell(started).full().mute(),
        ])
    });
    let older =
        runs.last().filter(|_| more).map(|last| format!("/staff/imports?before={}", last.id));
    let newer = is_later_page.then(|| "/staff/imports".to_owned());
    let told = match runs.len() {
        1 => "1 file".to_owned(),
        many => format!("{many} files"),
    };
    let pages = (older.is_some() || newer.is_some()).then(|| pager(told, newer, older));
    let panel = panel("runs", "Files").roomy_table(dense_table(columns, rows, None));
    match pages {
        Some(pages) => panel.footer(pages).view(),
        None => panel.view(),
    }
}

/// Where a run stands, in a word.
pub(super) fn mark(run: &Run) -> Mark {
    match (run.state, run.dry_run) {
        (Standing::Waiting, _) => Mark::new(Tone::Idle, Icon::Waiting, "Waiting"),
        (Standing::Running, true) => Mark::new(Tone::Moving, Icon::OnItsWay, "Dry run under way"),
        (Standing::Running, false) => Mark::new(Tone::Moving, Icon::OnItsWay, "Being loaded"),
        (Standing::Done, true) => Mark::new(Tone::Held, Icon::Eye, "Dry run, nothing changed"),
        (Standing::Done, false) => Mark::new(Tone::Settled, Icon::Paid, "Loaded"),
        (Standing::Failed, _) => Mark::new(Tone::Danger, Icon::CameBack, "Failed"),
    }
}
