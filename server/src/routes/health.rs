//! Whether the process lives, and whether requests should come to it.

use axum::{Router, extract::State, routing::get};
use backend::db::Db;
use http::StatusCode;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// What readiness depends on. Cheap to clone.
#[derive(Clone)]
pub struct Health {
    db: Db,
    is_leaving: Arc<AtomicBool>,
}

impl Health {
    /// Ready as long as the database is.
    pub fn new(db: Db) -> Self {
        Self { db, is_leaving: Arc::default() }
    }

    /// From now on requests should go elsewhere.
    pub fn leave(&self) {
        self.is_leaving.store(true, Ordering::SeqCst);
    }
}

/// `/livez` asks nobody: a database that is down is no reason to restart us. `/readyz` asks the
/// database, and whether it has every migration.
pub fn router(health: Health) -> Router {
    Router::new()
        .route("/livez", get(async || "alive\n"))
        .route("/readyz", get(ready))
        .with_state(health)
}

async fn ready(State(health): State<Health>) -> (StatusCode, &'static str) {
    if health.is_leaving.load(Ordering::SeqCst) {
        return (StatusCode::SERVICE_UNAVAILABLE, "leaving\n");
    }
    match health.db.is_ready().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(error = crate::log::chain(&error), "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database is not ready\n")
        }
    }
}
