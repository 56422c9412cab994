//! How documents reach the account.

use crate::{
    AppError, AppState, Visit,
    forms::Problems,
    pages::preferences::{self, Here, asked::Fields, preview},
};
use axum::{
    extract::{Path, Query, State},
    response::Response,
};

/// GET /settings/formats
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(fields): Query<Fields>,
) -> Result<Response, AppError> {
    preferences::show(&visit, &app, &Here::own(&visit)?, &fields, &Problems::default()).await
}

/// GET /settings/formats/preview/{kind}
pub async fn frame(
    visit: Visit,
    State(app): State<AppState>,
    Path(kind): Path<String>,
    Query(fields): Query<Fields>,
) -> Result<Response, AppError> {
    let fields = fields.of_kind(kind);
    preview::show(&visit, &app, &Here::own(&visit)?, &fields).await
}
