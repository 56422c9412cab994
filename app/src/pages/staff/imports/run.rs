//! One run: how far it is, what became of the rows, and every problem with its row.

use super::mark;
use crate::markup::*;
use crate::{
    AppError, AppState, Visit,
    components::{
        date,
        error_summary::error_summary,
        facts::{fact, facts},
        figures::{Figure, figure, figures},
        head::head,
        icon::{Icon, icon},
        notice::{Tone, notice},
        panel::panel,
        table::{Cell, cell, column, dense_table, lead, row},
    },
    forms::Problems,
    page::{self, Page, Place},
};
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use backend::imports::{
    Run,
    problems::Problem,
    runs::{self, State as Standing},
};
use domain::ids::ImportId;
use http::{HeaderValue, header};
use serde::Deserialize;
use uuid::Uuid;

/// How many problems a page shows.
const SHOWN: usize = 100;
/// Seconds after which the page of a run under way looks again. A header does it with and without
/// scripts alike.
const LOOK_AGAIN_SECONDS: &str = "3";

/// The query of the page.
#[derive(Deserialize, Default)]
pub struct Asked {
    after: Option<String>,
}

impl Asked {
    fn after(&self) -> i64 {
        self.after.as_deref().and_then(|after| after.parse().ok()).unwrap_or(0)
    }
}

/// GET /staff/imports/{id}
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<ImportId>,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let (page, is_live) = show(&visit, &app, id, &asked, &Problems::default()).await?;
    let mut response = page.into_response();
    if is_live {
        let again = HeaderValue::from_static(LOOK_AGAIN_SECONDS);
        response.headers_mut().insert(header::REFRESH, again);
    }
    Ok(response)
}

/// GET /staff/imports/{id}/problems.csv
pub async fn csv(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<ImportId>,
) -> Result<Response, AppError> {
    let bytes = runs::problems_csv(&app.backend, visit.staff()?, id).await?;
    let name = format!("problems-{id}.csv");
    Ok(crate::files::download(&name, "text/csv; charset=utf-8", bytes))
}

/// The page, and whether more is to come.
pub(crate) async fn show(
    visit: &Visit,
    app: &AppState,
    id: ImportId,
    asked: &Asked,
    refused: &Problems,
) -> Result<(Page, bool), AppError> {
    let staff = visit.staff()?;
    let run = runs::get(&app.backend, staff, id).await?;
    let most = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
    let mut problems = runs::problems(&app.backend, staff, id, asked.after(), most).await?;
    let more = problems.len() > SHOWN;
    problems.truncate(SHOWN);
    let is_live = run.state.is_live();
    let page = page::staff(visit, Place::Imports, run.file_name.clone(), || {
        view! {
            {head(run.file_name.clone())
                .crumb("Imports", "/staff/imports")
                .here(run.file_name.clone())
                .pill(mark(&run).pill())}
            {error_summary("Not loaded", refused)}
            {told(&run)}
            {is_live.then(|| under_way(&run))}
            {counts(&run)}
            {(run.state == Standing::Done && run.dry_run).then(|| next_step(&run))}
            {listed(&run, &problems, more, asked.after() > 0)}
            {about(visit, &run)}
        }
    });
    Ok((page, is_live))
}

/// What there is to say of the file as a whole.
fn told(run: &Run) -> Option<Markup> {
    let words = (!run.note.is_empty()).then(|| run.note.clone())?;
    Some(match run.state {
        Standing::Failed => notice(Tone::Danger, Icon::Warn)
            .title("The file could not be read to its end")
            .words(words)
            .act(
                view! { <a class="button small act" href="/staff/imports/new">"Load it again"</a> },
            )
            .view(),
        _ => notice(Tone::Idle, Icon::Info).words(words).view(),
    })
}

fn under_way(run: &Run) -> Markup {
    let progress = &run.progress;
    let told = match run.state {
        Standing::Waiting => "It begins within a few seconds.".to_owned(),
        _ => format!(
            "{} rows, {} of {} KiB read. This page looks again by itself.",
            progress.rows,
            progress.bytes / 1024,
            run.file_bytes / 1024
        ),
    };
    panel("progress", "Under way")
        .stack(view! {
            <progress class="meter" max=run.file_bytes.max(1) value=progress.bytes aria-labelledby="progress"></progress>
            <p class="s ink-2">{told}</p>
        })
        .view()
}

fn counts(run: &Run) -> Markup {
    let tally = &run.progress.tally;
    let would =
        |done: &'static str, wouldbe: &'static str| if run.dry_run { wouldbe } else { done };
    let toned = |figure: Figure, n: u64, tone: Tone| if n > 0 { figure.tone(tone) } else { figure };
    figures([
        figure(would("Created", "Would be created"), tally.created.to_string()),
        figure(would("Updated", "Would be updated"), tally.updated.to_string()),
        figure("Unchanged", tally.unchanged.to_string()).note("known, and the same"),
        figure("Left out", tally.left_out.to_string()).note("not known yet on that day"),
        toned(
            figure("Refused", tally.refused.to_string()).note("listed below"),
            tally.refused,
            Tone::Danger,
        ),
    ])
}

/// After a dry run: do it, if there is anything to do.
fn next_step(run: &Run) -> Markup {
    let tally = &run.progress.tally;
    if tally.created + tally.updated == 0 {
        return panel("next", "Nothing to load")
            .body(view! { <p class="s ink-2">"Everything in this file that can be loaded is here already."</p> })
            .view();
    }
    if !run.has_file {
        return panel("next", "Loaded already")
            .body(view! { <p class="s ink-2">"The file was loaded since, or is not kept any more. To load it again, upload it again."</p> })
            .view();
    }
    let stays = match tally.refused {
        0 => String::new(),
        1 => " One document stays out.".to_owned(),
        many => format!(" {many} documents stay out."),
    };
    let words = format!(
        "This creates {} and updates {}.{stays} Documents that are issued cannot be taken back by a file.",
        tally.created, tally.updated
    );
    panel("next", "Load it")
        .stack(view! {
            <p class="s">{words}</p>
            <form method="post" class="row">
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <button class="button primary">"Load it"</button>
            </form>
        })
        .view()
}

/// Where a problem is: the row of a table, or the file in a ZIP.
fn place(problem: &Problem) -> Cell {
    if problem.file.is_empty() {
        let row = problem.row_no.to_string();
        return lead(view! { <span class="in-fold">"Row "</span>{row} }).num();
    }
    lead(problem.file.clone())
}

fn listed(run: &Run, problems: &[(i64, Problem)], more: bool, is_later: bool) -> Option<Markup> {
    if problems.is_empty() {
        let words = "Every row could be read, and none was refused.";
        return (run.state == Standing::Done && run.progress.problems == 0).then(|| {
            panel("problems", "No problems").body(view! { <p class="s ink-2">{words}</p> }).view()
        });
    }
    let in_files = problems.iter().any(|(_, problem)| !problem.file.is_empty());
    let columns = [
        if in_files { column("File") } else { column("Row").num() },
        column("Column"),
        column("What stands there"),
        column("What to do"),
        column("Row is"),
    ];
    let rows = problems.iter().map(|(_, problem)| {
        let taken = if problem.refuses { "kept out" } else { "taken in" };
        row([
            place(problem),
            cell(problem.column.clone()).label("Column").mute(),
            cell(problem.value.clone()).label("Says").class("ref"),
            cell(problem.message.clone()).full(),
            cell(taken).key().mute().nowrap(),
        ])
    });
    let address = format!("/staff/imports/{}/problems.csv", run.id);
    let files = view! {
        <a class="button small" href=address download="">{icon(Icon::Download)} "CSV"</a>
    };
    let first = is_later.then(|| {
        let address = format!("/staff/imports/{}", run.id);
        view! { <a class="button small" href=address>"From the beginning"</a> }
    });
    let next = problems.last().filter(|_| more).map(|(seq, _)| {
        let address = format!("/staff/imports/{}?after={seq}#problems", run.id);
        view! { <a class="button small" href=address rel="next">"The next ones" {icon(Icon::Right)}</a> }
    });
    let title = match run.progress.problems {
        1 => "1 problem".to_owned(),
        many => format!("{many} problems"),
    };
    let has_pages = first.is_some() || next.is_some();
    let panel = panel("problems", title).aside(files).roomy_table(dense_table(columns, rows, None));
    Some(match has_pages {
        true => panel.footer(view! { <span class="row">{first}{next}</span> }).view(),
        false => panel.view(),
    })
}

fn about(visit: &Visit, run: &Run) -> Markup {
    let zone = visit.time_zone();
    let mapping = match run.mapping_name.as_str() {
        "" => "Headers are our own names".to_owned(),
        name => name.to_owned(),
    };
    let mut told = vec![
        fact("Holds", run.kind.label()),
        fact("Mapping", mapping),
        fact("Rows read", run.progress.rows.to_string()),
        fact(
            "Started",
            view! { {date::instant(run.started_at, zone)} " by " {run.started_by.clone()} },
        ),
    ];
    told.extend(run.as_of.map(|day| fact("As of", date::long(day))));
    told.extend(run.finished_at.map(|at| fact("Ended", date::instant(at, zone))));
    panel("about", "About this file").body(facts(told)).view()
}
