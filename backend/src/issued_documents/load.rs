//! Loading what is issued, with the account's own eyes: as it is, no copy, on its own day.

use super::Subject;
use crate::{
    Backend, Buyer, Error, Result, brands, credit_notes, document_checks, invoices,
    payments::receipt, reminders, statements,
};
use documents::{
    format::{self, Error as Unwritten},
    interchange::{self, Interchange},
    invoice::Invoice,
    receipt::Receipt,
    receipt_pdf,
    reminder::Reminder,
    reminder_pdf,
    statement::Statement,
    statement_pdf,
};
use domain::{
    data_style::DataStyle,
    document::Kind,
    format::Format,
    ids::{CreditNoteId, InvoiceId, PaymentId, TouchId},
    language::Language,
    style::Style,
};

/// A document that is ready to be made.
pub(super) enum Loaded {
    /// An invoice or a credit note.
    Billed(Box<Invoice>),
    /// A receipt.
    Receipt(Box<Receipt>),
    /// A statement, and what it is called by.
    Statement(String, Box<Statement>),
    /// A reminder, and what it is called by.
    Reminder(String, Box<Reminder>),
}

impl Loaded {
    /// What people call it.
    pub fn number(&self) -> &str {
        match self {
            Self::Billed(invoice) => &invoice.number,
            Self::Receipt(receipt) => &receipt.number,
            Self::Statement(called, _) | Self::Reminder(called, _) => called,
        }
    }

    /// The name of its file.
    pub fn file_name(&self, format: Format) -> String {
        match self {
            Self::Billed(invoice) => format::file_name(format, invoice),
            Self::Receipt(receipt) => format!("{}.pdf", receipt.file_name()),
            Self::Statement(_, statement) => format!("{}.pdf", statement.file_name()),
            Self::Reminder(_, reminder) => format!("{}.pdf", reminder.file_name()),
        }
    }

    /// Makes the file.
    pub fn write(
        &self,
        format: Format,
        style: Style,
        data: &DataStyle,
    ) -> Result<Vec<u8>, Unwritten> {
        match self {
            Self::Billed(invoice) => format::write(format, invoice, style, data),
            Self::Receipt(receipt) => Ok(receipt_pdf::write(receipt, style)?),
            Self::Statement(_, statement) => Ok(statement_pdf::write(statement, style)?),
            Self::Reminder(_, reminder) => Ok(reminder_pdf::write(reminder, style)?),
        }
    }

    /// Makes the file in an envelope, which only what is billed goes into.
    pub fn envelop(
        &self,
        format: Format,
        envelope: &Interchange<'_>,
    ) -> Result<Option<Vec<u8>>, Unwritten> {
        match self {
            Self::Billed(invoice) => interchange::write(format, invoice, envelope).map(Some),
            Self::Receipt(_) | Self::Statement(..) | Self::Reminder(..) => Ok(None),
        }
    }
}

/// Loads it. It has its code from now on, whatever it is made as.
pub(super) async fn load(
    backend: &Backend,
    eyes: &Buyer,
    subject: Subject,
    (format, language): (Format, Language),
) -> Result<Loaded> {
    let mut loaded = match subject.kind {
        Kind::Invoice => {
            let copy = invoices::copy::get(backend, eyes, InvoiceId(subject.id)).await?;
            Loaded::Billed(Box::new(copy))
        }
        Kind::CreditNote => {
            let copy = credit_notes::copy::get(backend, eyes, CreditNoteId(subject.id)).await?;
            Loaded::Billed(Box::new(copy))
        }
        Kind::Receipt => {
            let of = PaymentId(subject.id);
            Loaded::Receipt(Box::new(receipt::document(backend, eyes, of, language).await?))
        }
        Kind::Statement => {
            let (called, statement) =
                statements::issued::document(backend, eyes, subject.id).await?;
            Loaded::Statement(called, Box::new(statement))
        }
        Kind::Reminder => {
            let (called, reminder) =
                reminders::document(backend, eyes, TouchId(subject.id)).await?;
            Loaded::Reminder(called, Box::new(reminder))
        }
        Kind::Plan => {
            return Err(Error::bug(format!("{} are not issued", subject.kind.label())));
        }
    };
    let check = document_checks::made(backend, subject).await?;
    match &mut loaded {
        Loaded::Billed(invoice) => {
            invoice.check = Some(check);
            (invoice.is_copy, invoice.made_on) = (false, invoice.issued_on);
            if format.has_looks() {
                brands::mark(backend, eyes, &mut invoice.seller).await?;
            }
        }
        Loaded::Receipt(receipt) => {
            receipt.check = Some(check);
            receipt.made_on = receipt.received_on;
            brands::mark(backend, eyes, &mut receipt.seller).await?;
        }
        Loaded::Statement(_, statement) => {
            statement.check = Some(check);
            brands::mark(backend, eyes, &mut statement.seller).await?;
        }
        Loaded::Reminder(_, reminder) => {
            reminder.check = Some(check);
            brands::mark(backend, eyes, &mut reminder.seller).await?;
        }
    }
    Ok(loaded)
}
