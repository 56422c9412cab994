//! Making a bundle: document by document into a file of this machine, and from there into the store.
//! A job that is tried again begins anew; what half a file was left is overwritten.

use crate::{
    Actor, Backend,
    actor::Buyer,
    error::{Error, Result},
    events::{self, NewEvent},
    invoices::copy,
    preferences, press, users,
};
use chrono::Duration;
use documents::{
    archive::Archive,
    csv::{Cell, Csv},
    einvoice::{Refused, plain},
    format::{self, Error as Unwritten},
};
use domain::{
    bundle::KEPT_DAYS,
    document::Kind,
    format::Format,
    ids::{AccountId, BundleId, InvoiceId, UserId},
    style::Style,
};
use futures_util::{StreamExt, stream};
use sqlx::PgConnection;
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};
use tokio::task::spawn_blocking;

/// How many documents are loaded and made ahead of the one that is put in.
const AHEAD: usize = 4;
/// After how many documents it is noted how far it is.
const NOTED_EVERY: usize = 20;

/// What is to be made.
struct Task {
    id: BundleId,
    buyer: Buyer,
    format: Format,
    style: Style,
    invoices: Vec<InvoiceId>,
}

/// A document that was made, or the PDF in its place and why.
struct Made {
    number: String,
    name: String,
    bytes: Vec<u8>,
    refused: Option<Refused>,
}

/// Makes it. One that was stopped or has ended is left as it is.
pub(crate) async fn make(backend: &Backend, id: BundleId) -> Result<()> {
    let Some(task) = begin(backend, id).await? else { return Ok(()) };
    let path = scratch(backend, id).await?;
    let made = write(backend, &task, &path).await;
    let kept = match made {
        Ok(Some(refused)) => keep(backend, &task, &path, refused).await,
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    let removed = tokio::fs::remove_file(&path).await;
    kept?;
    removed.map_err(|e| Error::caused("removing what a bundle was written to", e))
}

/// Where it is written to at first.
async fn scratch(backend: &Backend, id: BundleId) -> Result<PathBuf> {
    let folder = backend.data_dir.join("bundles");
    let made = tokio::fs::create_dir_all(&folder).await;
    made.map_err(|e| Error::caused("making the folder of bundles", e))?;
    Ok(folder.join(format!("{id}.zip")))
}

async fn begin(backend: &Backend, id: BundleId) -> Result<Option<Task>> {
    let mut tx = backend.db.worker().await?;
    let row = sqlx::query!(
        "UPDATE bundle SET state = 'making', done = 0, refused = 0 WHERE id = $1 AND state IN ('waiting', 'making')
         RETURNING account_id, asked_by, format",
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let invoices = sqlx::query_scalar!(
        "SELECT invoice_id FROM bundle_invoice WHERE account_id = $1 AND bundle_id = $2 ORDER BY seq",
        row.account_id,
        id.0,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let format = Format::of(&row.format).ok_or_else(|| Error::bug("bundle.format"))?;
    let account_id = AccountId(row.account_id);
    // Who has left meanwhile is given nothing.
    let Some(buyer) = users::standing::buyer(backend, UserId(row.asked_by), account_id).await?
    else {
        let mut tx = backend.db.worker().await?;
        give_up(&mut tx, id).await?;
        tx.commit().await?;
        return Ok(None);
    };
    let style = style(backend, account_id).await?;
    let invoices = invoices.into_iter().map(InvoiceId).collect();
    Ok(Some(Task { id, buyer, format, style, invoices }))
}

/// How the account's invoices look to people.
async fn style(backend: &Backend, account_id: AccountId) -> Result<Style> {
    let mut tx = backend.db.worker().await?;
    let chosen = preferences::effective(&mut tx, account_id, Kind::Invoice, None).await?;
    tx.end();
    Ok(chosen.preference.style)
}

/// Writes all of it, and says how many the format refused; nothing if it was stopped.
async fn write(backend: &Backend, task: &Task, path: &Path) -> Result<Option<usize>> {
    let failed = |e| Error::caused("writing a bundle", e);
    let file = BufWriter::new(File::create(path).map_err(failed)?);
    let mut archive = Archive::begin(file, backend.clock.today(&task.buyer.time_zone));
    // Owned ids: a closure over borrowed ones cannot be sent to another thread.
    let ids = task.invoices.clone();
    let mut made = stream::iter(ids).map(|id| one(backend, task, id)).buffered(AHEAD);
    let (mut done, mut refused) = (0, Vec::new());
    while let Some(document) = made.next().await {
        let document = document?;
        let (back, document) = put(archive, document).await?;
        archive = back;
        if document.refused.is_some() {
            refused.push(document);
        }
        done += 1;
        let is_time = done % NOTED_EVERY == 0 || done == task.invoices.len();
        if is_time && !note(backend, task.id, done, refused.len()).await? {
            return Ok(None);
        }
    }
    if !refused.is_empty() {
        let list = told(task.format, &refused);
        archive.add("refused.csv", &list).map_err(|e| Error::caused("writing a bundle", e))?;
    }
    let end = move || {
        let file = archive.finish().map_err(std::io::Error::other)?;
        file.into_inner().map_err(|e| e.into_error())?.flush()
    };
    let ended = spawn_blocking(end).await.map_err(|e| Error::caused("writing a bundle", e))?;
    ended.map_err(failed)?;
    Ok(Some(refused.len()))
}

/// Loads and makes one. What its format refuses is a PDF.
async fn one(backend: &Backend, task: &Task, id: InvoiceId) -> Result<Made> {
    let invoice = copy::get(backend, &task.buyer, id).await?;
    let (format, style) = (task.format, task.style);
    let made = press::make_in_time(move || {
        let (written, used, refused) = match format::write(format, &invoice, style) {
            Err(Unwritten::Refused(refused)) => {
                (format::write(Format::Pdf, &invoice, style), Format::Pdf, Some(refused))
            }
            written => (written, format, None),
        };
        let name = format::file_name(used, &invoice);
        written.map(|bytes| Made { number: invoice.number.clone(), name, bytes, refused })
    });
    made.await?.map_err(|e| Error::caused(format!("making a copy of invoice {id}"), e))
}

type Zip = Archive<BufWriter<File>>;

/// Puts it in, off the threads that answer people. Its bytes are let go.
async fn put(mut archive: Zip, mut document: Made) -> Result<(Zip, Made)> {
    let put = spawn_blocking(move || {
        let bytes = std::mem::take(&mut document.bytes);
        archive.add(&document.name, &bytes).map(|()| (archive, document))
    });
    let put = put.await.map_err(|e| Error::caused("writing a bundle", e))?;
    put.map_err(|e| Error::caused("writing a bundle", e))
}

/// Notes how far it is, and whether to go on.
async fn note(backend: &Backend, id: BundleId, done: usize, refused: usize) -> Result<bool> {
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

/// What the format refused, rule by rule.
fn told(format: Format, refused: &[Made]) -> Vec<u8> {
    let mut csv = Csv::new(&["invoice", "format", "rule", "at", "what_is_missing", "instead"]);
    for document in refused {
        for broken in document.refused.iter().flat_map(|refused| &refused.rules) {
            csv.row([
                Cell::text(&document.number),
                Cell::text(format.label()),
                Cell::text(&broken.rule),
                Cell::text(&broken.at),
                Cell::text(plain::words(&broken.rule).unwrap_or(&broken.words)),
                Cell::text(&document.name),
            ]);
        }
    }
    csv.finish()
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
        entity_id: Some(task.buyer.entity_id),
        account_id: Some(task.buyer.account_id),
        name: "bundle.made",
        subject: ("bundle", task.id.0),
        text: format!("A file with {} invoices can be had", task.invoices.len()),
        data: serde_json::json!({ "bytes": bytes, "sha256": sha256, "refused": refused }),
        for_buyer: true,
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
