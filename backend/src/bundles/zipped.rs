//! A file of each document, in a ZIP that is written piece by piece.

use super::{
    load::{self, Entry, Loaded, Task},
    make::{AHEAD, is_time, note},
};
use crate::{
    Backend,
    error::{Error, Result},
    press,
};
use documents::{
    archive::{Archive, file_name},
    csv::{Cell, Csv},
    einvoice::{Refused, plain},
    format::{self, Error as Unwritten},
    invoice::Invoice,
    statement_pdf,
};
use domain::{data_style::DataStyle, format::Format, style::Style};
use futures_util::{StreamExt, stream};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};
use tokio::task::spawn_blocking;

/// A document that was made, or the PDF in its place and why.
struct Made {
    number: String,
    name: String,
    bytes: Vec<u8>,
    refused: Option<Refused>,
}

/// Writes all of it, and says how many the format refused; nothing if it was stopped.
pub(super) async fn write(backend: &Backend, task: &Task, path: &Path) -> Result<Option<usize>> {
    let failed = |e| Error::caused("writing a bundle", e);
    let file = BufWriter::new(File::create(path).map_err(failed)?);
    let mut archive = Archive::begin(file, backend.clock.today(&task.reader.time_zone));
    // Owned entries: a closure over borrowed ones cannot be sent to another thread.
    let entries = task.entries.clone();
    let mut made = stream::iter(entries).map(|entry| one(backend, task, entry)).buffered(AHEAD);
    let (mut done, mut refused) = (0, Vec::new());
    while let Some(document) = made.next().await {
        let document = document?;
        let (back, document) = put(archive, document).await?;
        archive = back;
        if document.refused.is_some() {
            refused.push(document);
        }
        done += 1;
        if is_time(done, task) && !note(backend, task.id, done, refused.len()).await? {
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

/// Loads and makes one.
async fn one(backend: &Backend, task: &Task, entry: Entry) -> Result<Made> {
    let (loaded, format) = (load::one(backend, task, entry).await?, task.format);
    let made = press::make_in_time(move || match loaded {
        Loaded::Billed(invoice, style, data) => billed(&invoice, format, style, &data),
        Loaded::Statement(statement, style) => {
            let name = format!("{}.pdf", statement.file_name());
            let bytes = statement_pdf::write(&statement, style)?;
            Ok(Made { number: String::new(), name, bytes, refused: None })
        }
    });
    made.await?.map_err(|e: Unwritten| Error::caused(format!("making {entry:?} of a bundle"), e))
}

/// What its format refuses is a PDF.
fn billed(
    invoice: &Invoice,
    format: Format,
    style: Style,
    data: &DataStyle,
) -> Result<Made, Unwritten> {
    let (written, used, refused) = match format::write(format, invoice, style, data) {
        Err(Unwritten::Refused(refused)) => {
            (format::write(Format::Pdf, invoice, style, data), Format::Pdf, Some(refused))
        }
        written => (written, format, None),
    };
    let name = format::file_name(used, invoice);
    written.map(|bytes| Made { number: invoice.number.clone(), name, bytes, refused })
}

type Zip = Archive<BufWriter<File>>;

/// Puts it in, off the threads that answer people. Its bytes are let go.
async fn put(mut archive: Zip, mut document: Made) -> Result<(Zip, Made)> {
    let put = spawn_blocking(move || {
        let bytes = std::mem::take(&mut document.bytes);
        archive.add(&file_name(&document.name), &bytes).map(|()| (archive, document))
    });
    let put = put.await.map_err(|e| Error::caused("writing a bundle", e))?;
    put.map_err(|e| Error::caused("writing a bundle", e))
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
