//! Runs, as staff start and read them.

use super::{
    document::Tally, files::Uploaded, kind::Kind, mapping::Mapping, problems::Problem,
    progress::Progress,
};
use crate::{
    Backend,
    actor::Staff,
    error::{Error, Result},
    jobs::{self, Job},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Refusal,
    access::Action,
    ids::{EntityId, ImportId},
};
use sqlx::PgConnection;

/// The longest name of a file that is kept.
const FILE_NAME_LETTERS: usize = 120;

/// Where a run stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Nobody has begun it.
    Waiting,
    /// It is being read.
    Running,
    /// It was read to its end.
    Done,
    /// It could not be read, or not to its end.
    Failed,
}

impl State {
    fn of(code: &str) -> Result<Self> {
        match code {
            "waiting" => Ok(Self::Waiting),
            "running" => Ok(Self::Running),
            "done" => Ok(Self::Done),
            "failed" => Ok(Self::Failed),
            _ => Err(Error::bug("import_run.state")),
        }
    }

    /// Whether more is to come.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

/// A run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// Which.
    pub id: ImportId,
    /// What its rows become.
    pub kind: Kind,
    /// What the file was called.
    pub file_name: String,
    /// Under which name its mapping is kept; empty if under none.
    pub mapping_name: String,
    /// Whether it only looks.
    pub dry_run: bool,
    /// Only what was known on that day.
    pub as_of: Option<NaiveDate>,
    /// Where it stands.
    pub state: State,
    /// What there is to say of it as a whole.
    pub note: String,
    /// How far it is.
    pub progress: Progress,
    /// How large the file is.
    pub file_bytes: u64,
    /// Whether the file is still there, so that it can be loaded.
    pub has_file: bool,
    /// Who started it.
    pub started_by: String,
    /// When.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// A run to be started.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// Made with the form: sent twice, it is one run.
    pub id: ImportId,
    /// What the file was called.
    pub file_name: String,
    /// How it is read.
    pub mapping: Mapping,
    /// Under which name that is kept; empty if under none.
    pub mapping_name: String,
    /// Whether it only looks.
    pub dry_run: bool,
    /// Only what was known on that day.
    pub as_of: Option<NaiveDate>,
}

/// Starts to load an upload. The same id twice is one run.
pub async fn start(
    backend: &Backend,
    staff: &Staff,
    uploaded: Uploaded,
    new: &NewRun,
) -> Result<()> {
    staff.may(Action::Import)?;
    new.mapping.check()?;
    let now = backend.clock.now();
    let mut tx = backend.db.staff(staff).await?;
    let (path, bytes) = (uploaded.file_path(), uploaded.bytes());
    let is_new = insert(&mut tx, staff.entity_id, &staff.name, new, path, bytes, now).await?;
    if !is_new {
        return Ok(());
    }
    jobs::enqueue(&mut tx, &Job::Import { run_id: new.id.0 }, now, now).await?;
    tx.commit().await?;
    uploaded.keep();
    Ok(())
}

/// Loads what a dry run has looked at. The same id twice is one run.
pub async fn load_it(
    backend: &Backend,
    staff: &Staff,
    dry_run: ImportId,
    id: ImportId,
) -> Result<()> {
    staff.may(Action::Import)?;
    let now = backend.clock.now();
    let mut tx = backend.db.staff(staff).await?;
    let row = sqlx::query!(
        r#"SELECT file_path, file_bytes, file_name, mapping, mapping_name, as_of, dry_run, state,
                  EXISTS (SELECT FROM import_run l WHERE l.entity_id = r.entity_id AND l.file_path = r.file_path
                            AND NOT l.dry_run AND l.state IN ('waiting', 'running') AND l.id <> $3) AS "is_loading!"
           FROM import_run r WHERE entity_id = $1 AND id = $2 FOR UPDATE"#,
        staff.entity_id.0,
        dry_run.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    if !row.dry_run || row.state != "done" {
        return Err(Refusal::WrongState { state: "no dry run that has ended" }.into());
    }
    if row.is_loading {
        let told = "This file is being loaded already.";
        return Err(Refusal::field("file", told).into());
    }
    if row.file_path.is_empty() {
        let told = "The file was loaded already, or is not kept any more. Upload it again.";
        return Err(Refusal::field("file", told).into());
    }
    let new = NewRun {
        id,
        file_name: row.file_name,
        mapping: serde_json::from_value(row.mapping)
            .map_err(|e| Error::caused("reading a mapping", e))?,
        mapping_name: row.mapping_name,
        dry_run: false,
        as_of: row.as_of,
    };
    let bytes = u64::try_from(row.file_bytes).unwrap_or(0);
    if insert(&mut tx, staff.entity_id, &staff.name, &new, &row.file_path, bytes, now).await? {
        jobs::enqueue(&mut tx, &Job::Import { run_id: id.0 }, now, now).await?;
    }
    tx.commit().await
}

/// Inserts a run that waits. Says whether it is new.
pub(super) async fn insert(
    tx: &mut PgConnection,
    entity_id: EntityId,
    started_by: &str,
    new: &NewRun,
    file_path: &str,
    file_bytes: u64,
    now: DateTime<Utc>,
) -> Result<bool> {
    let mapping =
        serde_json::to_value(&new.mapping).map_err(|e| Error::caused("writing a mapping", e))?;
    let file_name: String =
        super::problems::shown(&new.file_name).chars().take(FILE_NAME_LETTERS).collect();
    let inserted = sqlx::query!(
        "INSERT INTO import_run (id, entity_id, kind, file_name, file_path, file_bytes, mapping, mapping_name, dry_run,
                                 as_of, state, started_by, started_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11, $12)
         ON CONFLICT DO NOTHING",
        new.id.0,
        entity_id.0,
        new.mapping.kind.code(),
        file_name,
        file_path,
        i64::try_from(file_bytes).unwrap_or(i64::MAX),
        mapping,
        new.mapping_name,
        new.dry_run,
        new.as_of,
        started_by,
        now,
    )
    .execute(tx)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// The runs of the entity, newest first: up to `most` before one.
pub async fn list(
    backend: &Backend,
    staff: &Staff,
    before: Option<ImportId>,
    most: i64,
) -> Result<Vec<Run>> {
    staff.may(Action::Import)?;
    let mut tx = backend.db.staff(staff).await?;
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, kind, file_name, file_path, mapping_name, dry_run, as_of, state, note, rows_done, bytes_done, file_bytes,
                created, updated, unchanged, left_out, refused, problems, started_by, started_at, finished_at
         FROM import_run r
         WHERE entity_id = $1
           AND ($2::uuid IS NULL
                OR (started_at, id) < (SELECT b.started_at, b.id FROM import_run b WHERE b.entity_id = $1 AND b.id = $2))
         ORDER BY started_at DESC, id DESC LIMIT $3",
        staff.entity_id.0,
        before.map(|id| id.0),
        most,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    rows.into_iter().map(Run::try_from).collect()
}

/// One run.
pub async fn get(backend: &Backend, staff: &Staff, id: ImportId) -> Result<Run> {
    staff.may(Action::Import)?;
    let mut tx = backend.db.staff(staff).await?;
    let run = find(&mut tx, staff.entity_id, id).await?;
    tx.commit().await?;
    Ok(run)
}

pub(super) async fn find(tx: &mut PgConnection, entity_id: EntityId, id: ImportId) -> Result<Run> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, kind, file_name, file_path, mapping_name, dry_run, as_of, state, note, rows_done, bytes_done, file_bytes,
                created, updated, unchanged, left_out, refused, problems, started_by, started_at, finished_at
         FROM import_run WHERE entity_id = $1 AND id = $2",
        entity_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    row.try_into()
}

/// The problems of a run in the order of its rows: up to `most` after a sequence number. Each comes
/// with its own.
pub async fn problems(
    backend: &Backend,
    staff: &Staff,
    id: ImportId,
    after: i64,
    most: i64,
) -> Result<Vec<(i64, Problem)>> {
    staff.may(Action::Import)?;
    let mut tx = backend.db.staff(staff).await?;
    let found = kept_problems(&mut tx, staff.entity_id, id, after, most).await?;
    tx.commit().await?;
    Ok(found)
}

pub(super) async fn kept_problems(
    tx: &mut PgConnection,
    entity_id: EntityId,
    id: ImportId,
    after: i64,
    most: i64,
) -> Result<Vec<(i64, Problem)>> {
    let rows = sqlx::query!(
        "SELECT p.seq, p.row_no, p.file_name, p.column_name, p.value, p.message, p.refuses
         FROM import_problem p JOIN import_run r ON r.id = p.run_id
         WHERE r.entity_id = $1 AND p.run_id = $2 AND p.seq > $3 ORDER BY p.seq LIMIT $4",
        entity_id.0,
        id.0,
        after,
        most,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let problem = Problem {
                row_no: count(row.row_no),
                file: row.file_name,
                column: row.column_name,
                value: row.value,
                message: row.message,
                refuses: row.refuses,
            };
            (row.seq, problem)
        })
        .collect())
}

/// All kept problems of a run as a CSV file, for those who mend the rows.
pub async fn problems_csv(backend: &Backend, staff: &Staff, id: ImportId) -> Result<Vec<u8>> {
    get(backend, staff, id).await?;
    let found = problems(backend, staff, id, 0, i64::MAX).await?;
    let failed = |e| Error::caused("writing a list of problems", e);
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["row", "file", "column", "value", "what to do", "kept out"])
        .map_err(failed)?;
    for (_, problem) in &found {
        csv.write_record([
            problem.row_no.to_string(),
            harmless(&problem.file),
            harmless(&problem.column),
            harmless(&problem.value),
            harmless(&problem.message),
            if problem.refuses { "yes" } else { "no" }.to_owned(),
        ])
        .map_err(failed)?;
    }
    csv.into_inner().map_err(|e| Error::caused("writing a list of problems", e.into_error()))
}

/// Spreadsheets run what begins like a formula; an apostrophe makes it text (OWASP, CSV injection).
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return format!("'{text}");
    }
    text.to_owned()
}

struct Row {
    id: uuid::Uuid,
    kind: String,
    file_name: String,
    file_path: String,
    mapping_name: String,
    dry_run: bool,
    as_of: Option<NaiveDate>,
    state: String,
    note: String,
    rows_done: i64,
    bytes_done: i64,
    file_bytes: i64,
    created: i64,
    updated: i64,
    unchanged: i64,
    left_out: i64,
    refused: i64,
    problems: i64,
    started_by: String,
    started_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
}

/// Counts in the database are never negative.
fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

impl TryFrom<Row> for Run {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            kind: Kind::of(&row.kind).ok_or_else(|| Error::bug("import_run.kind"))?,
            file_name: row.file_name,
            mapping_name: row.mapping_name,
            dry_run: row.dry_run,
            as_of: row.as_of,
            state: State::of(&row.state)?,
            note: row.note,
            progress: Progress {
                rows: count(row.rows_done),
                bytes: count(row.bytes_done),
                tally: Tally {
                    created: count(row.created),
                    updated: count(row.updated),
                    unchanged: count(row.unchanged),
                    left_out: count(row.left_out),
                    refused: count(row.refused),
                },
                problems: count(row.problems),
            },
            file_bytes: count(row.file_bytes),
            has_file: !row.file_path.is_empty(),
            started_by: row.started_by,
            started_at: row.started_at,
            finished_at: row.finished_at,
        })
    }
}
