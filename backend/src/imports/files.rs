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
    at: Uploaded,
}

/// A file that has arrived. Dropped before a run keeps it, it leaves nothing behind.
#[derive(Debug)]
pub struct Uploaded {
    file_path: String,
    full_path: Option<PathBuf>,
    bytes: u64,
}

impl Upload {
    /// Begins to take a file from a member of staff who may import.
    pub async fn begin(backend: &Backend, staff: &Staff) -> Result<Self> {
        staff.may(Action::Import)?;
        let file_path = format!("{FOLDER}/{}.csv", Uuid::now_v7());
        let full_path = path(backend, &file_path);
        fs::create_dir_all(backend.data_dir.join(FOLDER)).await.map_err(failed)?;
        let file = fs::File::create_new(&full_path).await.map_err(failed)?;
        let at = Uploaded { file_path, full_path: Some(full_path), bytes: 0 };
        Ok(Self { file, at })
    }

    /// Takes the next piece.
    pub async fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.at.bytes += piece.len() as u64;
        if self.at.bytes > UPLOAD_BYTES {
            let told = "This file is larger than 64 MiB. Split it, or load it with `quittance import` where the program runs.";
            return Err(Refusal::field("file", told).into());
        }
        self.file.write_all(piece).await.map_err(failed)
    }

    /// All of it is there.
    pub async fn finish(mut self) -> Result<Uploaded> {
        if self.at.bytes == 0 {
            return Err(Refusal::field("file", "Choose a file. This one is empty.").into());
        }
        self.file.flush().await.map_err(failed)?;
        Ok(self.at)
    }
}

impl Uploaded {
    /// Where it is, within the data folder.
    pub(super) fn file_path(&self) -> &str {
        &self.file_path
    }

    /// How large it is.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// A run refers to it now.
    pub(super) fn keep(mut self) {
        self.full_path = None;
    }
}

impl Drop for Uploaded {
    fn drop(&mut self) {
        if let Some(path) = &self.full_path {
            // Nobody waits for it, and there is nobody to tell.
            let _ = std::fs::remove_file(path);
        }
    }
}

fn failed(error: std::io::Error) -> Error {
    Error::caused("taking a file", error)
}

/// Forgets the file of a run that needs it no more, and those that nobody has loaded for a month.
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
