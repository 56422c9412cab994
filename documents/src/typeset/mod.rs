//! Sets a sheet in type: PDF/A-3a and PDF/UA-1, the same bytes for the same sheet.

mod spelling;
mod world;

use crate::sheet::Sheet;
use chrono::{Datelike, NaiveDate};
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use world::Desk;

/// Why a document could not be set: what typst said. It is a fault of ours, never of the data.
#[derive(Debug, thiserror::Error)]
#[error("typesetting failed: {0}")]
pub struct Error(String);

/// How many of typst's caches may grow old before they are dropped: none is needed after its document.
const KEPT_RUNS: usize = 2;

/// Sets it. Takes some 10 ms of a processor, so the caller gives it a thread of its own.
pub fn pdf(sheet: &Sheet) -> Result<Vec<u8>, Error> {
    let told = |errors: &[typst::diag::SourceDiagnostic]| {
        let words: Vec<_> = errors.iter().map(|error| error.message.to_string()).collect();
        Error(words.join("; "))
    };
    let failed = |error: serde_json::Error| Error(error.to_string());
    let mut data = serde_json::to_value(sheet).map_err(failed)?;
    spelling::spell(&mut data);
    let desk = Desk::with(serde_json::to_vec(&data).map_err(failed)?);
    let set = typst::compile::<PagedDocument>(&desk).output.map_err(|errors| told(&errors));
    let bytes = set.and_then(|document| {
        let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
            .map_err(|error| Error(error.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Custom(sheet.ident.clone()),
            creator: Smart::Custom(Some("Quittance".to_owned())),
            timestamp: stamp(sheet.made_on),
            standards,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options).map_err(|errors| told(&errors))
    });
    typst::comemo::evict(KEPT_RUNS);
    bytes
}

fn stamp(day: NaiveDate) -> Option<Timestamp> {
    let part = |number: u32| u8::try_from(number).ok();
    let midnight =
        Datetime::from_ymd_hms(day.year(), part(day.month())?, part(day.day())?, 0, 0, 0)?;
    Some(Timestamp::new_utc(midnight))
}
