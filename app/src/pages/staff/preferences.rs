//! How documents reach an account, for the seller's people.

use crate::{
    AppError, AppState, Visit,
    forms::Problems,
    pages::preferences::{self, Here, asked::Fields, preview},
};
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use domain::ids::AccountId;

/// GET /staff/accounts/{id}/formats
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<AccountId>,
    Query(fields): Query<Fields>,
) -> Result<Response, AppError> {
    preferences::show(&visit, &app, &Here::of(&visit, id)?, &fields, &Problems::default()).await
}

/// GET /staff/accounts/{id}/formats/preview/{kind}
pub async fn frame(
    visit: Visit,
    State(app): State<AppState>,
    Path((id, kind)): Path<(AccountId, String)>,
    Query(fields): Query<Fields>,
) -> Result<Response, AppError> {
    let fields = fields.of_kind(kind);
    preview::show(&visit, &app, &Here::of(&visit, id)?, &fields).await
}
