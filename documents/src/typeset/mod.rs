//! Sets sheets in type: PDF/A-3a and PDF/UA-1, the same bytes for the same sheets.

mod spelling;
mod widths;
mod world;

use crate::{
    party::{Logo, Party},
    sheet::{Head, Sheet},
};
use chrono::{Datelike, NaiveDate};
use domain::{Refusal, style::Style};
use serde::Serialize;
use typst::{
    diag::SourceDiagnostic,
    foundations::{Datetime, Smart},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use world::Desk;
pub use world::TEMPLATE;

/// Why a document could not be set: what typst said, or that its amounts do not add up. It is a fault of
/// ours, never of what people typed.
#[derive(Debug, thiserror::Error)]
#[error("typesetting failed: {0}")]
pub struct Error(String);

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.to_string())
    }
}

/// Tables in tables take room on the stack.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// Sets documents on one thread alone, which is the caller's own and as nice as it is. Typst shares the work
/// of one among all cores, which is right where somebody waits for it; where many are made, sharing costs a
/// fifth of them.
pub fn alone<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread_local! {
        // The caller itself in a pool would share nothing any more, whatever it sets.
        static ALONE: Option<rayon::ThreadPool> =
            rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK_BYTES).build().ok();
    }
    ALONE.with(|pool| match pool {
        Some(pool) => pool.install(work),
        None => work(),
    })
}

/// How many of typst's caches may grow old before they are dropped: none is needed after its document.
const KEPT_RUNS: usize = 2;

/// Sets it. Takes some 10 ms of a processor, so the caller gives it a thread of its own.
///
/// # Panics
/// Where assertions are on, if typst warns, as it does of a letter that no font has: whoever changes a
/// document sees it in the first test.
pub fn pdf(sheet: &Sheet) -> Result<Vec<u8>, Error> {
    bound(std::slice::from_ref(sheet))
}

/// Sets several of one seller's as one document, in their order: each begins on a page of its own and counts
/// its own pages, and a bookmark leads to it. All of it is in memory at once, about a megabyte a sheet and a sixth of one a row.
///
/// # Panics
/// As [`pdf`].
pub fn bound(sheets: &[Sheet]) -> Result<Vec<u8>, Error> {
    let (bytes, warnings) = set(sheets)?;
    debug_assert!(warnings.is_empty(), "typst warns: {}", told(&warnings));
    Ok(bytes)
}

/// The most bytes of a picture for letterheads.
const MOST_LOGO_BYTES: usize = 512 * 1024;
/// The most dots that a side of it has.
const MOST_LOGO_DOTS: u32 = 4_000;

/// Tries the picture of a letterhead: PNG or SVG of a bearable size, that can be set in a document that
/// archives take.
///
/// # Errors
/// If it cannot.
pub fn check_logo(logo: &Logo) -> Result<(), Error> {
    if !is_bearable(&logo.bytes) {
        return Err(Error("it is no PNG or SVG, or too large".to_owned()));
    }
    let seller = Party { logo: Some(logo.clone()), ..Party::named("Logo") };
    let sheet = Sheet::new(Head {
        title: "Logo".to_owned(),
        seller: &seller,
        customer: &Party::default(),
        check: None,
        made_on: NaiveDate::default(),
        style: Style::default(),
    });
    let (_, warnings) = set(&[sheet])?;
    if warnings.is_empty() { Ok(()) } else { Err(Error(told(&warnings))) }
}

/// Whether it is a PNG whose head says a size that memory can bear, or begins like an SVG.
fn is_bearable(bytes: &[u8]) -> bool {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    if bytes.len() > MOST_LOGO_BYTES {
        return false;
    }
    if !bytes.starts_with(PNG) {
        return begins_svg(bytes);
    }
    let side = |at: usize| {
        let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
        four.map_or(0, u32::from_be_bytes)
    };
    [side(16), side(20)].iter().all(|dots| (1..=MOST_LOGO_DOTS).contains(dots))
}

fn begins_svg(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1_024)];
    head.windows(4).any(|four| four == b"<svg")
}

type Warnings = Vec<SourceDiagnostic>;

/// What the template is given.
#[derive(Serialize)]
struct Desktop<'a> {
    title: String,
    author: &'a str,
    sheets: &'a [Sheet],
}

fn set(sheets: &[Sheet]) -> Result<(Vec<u8>, Warnings), Error> {
    let failed = |error: serde_json::Error| Error(error.to_string());
    let [first, ..] = sheets else { return Err(Error("there is no sheet".to_owned())) };
    let desktop = Desktop { title: title(first, sheets), author: &first.author, sheets };
    let mut data = serde_json::to_value(&desktop).map_err(failed)?;
    spelling::spell(&mut data);
    for (nth, sheet) in sheets.iter().enumerate() {
        for (table_nth, table) in sheet.tables.iter().enumerate() {
            data["sheets"][nth]["tables"][table_nth]["widths"] = widths::of(table).into();
        }
    }
    let logo = sheets.iter().find_map(|sheet| sheet.logo.as_ref());
    let logo = logo.map(|logo| logo.bytes.as_ref());
    let desk = Desk::with(serde_json::to_vec(&data).map_err(failed)?, logo);
    drop(data);
    let compiled = typst::compile::<PagedDocument>(&desk);
    let set = compiled.output.map_err(|errors| Error(told(&errors)));
    let bytes = set.and_then(|document| {
        let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
            .map_err(|error| Error(error.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Custom(ident(sheets)),
            creator: Smart::Custom(Some("Quittance".to_owned())),
            timestamp: stamp(first.made_on),
            standards,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options).map_err(|errors| Error(told(&errors)))
    });
    typst::comemo::evict(KEPT_RUNS);
    Ok((bytes?, compiled.warnings.into_iter().collect()))
}

/// What a reader's window shows: of several, the first and the last.
fn title(first: &Sheet, sheets: &[Sheet]) -> String {
    match sheets {
        [.., last] if sheets.len() > 1 => format!("{} \u{2013} {}", first.heading, last.title),
        _ => first.title.clone(),
    }
}

/// What tells the document from all others: what tells each sheet.
fn ident(sheets: &[Sheet]) -> String {
    let all: Vec<_> = sheets.iter().map(|sheet| sheet.ident.as_str()).collect();
    all.join("\n")
}

fn told(all: &[SourceDiagnostic]) -> String {
    let words: Vec<_> = all.iter().map(|one| one.message.to_string()).collect();
    words.join("; ")
}

fn stamp(day: NaiveDate) -> Option<Timestamp> {
    let part = |number: u32| u8::try_from(number).ok();
    let midnight =
        Datetime::from_ymd_hms(day.year(), part(day.month())?, part(day.day())?, 0, 0, 0)?;
    Some(Timestamp::new_utc(midnight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alone_or_not_a_document_is_the_same_and_its_thread_goes_on() {
        let party = Party::named("Nordhaven");
        let sheet = Sheet::new(Head {
            title: "Invoice".to_owned(),
            seller: &party,
            customer: &party,
            check: None,
            made_on: NaiveDate::default(),
            style: Style::default(),
        });
        let shared = pdf(&sheet).unwrap();
        for _ in 0..2 {
            assert_eq!(alone(|| pdf(&sheet)).unwrap(), shared);
        }
        let all = rayon::current_num_threads();
        assert_eq!((alone(rayon::current_num_threads), rayon::current_num_threads()), (1, all));
        let elsewhere = std::thread::scope(|scope| {
            scope.spawn(|| alone(|| pdf(&sheet)).unwrap()).join().unwrap()
        });
        assert_eq!(elsewhere, shared);
    }
}
