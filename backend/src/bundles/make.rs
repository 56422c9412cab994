//! Making a bundle: into a file of this machine, and from there into the store. A job that is tried again
//! begins anew; what half a file was left is overwritten.

use super::{
    Side, bound,
    load::{self, Task},
    zipped,
};
use crate::{
    Actor, Backend,
    error::{Error, Result},
    events::{self, NewEvent},
};
use chrono::Duration;
use domain::{
    bundle::{KEPT_DAYS, Shape},
    ids::BundleId,
};
use sqlx::PgConnection;
use std::path::{Path, PathBuf};

/// How many documents are loaded and made ahead of the one that is put in.
pub(super) const AHEAD: usize = 4;
/// After how many documents it is noted how far it is.
const NOTED_EVERY: usize = 20;

/// Makes it. One that was stopped or has ended is left as it is.
pub(crate) async fn make(backend: &Backend, id: BundleId) -> Result<()> {
    let Some(task) = load::begin(backend, id).await? else { return Ok(()) };
    let path = scratch(backend, &task).await?;
    let made = match task.shape {
        Shape::Zip => zipped::write(backend, &task, &path).await,
        Shape::Bound => bound::write(backend, &task, &path).await,
    };
    let kept = match made {
        Ok(Some(refused)) => keep(backend, &task, &path, refused).await,
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    let removed = tokio::fs::remove_file(&path).await;
    kept?;
    match removed {
        // One that was stopped before it was set has no file.
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::caused("removing what a bundle was written to", error))
        }
        _ => Ok(()),
    }
}

/// Where it is written to at first.
async fn scratch(backend: &Backend, task: &Task) -> Result<PathBuf> {
    let folder = backend.data_dir.join("bundles");
    let made = tokio::fs::create_dir_all(&folder).await;
    made.map_err(|e| Error::caused("making the folder of bundles", e))?;
    Ok(folder.join(format!("{}.{}", task.id, task.shape.ending())))
}

/// Whether it is to be noted how far it is.
pub(super) fn is_time(done: usize, task: &Task) -> bool {
    done.is_multiple_of(NOTED_EVERY) || done == task.entries.len()
}

/// Notes how far it is, and whether to go on.
pub(super) async fn note(
    backend: &Backend,
    id: BundleId,
    done: usize,
    refused: usize,
) -> Result<bool> {
    let number = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let noted = sqlx::query!(
        "UPDATE bundle SET done = $2, refused = $3 WHERE id = $1 AND state = 'making'",
        id.0,
        number(done),
        number(refused),
    )
    .execute(backend.db.worker_pool())
    .await?;
    Ok(noted.rows_affected() == 1)
}

/// Keeps it in the store, and then says that it is there.
async fn keep(backend: &Backend, task: &Task, path: &Path, refused: usize) -> Result<()> {
    let (bytes, sha256) = backend.files.put_file(task.id.0, path).await?;
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    let kept = sqlx::query!(
        "UPDATE bundle SET state = 'ready', bytes = $2, sha256 = $3, ready_at = $4, gone_at = $5
         WHERE id = $1 AND state = 'making'",
        task.id.0,
        i64::try_from(bytes).unwrap_or(i64::MAX),
        sha256,
        now,
        now + Duration::days(KEPT_DAYS),
    )
    .execute(&mut *tx)
    .await?;
    if kept.rows_affected() == 0 {
        // Stopped at the last moment; the store's sweep takes what is there.
        return Ok(());
    }
    let event = NewEvent {
        entity_id: Some(task.reader.entity_id),
        account_id: Some(task.reader.account_id),
        name: "bundle.made",
        subject: ("bundle", task.id.0),
        text: format!("A file with {} documents can be had", task.entries.len()),
        data: serde_json::json!({ "bytes": bytes, "sha256": sha256, "refused": refused }),
        for_buyer: task.side == Side::Buyer,
    };
    events::record(&mut tx, &Actor::System("bundles"), now, event).await?;
    tx.commit().await
}

/// Marks a bundle that cannot be made.
pub(crate) async fn give_up(tx: &mut PgConnection, id: BundleId) -> Result<()> {
    sqlx::query!(
        "UPDATE bundle SET state = 'failed' WHERE id = $1 AND state IN ('waiting', 'making')",
        id.0,
    )
    .execute(tx)
    .await?;
    Ok(())
}
