//! Files with several documents of the account.

use crate::{
    AppError, AppState, PageResult, Visit,
    pages::bundles::{self, Asked, Here, new, one},
};
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use domain::ids::BundleId;

/// GET /bundles
pub async fn list(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    bundles::list(&visit, &app, &Here::own(&visit)?, asked).await
}

/// GET /bundles/new
pub async fn new(visit: Visit, Query(pairs): Query<Vec<(String, String)>>) -> PageResult {
    Ok(new::proposed(&visit, &Here::own(&visit)?, &pairs))
}

/// GET /bundles/{id}
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<BundleId>,
) -> Result<Response, AppError> {
    one::show(&visit, &app, &Here::own(&visit)?, id).await
}

/// GET /bundles/{id}/file
pub async fn file(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<BundleId>,
) -> Result<Response, AppError> {
    one::file(&visit, &app, &Here::own(&visit)?, id).await
}
