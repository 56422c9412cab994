//! How a file of each form of an invoice is made.

use crate::{
    edifact,
    einvoice::{self, Dialect, Refused, factur_x},
    invoice::Invoice,
    invoice_csv, invoice_json, invoice_pdf, invoice_xlsx, typeset,
    x12::{self, Control, Partner},
};
use chrono::NaiveTime;
use domain::{
    Refusal, data_style::DataStyle, format::Format, style::Style, x12_partner::X12Partner,
};

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The format's rules refuse the invoice.
    #[error(transparent)]
    Refused(Refused),
    /// A fault of ours.
    #[error("{0}")]
    Fault(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The name of the file of a document in a format.
pub fn file_name(format: Format, invoice: &Invoice) -> String {
    let (code, ending) = (format.code(), format.ending());
    let of = if code == ending { String::new() } else { format!("-{code}") };
    format!("{}{of}.{ending}", invoice.file_name())
}

/// Makes the file. What people read of it is in that style, and what programs read in that one of theirs.
pub fn write(
    format: Format,
    invoice: &Invoice,
    style: Style,
    data: &DataStyle,
) -> Result<Vec<u8>, Error> {
    let xml = |dialect| Ok(einvoice::write(invoice, dialect)?.into_bytes());
    let (only, columns) = (std::slice::from_ref(invoice), &data.table);
    match format {
        Format::Pdf => Ok(invoice_pdf::write(invoice, style)?),
        Format::FacturX => Ok(factur_x::write(invoice, style)?),
        Format::Peppol => xml(Dialect::Peppol),
        Format::XrechnungUbl => xml(Dialect::XrechnungUbl),
        Format::XrechnungCii => xml(Dialect::XrechnungCii),
        Format::Ubl => xml(Dialect::Ubl),
        Format::Cii => xml(Dialect::Cii),
        Format::X12 => Ok(x12(invoice, &data.x12)?.into_bytes()),
        Format::Edifact => Ok(edifact(invoice)?),
        Format::Csv => Ok(invoice_csv::write(only, columns, true)?),
        Format::Xlsx => Ok(invoice_xlsx::write(only, columns, invoice.made_on)?),
        Format::Json => Ok(invoice_json::write(invoice)?),
    }
}

/// With the first numbers of an interchange: whoever sends it counts them.
fn x12(invoice: &Invoice, agreed: &X12Partner) -> Result<String, Refused> {
    let made_at = invoice.made_on.and_time(NaiveTime::MIN);
    let control = Control { interchange: 1, group: 1, made_at };
    x12::invoice::write(invoice, &Partner::of(agreed, invoice), control)
}

/// The same, as a test between numbers of the invoice's own.
fn edifact(invoice: &Invoice) -> Result<Vec<u8>, Refused> {
    let made_at = invoice.made_on.and_time(NaiveTime::MIN);
    let partner = edifact::Partner::of(invoice);
    edifact::invoice::write(invoice, &partner, edifact::Control { interchange: 1, made_at })
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Fault(refusal.into())
    }
}

impl From<invoice_xlsx::Error> for Error {
    fn from(error: invoice_xlsx::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl From<typeset::Error> for Error {
    fn from(error: typeset::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl From<factur_x::Error> for Error {
    fn from(error: factur_x::Error) -> Self {
        match error {
            factur_x::Error::Refused(refused) => Self::Refused(refused),
            other => Self::Fault(other.into()),
        }
    }
}
