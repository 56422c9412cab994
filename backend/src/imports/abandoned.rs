//! Runs whose process was killed. One that staff started is a job, whose lease runs out, and starts
//! over by itself; one from the command line has nobody to go on with it.

use super::give_up;
use crate::{
    Actor, Backend,
    error::Result,
    events::{self, NewEvent},
};

/// After how many minutes without a sign of life a run is given up. A batch takes seconds.
const SILENT_MINUTES: i32 = 15;

/// Ends the runs that nobody goes on with, and tells how many there were.
pub async fn end(backend: &Backend) -> Result<usize> {
    let mut tx = backend.db.worker().await?;
    let runs = sqlx::query!(
        "SELECT id, entity_id, file_name FROM import_run r
          WHERE state = 'running' AND alive_at < clock_timestamp() - make_interval(mins => $1)
            AND NOT EXISTS (SELECT FROM job
                            WHERE kind = 'import' AND state = 'ready' AND payload->>'run_id' = r.id::text)
            FOR UPDATE SKIP LOCKED",
        SILENT_MINUTES
    )
    .fetch_all(&mut *tx)
    .await?;
    for run in &runs {
        give_up(&mut tx, run.id, "its process is gone").await?;
        let event = NewEvent {
            entity_id: Some(run.entity_id.into()),
            account_id: None,
            name: "import.failed",
            subject: ("import", run.id),
            text: format!("Import of {} failed: its process is gone", run.file_name),
            data: serde_json::json!({}),
            for_buyer: false,
        };
        events::record(&mut tx, &Actor::System("import"), backend.clock.now(), event).await?;
    }
    tx.commit().await?;
    Ok(runs.len())
}
