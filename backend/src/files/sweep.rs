//! Sweeping: files whose form was never sent again, and what the store has without a row, because
//! something ended between the two.

use crate::{Backend, error::Result};
use chrono::Duration;
use futures_util::StreamExt;
use std::collections::HashSet;
use uuid::Uuid;

/// How long a file waits for its form, and how long one may be in the store without a row.
const KEPT_HOURS: i64 = 24;
/// How many are looked up at once.
const BATCH: usize = 1_000;

/// Removes what nobody came back for. Says how many there were.
pub async fn sweep(backend: &Backend) -> Result<usize> {
    Ok(forget_waiting(backend).await? + remove_rowless(backend).await?)
}

/// The rows first: what is then left in the store is found there by itself.
async fn forget_waiting(backend: &Backend) -> Result<usize> {
    let ids = sqlx::query_scalar!(
        "DELETE FROM file WHERE waits AND put_at < $1 RETURNING id",
        backend.clock.now() - Duration::hours(KEPT_HOURS),
    )
    .fetch_all(backend.db.worker_pool())
    .await?;
    for id in &ids {
        backend.files.remove(*id).await?;
    }
    Ok(ids.len())
}

/// The store says by a real clock since when it has something, so it is asked of one: that of the
/// database, as with leases. A form that is being sent has its row within minutes.
async fn remove_rowless(backend: &Backend) -> Result<usize> {
    let before = sqlx::query_scalar!(
        r#"SELECT clock_timestamp() - make_interval(hours => $1) AS "before!""#,
        i32::try_from(KEPT_HOURS).unwrap_or(24),
    )
    .fetch_one(backend.db.worker_pool())
    .await?;
    let mut removed = 0;
    let mut batches = backend.files.list().await?.ready_chunks(BATCH);
    while let Some(batch) = batches.next().await {
        let mut old = HashSet::new();
        for stored in batch {
            let stored = stored?;
            if stored.since < before {
                old.insert(stored.id);
            }
        }
        removed += remove(backend, old).await?;
    }
    Ok(removed)
}

async fn remove(backend: &Backend, mut old: HashSet<Uuid>) -> Result<usize> {
    if old.is_empty() {
        return Ok(0);
    }
    let ids: Vec<Uuid> = old.iter().copied().collect();
    let with_rows = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM file WHERE id = ANY ($1)
           UNION ALL
           SELECT id FROM bundle WHERE id = ANY ($1) AND state IN ('waiting', 'making', 'ready')
           UNION ALL
           SELECT id FROM issued_document WHERE id = ANY ($1)
           UNION ALL
           SELECT id FROM print_run WHERE id = ANY ($1) AND state IN ('waiting', 'ready', 'posted')
           UNION ALL
           SELECT id FROM original WHERE id = ANY ($1)"#,
        &ids,
    )
    .fetch_all(backend.db.worker_pool())
    .await?;
    for id in with_rows {
        old.remove(&id);
    }
    for id in &old {
        backend.files.remove(*id).await?;
    }
    Ok(old.len())
}
