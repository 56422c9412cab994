//! How far a run is: begun, noted with every batch, and ended.

use super::{document::Defaults, document::Tally, files, mapping::Mapping, problems::MOST_KEPT};
use crate::{
    Actor, Backend,
    error::{Error, Result},
    events::{self, NewEvent},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{ids::EntityId, seller::Identity};
use sqlx::PgConnection;
use uuid::Uuid;

/// A run that has begun: what is to be loaded, for whom.
#[derive(Clone, Debug)]
pub(super) struct Task {
    pub run_id: Uuid,
    pub entity_id: EntityId,
    pub defaults: Defaults,
    /// Who the entity is, so that nobody else's invoices are taken for its own.
    pub seller: Identity,
    pub time_zone: String,
    pub mapping: Mapping,
    pub file_name: String,
    pub file_path: String,
    pub file_bytes: u64,
    pub dry_run: bool,
    pub as_of: Option<NaiveDate>,
}

/// How far a run is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// Rows read, without the header.
    pub rows: u64,
    /// Bytes read.
    pub bytes: u64,
    /// What became of the documents.
    pub tally: Tally,
    /// Problems found, kept or not.
    pub problems: u64,
}

/// Begins a run, or begins it again after a crash; nothing if it has ended.
pub(super) async fn begin(backend: &Backend, run_id: Uuid) -> Result<Option<Task>> {
    let mut tx = backend.db.worker().await?;
    let row = sqlx::query!(
        "SELECT r.entity_id, r.mapping, r.file_name, r.file_path, r.file_bytes, r.dry_run, r.as_of, r.state,
                e.currency, e.country, e.time_zone, e.name, e.vat_id, e.registration
         FROM import_run r JOIN entity e ON e.id = r.entity_id WHERE r.id = $1 FOR UPDATE OF r",
        run_id,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    if !matches!(row.state.as_str(), "waiting" | "running") {
        return Ok(None);
    }
    let mapping =
        serde_json::from_value(row.mapping).map_err(|e| Error::caused("reading a mapping", e))?;
    let note = match row.state.as_str() {
        "running" => {
            "This run was interrupted and started over. What it had loaded before counts as unchanged."
        }
        _ => "",
    };
    sqlx::query!("DELETE FROM import_problem WHERE run_id = $1", run_id).execute(&mut *tx).await?;
    sqlx::query!(
        "UPDATE import_run SET state = 'running', alive_at = clock_timestamp(), note = $2, rows_done = 0, bytes_done = 0, created = 0, updated = 0,
                unchanged = 0, left_out = 0, refused = 0, problems = 0
         WHERE id = $1",
        run_id,
        note,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(Some(Task {
        run_id,
        entity_id: row.entity_id.into(),
        defaults: Defaults { currency: row.currency.parse()?, country: row.country },
        seller: Identity { name: row.name, vat_id: row.vat_id, registration: row.registration },
        time_zone: row.time_zone,
        mapping,
        file_name: row.file_name,
        file_path: row.file_path,
        file_bytes: u64::try_from(row.file_bytes).unwrap_or(0),
        dry_run: row.dry_run,
        as_of: row.as_of,
    }))
}

/// Makes imports of an entity wait for each other, batch by batch, so that two of the same file find
/// each other's rows instead of colliding.
pub(super) async fn lock(tx: &mut PgConnection, task: &Task) -> Result<()> {
    sqlx::query_scalar!("SELECT id FROM entity WHERE id = $1 FOR NO KEY UPDATE", task.entity_id.0)
        .fetch_one(tx)
        .await?;
    Ok(())
}

/// Notes how far it is, in the transaction of what was loaded.
pub(super) async fn note(tx: &mut PgConnection, task: &Task, progress: &Progress) -> Result<()> {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let tally = &progress.tally;
    let updated = sqlx::query!(
        "UPDATE import_run SET rows_done = $2, bytes_done = $3, created = $4, updated = $5, unchanged = $6, left_out = $7,
                refused = $8, problems = $9, alive_at = clock_timestamp()
         WHERE id = $1 AND state = 'running'",
        task.run_id,
        number(progress.rows),
        number(progress.bytes),
        number(tally.created),
        number(tally.updated),
        number(tally.unchanged),
        number(tally.left_out),
        number(tally.refused),
        number(progress.problems),
    )
    .execute(tx)
    .await?;
    if updated.rows_affected() != 1 {
        return Err(Error::Conflict);
    }
    Ok(())
}

/// Ends a run that has read its file to the end.
pub(super) async fn finish(backend: &Backend, task: &Task, progress: &Progress) -> Result<()> {
    let note = match progress.problems {
        0 if progress.rows == 0 => "The file has a header and no rows.".to_owned(),
        many if many > MOST_KEPT => {
            format!("There were {many} problems; the first {MOST_KEPT} are listed.")
        }
        _ => String::new(),
    };
    end(backend, task, progress, "done", &note).await
}

/// Ends a run whose file, or the rest of it, cannot be read.
pub(super) async fn fail(
    backend: &Backend,
    task: &Task,
    progress: &Progress,
    why: &str,
) -> Result<()> {
    end(backend, task, progress, "failed", why).await
}

async fn end(
    backend: &Backend,
    task: &Task,
    progress: &Progress,
    state: &str,
    note: &str,
) -> Result<()> {
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    let ended = sqlx::query!(
        "UPDATE import_run SET state = $2, note = btrim(concat_ws(' ', nullif(note, ''), nullif($3, ''))), finished_at = $4
         WHERE id = $1 AND state = 'running'",
        task.run_id,
        state,
        note,
        now,
    )
    .execute(&mut *tx)
    .await?;
    if ended.rows_affected() != 1 {
        return Err(Error::Conflict);
    }
    record(&mut tx, task, progress, state, note, now).await?;
    tx.commit().await?;
    // What a dry run has looked at may be loaded next. All else is needed no more.
    if task.dry_run && state == "done" {
        return Ok(());
    }
    files::forget(backend, task).await
}

async fn record(
    tx: &mut PgConnection,
    task: &Task,
    progress: &Progress,
    state: &str,
    note: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let tally = &progress.tally;
    let what = if task.dry_run { "Dry run of" } else { "Import of" };
    let counts = format!(
        "{} created, {} updated, {} unchanged, {} left out, {} refused",
        tally.created, tally.updated, tally.unchanged, tally.left_out, tally.refused
    );
    let (name, text) = match state {
        "done" => ("import.finished", format!("{what} {}: {counts}", task.file_name)),
        _ => ("import.failed", format!("{what} {} failed: {note}", task.file_name)),
    };
    let event = NewEvent {
        entity_id: Some(task.entity_id),
        account_id: None,
        name,
        subject: ("import", task.run_id),
        text,
        data: serde_json::json!({ "kind": task.mapping.kind, "dry_run": task.dry_run, "as_of": task.as_of }),
        for_buyer: false,
    };
    events::record(tx, &Actor::System("import"), now, event).await
}
