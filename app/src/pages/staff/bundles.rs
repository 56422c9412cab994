//! Files with several documents of an account, for the seller's people.

use crate::{
    AppError, AppState, PageResult, Visit,
    pages::bundles::{self, Asked, Here, new, one},
};
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use domain::ids::{AccountId, BundleId};

/// GET /staff/accounts/{id}/bundles
pub async fn list(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<AccountId>,
    Query(asked): Query<Asked>,
) -> PageResult {
    bundles::list(&visit, &app, &Here::of(&visit, id)?, asked).await
}

/// GET /staff/accounts/{id}/bundles/new
pub async fn new(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<AccountId>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> PageResult {
    let here = Here::of(&visit, id)?;
    backend::bundles::check(&app.backend, here.at).await?;
    Ok(new::proposed(&visit, &here, &pairs))
}

/// GET /staff/accounts/{id}/bundles/{bundle}
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path((id, bundle)): Path<(AccountId, BundleId)>,
) -> Result<Response, AppError> {
    one::show(&visit, &app, &Here::of(&visit, id)?, bundle).await
}

/// GET /staff/accounts/{id}/bundles/{bundle}/file
pub async fn file(
    visit: Visit,
    State(app): State<AppState>,
    Path((id, bundle)): Path<(AccountId, BundleId)>,
) -> Result<Response, AppError> {
    one::file(&visit, &app, &Here::of(&visit, id)?, bundle).await
}
