//! Making it, and keeping it. The bytes are in the store before the row says so: what ends in between leaves
//! bytes without a row, which the store's sweep takes.

use super::{Issued, Subject, read};
use crate::{Backend, Buyer, Error, Result, logos, press};
use chrono::{DateTime, Utc};
use documents::{
    einvoice::Refused,
    format::{self, Error as Unwritten},
    interchange::{self, Interchange},
    invoice::Invoice,
};
use domain::{data_style::DataStyle, document_check, format::Format, ids::EntityId, style::Style};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

/// What makes documents, and what judges them: told with each, so that one that looks odd later can be
/// explained.
const MADE_WITH: &str =
    concat!("quittance ", env!("CARGO_PKG_VERSION"), "; typst 0.15.1; en16931 0.8.0");

/// In which form.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form<'a> {
    /// As a file.
    File(Format, Style, &'a DataStyle),
    /// In an envelope of its own, to a mailbox.
    Envelope(Format, &'a str, &'a DataStyle),
}

/// How it ends.
pub(crate) enum Made {
    /// It is there.
    Kept(Issued),
    /// The format's rules refuse it.
    Refused(Refused),
}

impl Form<'_> {
    fn format(&self) -> Format {
        match self {
            Self::File(format, ..) | Self::Envelope(format, ..) => *format,
        }
    }

    /// Two forms with the same code are the same file.
    fn style(&self) -> String {
        match self {
            Self::File(format, style, _) if format.has_looks() => style.code(),
            Self::File(format, _, data) => data.code(*format),
            Self::Envelope(format, mailbox, data) => {
                format!("to {mailbox} {}", data.code(*format)).trim_end().to_owned()
            }
        }
    }
}

/// The document in that form: the one that is kept, or made now.
pub(crate) async fn issue(
    backend: &Backend,
    eyes: &Buyer,
    subject: Subject,
    form: Form<'_>,
) -> Result<Made> {
    let (format, style) = (form.format(), form.style());
    if let Some(kept) = read::find(backend, subject, format, &style).await? {
        return Ok(Made::Kept(kept));
    }
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    give_code(&mut tx, eyes.entity_id, subject, now).await?;
    // One interchange at a time for a mailbox: its number is taken with the document that it is on.
    let number = match form {
        Form::Envelope(_, mailbox, _) => Some(next_number(&mut tx, eyes.entity_id, mailbox).await?),
        Form::File(..) => None,
    };
    tx = match number {
        Some(_) => tx,
        None => {
            tx.commit().await?;
            backend.db.worker().await?
        }
    };
    let mut invoice = load(backend, &mut tx, eyes, subject).await?;
    if format.has_looks() {
        invoice.seller.logo = logos::of(&mut tx, eyes.entity_id).await?;
    }
    let document_number = invoice.number.clone();
    let file_name = format::file_name(format, &invoice);
    let mailbox = match form {
        Form::Envelope(_, mailbox, _) => mailbox.to_owned(),
        Form::File(..) => String::new(),
    };
    let (style_of, data) = match form {
        Form::File(_, style, data) => (style, data.clone()),
        Form::Envelope(_, _, data) => (Style::default(), data.clone()),
    };
    let made_at = now.with_timezone(&crate::gateways::clock::zone(&eyes.time_zone)).naive_local();
    let written = press::make_in_time(move || match number {
        Some(number) => interchange::write(
            format,
            &invoice,
            &Interchange { mailbox: &mailbox, number, made_at, x12: &data.x12 },
        ),
        None => format::write(format, &invoice, style_of, &data),
    });
    let bytes = match written.await? {
        Ok(bytes) => bytes,
        Err(Unwritten::Refused(refused)) => return Ok(Made::Refused(refused)),
        Err(error) => return Err(Error::caused(format!("making {document_number}"), error)),
    };
    let issued = Issued {
        id: Uuid::now_v7(),
        subject,
        number: document_number,
        format,
        file_name,
        bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        sha256: hex::encode(Sha256::digest(&bytes)),
        made_with: MADE_WITH.to_owned(),
        is_judged: format.has_rules(),
        issued_at: now,
    };
    backend.files.put(issued.id, bytes).await?;
    if keep(&mut tx, eyes.entity_id, &issued, &style).await? {
        tx.commit().await?;
        return Ok(Made::Kept(issued));
    }
    // Somebody was faster; theirs is the one that counts.
    backend.files.remove(issued.id).await?;
    read::find(backend, subject, format, &style).await?.map(Made::Kept).ok_or(Error::Conflict)
}

/// Reads it with the account's own eyes. The code was given in a transaction that may not have ended, so it
/// is put in here.
async fn load(
    backend: &Backend,
    tx: &mut PgConnection,
    eyes: &Buyer,
    subject: Subject,
) -> Result<Invoice> {
    let code = sqlx::query_scalar!(
        "SELECT code FROM document_check WHERE account_id = $1 AND subject_id = $2",
        subject.account_id.0,
        subject.id,
    )
    .fetch_one(tx)
    .await?;
    let invoice = subject.load(backend, eyes).await?;
    Ok(Invoice { check: Some(crate::invoices::document::check(backend, &code)), ..invoice })
}

/// The code by which its paper is proved to be genuine: one, whatever it is made as.
async fn give_code(
    tx: &mut PgConnection,
    entity_id: EntityId,
    subject: Subject,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO document_check (code, entity_id, account_id, subject_id, made_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT ON CONSTRAINT document_check_is_one DO NOTHING",
        document_check::code(rand::random()),
        entity_id.0,
        subject.account_id.0,
        subject.id,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn next_number(tx: &mut PgConnection, entity_id: EntityId, mailbox: &str) -> Result<u32> {
    let number = sqlx::query_scalar!(
        "INSERT INTO edi_partner AS p (entity_id, address, interchange) VALUES ($1, $2, 1)
         ON CONFLICT (entity_id, address) DO UPDATE
         SET interchange = CASE p.interchange WHEN 999999999 THEN 1 ELSE p.interchange + 1 END
         RETURNING interchange",
        entity_id.0,
        mailbox,
    )
    .fetch_one(tx)
    .await?;
    u32::try_from(number).map_err(|e| Error::caused("edi_partner.interchange", e))
}

/// Says that it is there; false where it was there already.
async fn keep(
    tx: &mut PgConnection,
    entity_id: EntityId,
    issued: &Issued,
    style: &str,
) -> Result<bool> {
    let kept = sqlx::query!(
        "INSERT INTO issued_document (id, entity_id, account_id, kind, subject_id, number, format, style, file_name,
                                      bytes, sha256, made_with, verdict, issued_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT ON CONSTRAINT issued_document_is_stored_once DO NOTHING",
        issued.id,
        entity_id.0,
        issued.subject.account_id.0,
        issued.subject.kind.code(),
        issued.subject.id,
        issued.number,
        issued.format.code(),
        style,
        issued.file_name,
        issued.bytes,
        issued.sha256,
        issued.made_with,
        if issued.is_judged { "valid" } else { "no rules" },
        issued.issued_at,
    )
    .execute(tx)
    .await?;
    Ok(kept.rows_affected() == 1)
}
