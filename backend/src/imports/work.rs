//! Loading a file: batch after batch is read, sorted out, loaded and committed with its progress.
//! Whatever ends a run in the middle, the next one starts over and finds what is there unchanged.

use super::{
    accounts::Account,
    cells::Cells,
    contacts::Contact,
    credit_notes::CreditNote,
    document::{Before, Circumstances, Defaults, Document, Read, Seen, Tally},
    files,
    invoices::Invoice,
    kind::Kind,
    payments::Payment,
    problems::{self, Findings},
    progress::{self, Progress, Task},
    rows::{Input, Stop},
};
use crate::{
    Actor, Backend,
    db::Tx,
    error::{Error, Result},
};
use std::collections::HashMap;
use tokio::task::spawn_blocking;

/// How many documents are loaded in one transaction …
const BATCH_DOCUMENTS: usize = 500;
/// … and how much of their text is in memory at once.
const BATCH_BYTES: usize = 4 * 1024 * 1024;
/// How often a batch is tried that others got in the way of.
const TRIES: u32 = 3;

/// Who wants to hear how far it is.
pub(super) type Listener<'a> = &'a mut (dyn FnMut(&Progress) + Send);

/// Loads the file of a run that has begun.
pub(super) async fn load(backend: &Backend, task: &Task, listener: Listener<'_>) -> Result<()> {
    match task.mapping.kind {
        Kind::Accounts => load_as::<Account>(backend, task, listener).await,
        Kind::Contacts => load_as::<Contact>(backend, task, listener).await,
        Kind::Invoices => load_as::<Invoice>(backend, task, listener).await,
        Kind::CreditNotes => load_as::<CreditNote>(backend, task, listener).await,
        Kind::Payments => load_as::<Payment>(backend, task, listener).await,
    }
}

async fn load_as<D: Document>(
    backend: &Backend,
    task: &Task,
    listener: Listener<'_>,
) -> Result<()> {
    let mut progress = Progress::default();
    let (path, mapping) = (files::path(backend, &task.file_path), task.mapping.clone());
    let (name, seller) = (task.file_name.clone(), task.seller.clone());
    let open = move || Input::open((&path, &name), &mapping, &seller);
    let mut rows = match in_background(open).await? {
        Ok(rows) => rows,
        Err(Stop::Unusable(why)) => return progress::fail(backend, task, &progress, &why).await,
        Err(Stop::Io(error)) => return unreadable(backend, task, &progress, &error).await,
    };
    let mut run = circumstances(backend, task, &rows);
    loop {
        let defaults = run.defaults.clone();
        let (came_back, batch) = in_background(move || {
            let batch = read_batch::<D>(&mut rows, &defaults);
            (rows, batch)
        })
        .await?;
        rows = came_back;
        let batch = sort_out(batch, &mut run);
        progress = store(backend, task, &run, &batch, progress).await?;
        listener(&progress);
        match batch.end {
            None => {}
            Some(End::Finished) => return progress::finish(backend, task, &progress).await,
            Some(End::Stopped(Stop::Unusable(why))) => {
                return progress::fail(backend, task, &progress, &why).await;
            }
            Some(End::Stopped(Stop::Io(error))) => {
                return unreadable(backend, task, &progress, &error).await;
            }
        }
    }
}

/// Reading files blocks, so it happens where that disturbs nobody.
async fn in_background<T: Send + 'static>(read: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let done = spawn_blocking(read).await;
    done.map_err(|e| Error::caused("reading a file", e))
}

async fn unreadable(
    backend: &Backend,
    task: &Task,
    progress: &Progress,
    error: &std::io::Error,
) -> Result<()> {
    tracing::warn!(run = %task.run_id, %error, "a file cannot be read");
    let why = "The file is not there any more, or cannot be read. Upload it again.";
    progress::fail(backend, task, progress, why).await
}

fn circumstances(backend: &Backend, task: &Task, rows: &Input) -> Circumstances {
    Circumstances {
        entity_id: task.entity_id,
        defaults: task.defaults.clone(),
        time_zone: task.time_zone.clone(),
        today: backend.clock.today(&task.time_zone),
        now: backend.clock.now(),
        actor: Actor::System("import"),
        run_id: task.run_id.into(),
        files: backend.files.clone(),
        dry_run: task.dry_run,
        as_of: task.as_of,
        seen: Seen::default(),
        sheet: rows.sheet().clone(),
    }
}

/// What was read at once.
struct Batch<D> {
    documents: Vec<Read<D>>,
    findings: Findings,
    names: HashMap<u64, String>,
    tally: Tally,
    rows: u64,
    bytes_done: u64,
    end: Option<End>,
}

/// Why nothing comes after a batch.
#[derive(Debug)]
enum End {
    Finished,
    Stopped(Stop),
}

fn read_batch<D: Document>(rows: &mut Input, defaults: &Defaults) -> Batch<D> {
    let mut batch = Batch {
        documents: Vec::new(),
        findings: Findings::default(),
        names: HashMap::new(),
        tally: Tally::default(),
        rows: 0,
        bytes_done: 0,
        end: None,
    };
    let (mut documents, mut bytes) = (0, 0);
    while documents < BATCH_DOCUMENTS && bytes < BATCH_BYTES {
        let document = match rows.next_document() {
            Ok(Some(document)) => document,
            Ok(None) => {
                batch.end = Some(End::Finished);
                break;
            }
            Err(stop) => {
                batch.end = Some(End::Stopped(stop));
                break;
            }
        };
        documents += 1;
        bytes += document.iter().map(|row| row.bytes).sum::<usize>();
        batch.rows += document.len() as u64;
        let original = rows.original();
        bytes += original.as_ref().map_or(0, |original| original.bytes.len());
        let row_no = document.first().map_or(0, |row| row.number);
        let mut cells = Cells::new(rows.sheet(), &document);
        let read = D::read(&mut cells, defaults);
        match (cells.finish(), read) {
            (Ok(hash), Some(document)) => {
                batch.documents.push(Read { row_no, hash, document, original });
            }
            (Ok(_), None) => {
                batch.tally.refused += 1;
                batch.findings.refuse(row_no, "", "", "This row cannot be read.");
            }
            (Err(findings), _) => {
                batch.tally.refused += 1;
                batch.findings.0.extend(findings.0);
            }
        }
    }
    batch.bytes_done = rows.bytes_done();
    batch.names = rows.names();
    batch
}

/// Takes out what was not known yet, and what the file says twice.
fn sort_out<D: Document>(mut batch: Batch<D>, run: &mut Circumstances) -> Batch<D> {
    let (tally, findings) = (&mut batch.tally, &mut batch.findings);
    batch.documents.retain(|read| {
        let known_on = read.document.known_on();
        if known_on.zip(run.as_of).is_some_and(|(known_on, as_of)| known_on > as_of) {
            tally.left_out += 1;
            return false;
        }
        match run.seen.note(&read.document.key(), &read.hash) {
            Before::New => true,
            Before::Same => {
                tally.unchanged += 1;
                false
            }
            Before::Different => {
                tally.refused += 1;
                let told = "The file has this before, and says otherwise there. Rows that belong together have to follow each other.";
                let key = read.document.key();
                findings.refuse(read.row_no, "", &key, told);
                false
            }
        }
    });
    batch
}

/// Loads a batch and commits it with its problems and the progress; once more where others got in
/// the way.
async fn store<D: Document>(
    backend: &Backend,
    task: &Task,
    run: &Circumstances,
    batch: &Batch<D>,
    progress: Progress,
) -> Result<Progress> {
    let mut tries = 1;
    loop {
        match try_to_store(backend, task, run, batch, progress).await {
            Err(error) if error.is_transient() && tries < TRIES => tries += 1,
            outcome => return outcome,
        }
    }
}

async fn try_to_store<D: Document>(
    backend: &Backend,
    task: &Task,
    run: &Circumstances,
    batch: &Batch<D>,
    mut progress: Progress,
) -> Result<Progress> {
    let mut findings = batch.findings.clone();
    let mut tx = backend.db.worker().await?;
    let loaded = if run.dry_run {
        let loaded = only_look(backend, run, batch, &mut findings).await?;
        progress::lock(&mut tx, task).await?;
        loaded
    } else {
        progress::lock(&mut tx, task).await?;
        D::load(&mut tx, run, &batch.documents, &mut findings).await?
    };
    findings.0.sort_by_key(|problem| problem.row_no);
    problems::name_files(&mut findings.0, &batch.names);
    problems::keep(&mut tx, task.run_id, progress.problems, &findings.0).await?;
    progress.tally += batch.tally;
    progress.tally += loaded;
    progress.rows += batch.rows;
    progress.bytes = batch.bytes_done.min(task.file_bytes);
    progress.problems += findings.0.len() as u64;
    progress::note(&mut tx, task, &progress).await?;
    tx.commit().await?;
    Ok(progress)
}

/// A dry run looks in a transaction that the database lets change nothing.
async fn only_look<D: Document>(
    backend: &Backend,
    run: &Circumstances,
    batch: &Batch<D>,
    findings: &mut Findings,
) -> Result<Tally> {
    let mut tx: Tx = backend.db.worker().await?;
    sqlx::query("SET TRANSACTION READ ONLY").execute(&mut *tx).await?;
    let tally = D::load(&mut tx, run, &batch.documents, findings).await?;
    tx.commit().await?;
    Ok(tally)
}
