//! How a file of each form of an invoice is made.

use crate::{
    einvoice::{self, Dialect, Refused, factur_x},
    invoice::Invoice,
    invoice_pdf, typeset,
};
use domain::{format::Format, style::Style};

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
    let of = if format == Format::Pdf { String::new() } else { format!("-{}", format.code()) };
    format!("{}{of}.{}", invoice.file_name(), format.ending())
}

/// Makes the file. What people read of it is in that style.
pub fn write(format: Format, invoice: &Invoice, style: Style) -> Result<Vec<u8>, Error> {
    let xml = |dialect| Ok(einvoice::write(invoice, dialect)?.into_bytes());
    match format {
        Format::Pdf => Ok(invoice_pdf::write(invoice, style)?),
        Format::FacturX => Ok(factur_x::write(invoice, style)?),
        Format::Peppol => xml(Dialect::Peppol),
        Format::XrechnungUbl => xml(Dialect::XrechnungUbl),
        Format::XrechnungCii => xml(Dialect::XrechnungCii),
        Format::Ubl => xml(Dialect::Ubl),
        Format::Cii => xml(Dialect::Cii),
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
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
