//! A file of a message or a paper.

use crate::{AppError, AppState, Visit, files};
use axum::{
    extract::{Path, State},
    response::Response,
};
use domain::ids::FileId;

/// GET /files/{id}
pub async fn one(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<FileId>,
) -> Result<Response, AppError> {
    Ok(files::sent(backend::files::get(&app.backend, visit.buyer()?, id).await?))
}
