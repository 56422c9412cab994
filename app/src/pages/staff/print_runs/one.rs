//! One print run: its file, its manifest, and the ways in which it ends.

use super::{PATH, state_of};
use crate::markup::*;
use crate::{
    AppError, AppState, Visit,
    components::{
        date,
        error_summary::error_summary,
        facts::{fact, facts},
        files::size,
        head::head,
        icon::{Icon, icon},
        panel::panel,
    },
    files,
    forms::Problems,
    page::{self, Page, Place},
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use backend::print_runs::{self, Run};
use domain::{access::Action, print_run::State as Stands};
use http::{HeaderValue, header};
use uuid::Uuid;

/// Seconds after which the page of a run that is being set looks again.
const LOOK_AGAIN_SECONDS: &str = "2";

/// GET /staff/print-runs/{id}
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    let run = print_runs::one(&app.backend, visit.staff()?, id).await?;
    let mut response = show(&visit, &run, &Problems::default())?.into_response();
    if run.state == Stands::Waiting {
        let again = HeaderValue::from_static(LOOK_AGAIN_SECONDS);
        response.headers_mut().insert(header::REFRESH, again);
    }
    Ok(response)
}

/// The page, with what was wrong.
pub fn show(visit: &Visit, run: &Run, problems: &Problems) -> Result<Page, AppError> {
    let may = visit.staff()?.can(Action::ChooseDocuments);
    Ok(page::staff(visit, Place::Dispatches, "Print run", || {
        view! {
            {head("Print run")
                .crumb("Deliveries", "/staff/dispatches")
                .crumb("Print runs", PATH)
                .here("Run")
                .pill(state_of(run.state).pill())}
            {error_summary("Not done", problems)}
            {body(run, may)}
            {about(visit, run)}
        }
    }))
}

fn body(run: &Run, may: bool) -> Option<Markup> {
    let at = |what: &str| format!("{PATH}/{}/{what}", run.id);
    let words = match run.state {
        Stands::Waiting => "It is being set. This page looks again by itself; you can leave it.",
        Stands::Ready => {
            "Print it on one side of the paper, so that each envelope begins on a sheet of its own. When it is in the post, say so."
        }
        Stands::Posted => "Its documents count as sent.",
        Stands::Failed => {
            "That is a fault of ours, and it is on our list. Its documents wait for the next run."
        }
        Stands::Undone => "Its documents wait for the next run.",
    };
    let has_file = matches!(run.state, Stands::Ready | Stands::Posted);
    let files = has_file.then(|| {
        view! {
            <div class="button-row">
                <a class="button primary" href=at("file") download="">{icon(Icon::Download)} "PDF" {run.bytes.map(|bytes| format!(", {}", size(bytes)))}</a>
                <a class="button" href=at("manifest.csv") download="">{icon(Icon::Download)} "Manifest"</a>
            </div>
        }
    });
    let post = (may && run.state == Stands::Ready).then(|| {
        view! {
            <form method="post" action=at("post")>
                <button class="button">"It is in the post"</button>
            </form>
        }
    });
    let undo = (may && matches!(run.state, Stands::Ready | Stands::Waiting)).then(|| {
        view! {
            <details class="more">
                <summary>"Undo it"</summary>
                <form class="stack tight" method="post" action=at("undo")>
                    <p>"Do that only if nothing of it is in the post: its documents go into the next run."</p>
                    <div class="button-row"><button class="button danger">"Undo this run"</button></div>
                </form>
            </details>
        }
    });
    Some(panel("run", "What to do").stack(view! { <p>{words}</p> {files} {post} {undo} }).view())
}

fn about(visit: &Visit, run: &Run) -> Markup {
    let zone = visit.time_zone();
    let mut all = vec![
        fact("Documents", run.documents.to_string()),
        fact("Started by", run.asked_by.clone()),
        fact("Started", date::instant(run.asked_at, zone)),
    ];
    all.extend(run.pages.map(|pages| fact("Pages", pages.to_string())));
    all.extend(
        run.sha256.clone().map(|hash| fact("SHA-256", view! { <code class="hash">{hash}</code> })),
    );
    if let (Some(at), Some(by)) = (run.ended_at, run.ended_by.clone()) {
        all.push(fact("Ended by", by));
        all.push(fact("Ended", date::instant(at, zone)));
    }
    panel("about", "About it").body(facts(all)).view()
}

/// GET /staff/print-runs/{id}/file
pub async fn file(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    let bytes = print_runs::file(&app.backend, visit.staff()?, id).await?;
    Ok(files::download(&format!("print-run-{}.pdf", visit.today), "application/pdf", bytes))
}

/// GET /staff/print-runs/{id}/manifest.csv
pub async fn manifest(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    let csv = print_runs::manifest(&app.backend, visit.staff()?, id).await?;
    let name = format!("print-run-{}.csv", visit.today);
    Ok(files::download(&name, "text/csv; charset=utf-8", csv.into_bytes()))
}
