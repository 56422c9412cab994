//! A document as it was issued.

use crate::{AppError, AppState, Visit, files};
use axum::{
    extract::{Path, State},
    response::Response,
};
use backend::issued_documents;
use uuid::Uuid;

/// GET /documents/{id}
pub async fn one(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    let (issued, bytes) = issued_documents::bytes(&app.backend, visit.buyer()?, id).await?;
    Ok(files::download(&issued.file_name, issued.format.media_type(), bytes))
}
