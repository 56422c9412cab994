//! Factur-X and ZUGFeRD: the PDF that people read, with the CII that machines read inside of it. One
//! file, profile EN 16931.

use super::{Dialect, Refused, proved_cii, terms};
use crate::{invoice::Invoice, invoice_pdf, typeset};
use chrono::NaiveTime;
use domain::style::Style;
use en16931_formats::zugferd::{self, EmbedOptions};
use std::time::{Duration, SystemTime};

/// Why there is no such file.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules refuse the invoice.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The PDF could not be made: a fault of ours.
    #[error(transparent)]
    Pdf(#[from] typeset::Error),
    /// The XML could not be put into it: a fault of ours.
    #[error(transparent)]
    Embed(#[from] zugferd::EmbedError),
}

/// Writes it.
pub fn write(invoice: &Invoice, style: Style) -> Result<Vec<u8>, Error> {
    let proof = proved_cii(invoice, terms::of(invoice, Dialect::Cii)?)?;
    let pdf = invoice_pdf::write(invoice, style)?;
    let midnight = invoice.made_on.and_time(NaiveTime::MIN).and_utc().timestamp();
    let midnight = Duration::from_secs(u64::try_from(midnight).unwrap_or(0));
    let options = EmbedOptions {
        modified: Some(SystemTime::UNIX_EPOCH + midnight),
        ..EmbedOptions::default()
    };
    Ok(zugferd::embed(&pdf, &proof, &options)?)
}

/// The XML that is inside of one.
pub fn data(file: &[u8]) -> Option<String> {
    let found = zugferd::extract(file, &zugferd::Limits::default()).ok()?;
    String::from_utf8(found.xml).ok()
}
