//! Trying a mail again that was given up.

use super::done;
use crate::{AppState, FormResult, Visit, done::Done};
use axum::extract::{Path, State};
use backend::receivables::inbound;
use uuid::Uuid;

/// POST /staff/inbound/{id}
pub async fn retry(visit: Visit, State(app): State<AppState>, Path(id): Path<Uuid>) -> FormResult {
    inbound::retry(&app.backend, visit.staff()?, id).await?;
    Ok(done(&format!("/staff/inbound/{id}"), Done::TriedAgain))
}
