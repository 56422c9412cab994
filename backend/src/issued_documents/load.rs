//! Loading what is issued, with the account's own eyes: as it is, no copy, on its own day.

use super::Subject;
use crate::{Backend, Buyer, Error, Result, credit_notes, invoices, logos, payments::receipt};
use chrono::{DateTime, Utc};
use documents::{
    format::{self, Error as Unwritten},
    interchange::{self, Interchange},
    invoice::Invoice,
    receipt::Receipt,
    receipt_pdf,
};
use domain::{
    data_style::DataStyle,
    document::Kind,
    document_check,
    format::Format,
    ids::{CreditNoteId, InvoiceId, PaymentId},
    language::Language,
    style::Style,
};

/// A document that is ready to be made.
pub(super) enum Loaded {
    /// An invoice or a credit note.
    Billed(Box<Invoice>),
    /// A receipt.
    Receipt(Box<Receipt>),
}

impl Loaded {
    /// What people call it.
    pub fn number(&self) -> &str {
        match self {
            Self::Billed(invoice) => &invoice.number,
            Self::Receipt(receipt) => &receipt.number,
        }
    }

    /// The name of its file.
    pub fn file_name(&self, format: Format) -> String {
        match self {
            Self::Billed(invoice) => format::file_name(format, invoice),
            Self::Receipt(receipt) => format!("{}.pdf", receipt.file_name()),
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
            Self::Receipt(_) => Ok(None),
        }
    }
}

/// Loads it. What is billed has its code from now on, whatever it is made as.
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
        Kind::Statement | Kind::Reminder | Kind::Plan => {
            return Err(Error::bug(format!("{} are not issued", subject.kind.label())));
        }
    };
    match &mut loaded {
        Loaded::Billed(invoice) => {
            let code = code(backend, eyes, subject, backend.clock.now()).await?;
            invoice.check = Some(invoices::document::check(backend, &code));
            (invoice.is_copy, invoice.made_on) = (false, invoice.issued_on);
            if format.has_looks() {
                logos::mark(backend, eyes, &mut invoice.seller).await?;
            }
        }
        Loaded::Receipt(receipt) => {
            receipt.made_on = receipt.received_on;
            logos::mark(backend, eyes, &mut receipt.seller).await?;
        }
    }
    Ok(loaded)
}

/// The code by which its paper is proved to be genuine: made once.
async fn code(
    backend: &Backend,
    eyes: &Buyer,
    subject: Subject,
    now: DateTime<Utc>,
) -> Result<String> {
    let mut tx = backend.db.worker().await?;
    sqlx::query!(
        "INSERT INTO document_check (code, entity_id, account_id, subject_id, made_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT ON CONSTRAINT document_check_is_one DO NOTHING",
        document_check::code(rand::random()),
        eyes.entity_id.0,
        subject.account_id.0,
        subject.id,
        now,
    )
    .execute(&mut *tx)
    .await?;
    let code = sqlx::query_scalar!(
        "SELECT code FROM document_check WHERE account_id = $1 AND subject_id = $2",
        subject.account_id.0,
        subject.id,
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(code)
}
