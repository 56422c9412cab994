//! A document as it came in.

use crate::{AppError, AppState, Visit, files};
use axum::{
    extract::{Path, State},
    response::Response,
};
use backend::originals::{self, By};
use domain::ids::OriginalId;

/// GET /staff/originals/{id}
pub async fn file(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<OriginalId>,
) -> Result<Response, AppError> {
    let (original, bytes) = originals::open(&app.backend, By::Staff(visit.staff()?), id).await?;
    let name = original.name.rsplit('/').next().unwrap_or_default();
    Ok(files::download(name, "application/xml", bytes))
}
