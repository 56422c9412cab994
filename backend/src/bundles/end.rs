//! Bundles whose days are over.

use crate::{Backend, error::Result};

/// Removes what is past its days from the store. Says how many there were.
pub async fn end(backend: &Backend) -> Result<usize> {
    let ids = sqlx::query_scalar!(
        "UPDATE bundle SET state = 'gone' WHERE state = 'ready' AND gone_at <= $1 RETURNING id",
        backend.clock.now(),
    )
    .fetch_all(backend.db.worker_pool())
    .await?;
    for id in &ids {
        backend.files.remove(*id).await?;
    }
    Ok(ids.len())
}
