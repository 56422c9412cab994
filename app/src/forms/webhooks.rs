//! Trying a webhook again that was given up.

use super::done;
use crate::{AppState, FormResult, Visit, done::Done};
use axum::extract::{Path, State};
use backend::receivables::webhooks;
use uuid::Uuid;

/// POST /staff/webhooks/{id}
pub async fn retry(visit: Visit, State(app): State<AppState>, Path(id): Path<Uuid>) -> FormResult {
    webhooks::retry(&app.backend, visit.staff()?, id).await?;
    Ok(done(&format!("/staff/webhooks/{id}"), Done::TriedAgain))
}
