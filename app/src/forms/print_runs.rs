//! Starting a print run, and ending one.

use crate::{
    AppState, FormResult, Visit,
    done::Done,
    forms::{self, Problems, refusal_of},
    pages::staff::print_runs::{self as list, PATH, one},
};
use axum::{
    Form,
    extract::{Path, State},
};
use backend::print_runs;
use serde::Deserialize;
use uuid::Uuid;

/// The form.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
pub struct Fields {
    /// The run's id, made with the page: sent twice, it is one run.
    pub id: Uuid,
}

/// POST /staff/print-runs
pub async fn ask(
    visit: Visit,
    State(app): State<AppState>,
    Form(fields): Form<Fields>,
) -> FormResult {
    match refusal_of(print_runs::ask(&app.backend, visit.staff()?, fields.id).await)? {
        Ok(()) => Ok(forms::go_to(&format!("{PATH}/{}", fields.id))),
        Err(refusal) => {
            let asked = list::Asked::default();
            Ok(list::show(&visit, &app, &asked, &Problems::from(refusal)).await?.refused())
        }
    }
}

/// POST /staff/print-runs/{id}/post
pub async fn post(visit: Visit, State(app): State<AppState>, Path(id): Path<Uuid>) -> FormResult {
    let answer = print_runs::post(&app.backend, visit.staff()?, id).await;
    told(&visit, &app, id, answer, Done::RunPosted).await
}

/// POST /staff/print-runs/{id}/undo
pub async fn undo(visit: Visit, State(app): State<AppState>, Path(id): Path<Uuid>) -> FormResult {
    let answer = print_runs::undo(&app.backend, visit.staff()?, id).await;
    told(&visit, &app, id, answer, Done::RunUndone).await
}

async fn told(
    visit: &Visit,
    app: &AppState,
    id: Uuid,
    answer: backend::Result<()>,
    done: Done,
) -> FormResult {
    match refusal_of(answer)? {
        Ok(()) => Ok(forms::done(&format!("{PATH}/{id}"), done)),
        Err(refusal) => {
            let run = print_runs::one(&app.backend, visit.staff()?, id).await?;
            Ok(one::show(visit, &run, &Problems::from(refusal))?.refused())
        }
    }
}
