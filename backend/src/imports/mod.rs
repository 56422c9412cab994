//! Imports: files from the ERP become accounts, contacts, invoices, credit notes and payments.
//!
//! The way of a row: [`files`] takes the upload, [`runs`] starts a run, the job calls [`run`]. Then
//! `work` reads a batch — `rows` cuts the file into documents by what `sheet` found in its header
//! (`xml` tells e-invoices in the same columns, `xml_files` takes them out of a ZIP),
//! `cells` and `values` read what they mean, each kind's own file says what it needs — and the
//! kind's `load` finds out what is new, what is known and what differs, writes it, and `progress`
//! commits it with how far the run is. What is wrong with a row is a row of [`problems`] and stops
//! nothing else.
//!
//! The rules: everything is matched by the ERP's own numbers, so the same file twice changes
//! nothing. Accounts and contacts become what the file says. Documents never change: one that
//! differs is refused. Money is never refused because of what it is meant for.

pub mod abandoned;
mod accounts;
mod beside;
mod bounded;
mod cells;
mod contacts;
mod credit_notes;
mod document;
pub mod files;
mod invoice_lines;
mod invoices;
mod items;
mod kind;
mod lookups;
pub mod mapping;
pub mod mappings;
mod parents;
mod payment_rows;
mod payments;
pub mod problems;
mod progress;
mod rows;
pub mod runs;
mod sheet;
mod values;
mod work;
mod xml;
mod xml_files;

pub use document::Tally;
pub use kind::{Column, Kind};
pub use mapping::Mapping;
pub use progress::Progress;
pub use runs::Run;

use crate::{
    Backend,
    error::{Error, Result},
};
use chrono::NaiveDate;
use domain::{
    Refusal,
    ids::{EntityId, ImportId},
};
use problems::Problem;
use runs::NewRun;
use sqlx::PgConnection;
use std::path::PathBuf;
use uuid::Uuid;

/// Runs an uploaded file. A run that has ended is left as it is.
pub async fn run(backend: &Backend, run_id: Uuid) -> Result<()> {
    match progress::begin(backend, run_id).await? {
        Some(task) => work::load(backend, &task, &mut |_| {}).await,
        None => Ok(()),
    }
}

/// Marks a run whose job has failed too often.
pub(crate) async fn give_up(tx: &mut PgConnection, run_id: Uuid, note: &str) -> Result<()> {
    let told = format!(
        "It stopped before the end: {note}. What was loaded until then is there, and the same file can be loaded again."
    );
    sqlx::query!(
        "UPDATE import_run SET state = 'failed', note = $2 WHERE id = $1 AND state IN ('waiting', 'running')",
        run_id,
        told,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A file on this machine, to be loaded by whoever runs the program.
#[derive(Clone, Debug)]
pub struct FileToLoad {
    /// For whom.
    pub entity_id: EntityId,
    /// Where it is.
    pub path: PathBuf,
    /// How it is read.
    pub mapping: Mapping,
    /// Under which name that is kept; empty if under none.
    pub mapping_name: String,
    /// Only what was known on that day.
    pub as_of: Option<NaiveDate>,
    /// Whether nothing may change.
    pub dry_run: bool,
}

/// Loads a file here and now, without a job, and says how far it is after every batch; stops in good
/// order when `stopped` is. Returns the run as it ended; its problems are in [`first_problems`].
pub async fn load_file(
    backend: &Backend,
    file: FileToLoad,
    mut told: impl FnMut(&Progress) + Send,
    stopped: impl Future<Output = ()>,
) -> Result<Run> {
    let (entity_id, id) = (file.entity_id, ImportId(Uuid::now_v7()));
    let (new, path, bytes) = described(file, id).await?;
    let mut tx = backend.db.worker().await?;
    let now = backend.clock.now();
    runs::insert(&mut tx, entity_id, "command line", &new, &path, bytes, now).await?;
    tx.commit().await?;
    let task = progress::begin(backend, id.0).await?;
    let task = task.ok_or_else(|| Error::bug("a new run has ended"))?;
    let loaded = tokio::select! {
        loaded = work::load(backend, &task, &mut told) => loaded,
        () = stopped => Err(Error::Unavailable("stopped; the same file can be loaded again")),
    };
    let mut tx = backend.db.worker().await?;
    if let Err(error) = loaded {
        // No job will pick it up again, so it must not look as if one would.
        give_up(&mut tx, id.0, &error.to_string()).await?;
        tx.commit().await?;
        return Err(error);
    }
    let run = runs::find(&mut tx, entity_id, id).await?;
    tx.commit().await?;
    Ok(run)
}

/// A file as a run: with where it is, and how large.
async fn described(file: FileToLoad, id: ImportId) -> Result<(NewRun, String, u64)> {
    file.mapping.check()?;
    let path = std::path::absolute(&file.path).map_err(|e| Error::caused("finding the file", e))?;
    let size = tokio::fs::metadata(&path).await;
    let bytes = size.map_err(|e| Error::caused(format!("opening {}", path.display()), e))?.len();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let path = path
        .to_str()
        .ok_or_else(|| Refusal::field("file", "The path of the file has to be readable text."))?;
    let new = NewRun {
        id,
        file_name: name.unwrap_or_default(),
        mapping: file.mapping,
        mapping_name: file.mapping_name,
        dry_run: file.dry_run,
        as_of: file.as_of,
    };
    Ok((new, path.to_owned(), bytes))
}

/// For the command line: the first problems of a run.
pub async fn first_problems(
    backend: &Backend,
    entity_id: EntityId,
    id: ImportId,
    most: i64,
) -> Result<Vec<Problem>> {
    let mut tx = backend.db.worker().await?;
    let found = runs::kept_problems(&mut tx, entity_id, id, 0, most).await?;
    tx.commit().await?;
    Ok(found.into_iter().map(|(_, problem)| problem).collect())
}
