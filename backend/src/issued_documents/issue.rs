//! Making it, and keeping it. The bytes are in the store before the row says so: what ends in between leaves
//! bytes without a row, which the store's sweep takes.

use super::{Issued, Subject, load, read};
use crate::{Backend, Buyer, Error, Result, db::Tx, press};
use documents::{einvoice::Refused, format::Error as Unwritten, interchange::Interchange, typeset};
use domain::{data_style::DataStyle, format::Format, ids::EntityId, style::Style};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use std::sync::LazyLock;
use uuid::Uuid;

/// What makes documents, and what judges them: told with each, so that one that looks odd later can be
/// explained.
static MADE_WITH: LazyLock<String> = LazyLock::new(|| {
    let quittance = env!("CARGO_PKG_VERSION");
    let template = hex::encode(Sha256::digest(typeset::TEMPLATE));
    let template = &template[..12];
    format!("quittance {quittance}; template {template}; typst {TYPST}; en16931 {EN16931}")
});
/// What the workspace is pinned to.
const TYPST: &str = "0.15.1";
const EN16931: &str = "0.8.0";

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

/// The document in that form: the one that is kept, or made now. No transaction is open while it is set.
pub(crate) async fn issue(
    backend: &Backend,
    eyes: &Buyer,
    subject: Subject,
    form: Form<'_>,
) -> Result<Made> {
    let (format, key) = (form.format(), form.style());
    if let Some(kept) = read::find(backend, subject, format, &key).await? {
        return Ok(Made::Kept(kept));
    }
    let now = backend.clock.now();
    let language = match form {
        Form::File(_, style, _) => style.language,
        Form::Envelope(..) => Style::default().language,
    };
    let loaded = load::load(backend, eyes, subject, (format, language)).await?;
    let (number, file_name) = (loaded.number().to_owned(), loaded.file_name(format));
    let failed = |error| Error::caused(format!("making {number}"), error);
    let (tx, written) = match form {
        Form::File(_, style, data) => {
            let data = data.clone();
            let write = move || loaded.write(format, style, &data);
            let written = press::make_in_time(write).await?;
            (backend.db.worker().await?, written)
        }
        // One interchange at a time for a mailbox: its number is taken with the document that it is on.
        Form::Envelope(_, mailbox, data) => {
            let mut tx = backend.db.worker().await?;
            let number = next_number(&mut tx, eyes.entity_id, mailbox).await?;
            let zone = crate::gateways::clock::zone(&eyes.time_zone);
            let made_at = now.with_timezone(&zone).naive_local();
            let envelope = Interchange { mailbox, number, made_at, x12: &data.x12 };
            let written = match loaded.envelop(format, &envelope) {
                Ok(Some(bytes)) => Ok(bytes),
                Ok(None) => return Err(Error::bug("an envelope for what is not billed")),
                Err(error) => Err(error),
            };
            (tx, written)
        }
    };
    let bytes = match written {
        Ok(bytes) => bytes,
        Err(Unwritten::Refused(refused)) => return Ok(Made::Refused(refused)),
        Err(error) => return Err(failed(error)),
    };
    let issued = Issued {
        id: Uuid::now_v7(),
        subject,
        number: number.clone(),
        format,
        file_name,
        bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        sha256: hex::encode(Sha256::digest(&bytes)),
        made_with: MADE_WITH.clone(),
        is_judged: format.has_rules(),
        issued_at: now,
    };
    keep_bytes(backend, tx, eyes.entity_id, issued, &key, bytes).await
}

/// Keeps it, in the store and then in the table. Where somebody was faster, theirs is the one that counts.
async fn keep_bytes(
    backend: &Backend,
    mut tx: Tx,
    entity_id: EntityId,
    issued: Issued,
    key: &str,
    bytes: Vec<u8>,
) -> Result<Made> {
    backend.files.put(issued.id, bytes).await?;
    if keep(&mut tx, entity_id, &issued, key).await? {
        tx.commit().await?;
        return Ok(Made::Kept(issued));
    }
    tx.end();
    backend.files.remove(issued.id).await?;
    let kept = read::find(backend, issued.subject, issued.format, key).await?;
    kept.map(Made::Kept).ok_or(Error::Conflict)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_what_the_workspace_is_pinned_to_and_which_template_it_was() {
        let manifest = include_str!("../../../Cargo.toml");
        for pin in
            [format!("typst = {{ version = \"={TYPST}\""), format!("en16931 = \"={EN16931}\"")]
        {
            assert!(manifest.contains(&pin), "{pin}");
        }
        let (_, rest) = MADE_WITH.split_once("; template ").expect("a template");
        let (hash, _) = rest.split_once(';').expect("a hash");
        assert!(
            hex::encode(Sha256::digest(typeset::TEMPLATE)).starts_with(hash) && hash.len() == 12
        );
    }
}
