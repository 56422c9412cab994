//! The files of runs: uploads are kept in the data folder until they are loaded, or for a month.

use super::progress::Task;
use crate::{
    Backend,
    actor::Staff,
    error::{Error, Result},
};
use chrono::Duration;
use domain::{Refusal, access::Action};
use std::path::{Path, PathBuf};
use tokio::{fs, io::AsyncWriteExt};
use uuid::Uuid;

/// The largest file that can be uploaded. Larger ones go by the command line.
pub const UPLOAD_BYTES: u64 = 64 * 1024 * 1024;

/// Where uploads are, within the data folder. Files of the command line are where they were, and
/// are never touched.
const FOLDER: &str = "imports";
/// How long an upload waits for being loaded.
const KEPT_DAYS: i64 = 30;

/// The path of a run's file.
pub(super) fn path(backend: &Backend, file_path: &str) -> PathBuf {
    backend.data_dir.join(file_path)
}

/// A file that is arriving. Dropped before it is complete, it leaves nothing behind.
#[derive(Debug)]
pub struct Upload {
    file: fs::File,
    name: String,
    full_path: Option<PathBuf>,
    bytes: u64,
}

/// A file that has arrived.
#[derive(Debug)]
pub struct Uploaded {
    pub(super) file_path: String,
    pub(super) bytes: u64,
}

impl Upload {
    /// Begins to take a file from a member of staff who may import.
    pub async fn begin(backend: &Backend, staff: &Staff) -> Result<Self> {
        staff.may(Action::Import)?;
        let name = format!("{FOLDER}/{}.csv", Uuid::now_v7());
        let full_path = backend.data_dir.join(&name);
        let failed = |e| Error::caused("taking a file", e);
        fs::create_dir_all(backend.data_dir.join(FOLDER))
            .await
            .map_err(failed)?;
        let file = fs::File::create_new(&full_path).await.map_err(failed)?;
        Ok(Self {
            file,
            name,
            full_path: Some(full_path),
            bytes: 0,
        })
    }

    /// Takes the next piece.
    pub async fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.bytes += piece.len() as u64;
        if self.bytes > UPLOAD_BYTES {
            let told = "This file is larger than 64 MiB. Split it, or load it with `quittance import` where the program runs.";
            return Err(Refusal::field("file", told).into());
        }
        let written = self.file.write_all(piece).await;
        written.map_err(|e| Error::caused("taking a file", e))
    }

    /// All of it is there.
    pub async fn finish(mut self) -> Result<Uploaded> {
        if self.bytes == 0 {
            return Err(Refusal::field("file", "Choose a file. This one is empty.").into());
        }
        let written = self.file.flush().await;
        written.map_err(|e| Error::caused("taking a file", e))?;
        self.full_path = None;
        Ok(Uploaded {
            file_path: std::mem::take(&mut self.name),
            bytes: self.bytes,
        })
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Some(path) = &self.full_path {
            // Nobody waits for it, and there is nobody to tell.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Removes an upload that no run refers to.
pub(super) async fn remove(backend: &Backend, uploaded: &Uploaded) {
    remove_at(&path(backend, &uploaded.file_path)).await;
}

/// Forgets the file of a run that is loaded, and those that nobody has loaded for a month.
pub(super) async fn forget(backend: &Backend, task: &Task) -> Result<()> {
    let long_ago = backend.clock.now() - Duration::days(KEPT_DAYS);
    let forgotten = sqlx::query_scalar!(
        "WITH old AS (
             SELECT id, file_path FROM import_run
             WHERE entity_id = $1 AND file_path LIKE 'imports/%'
               AND (file_path = $2 OR (started_at < $3 AND state IN ('done', 'failed'))))
         UPDATE import_run r SET file_path = '' FROM old WHERE r.id = old.id RETURNING old.file_path",
        task.entity_id.0,
        task.file_path,
        long_ago,
    )
    .fetch_all(backend.db.worker_pool())
    .await?;
    for file_path in forgotten {
        remove_at(&path(backend, &file_path)).await;
    }
    Ok(())
}

async fn remove_at(path: &Path) {
    match fs::remove_file(path).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(?path, %error, "a loaded file could not be removed");
        }
        _ => {}
    }
}
