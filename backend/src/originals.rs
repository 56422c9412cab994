//! Originals: documents that came in as e-invoices, as they came. What is kept never changes; whoever has one is
//! given the bytes of which the hash was taken.

use crate::{
    Backend,
    actor::{Buyer, Staff},
    db::Tx,
    error::{Error, Result},
    gateways::files::Files,
};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    ids::{AccountId, CreditNoteId, EntityId, ImportId, InvoiceId, OriginalId},
};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use std::sync::Arc;
use uuid::Uuid;

/// What all of them are.
const MEDIA_TYPE: &str = "application/xml";

/// What a file has become.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    /// An invoice.
    Invoice(InvoiceId),
    /// A credit note.
    CreditNote(CreditNoteId),
}

/// Who asks for one.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// A buyer, for one of their account.
    Buyer(&'a Buyer),
    /// A member of staff, for one of their entity.
    Staff(&'a Staff),
}

impl By<'_> {
    async fn begin(self, backend: &Backend) -> Result<Tx> {
        match self {
            Self::Buyer(buyer) => {
                buyer.may(Action::ViewAccount)?;
                backend.db.portal(buyer).await
            }
            Self::Staff(staff) => {
                staff.may(Action::ViewReceivables)?;
                backend.db.staff(staff).await
            }
        }
    }
}

/// An original.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Original {
    /// Which.
    pub id: OriginalId,
    /// What the file was called.
    pub name: String,
    /// How large it is.
    pub bytes: i64,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
}

/// A file that was taken in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Came {
    /// What it was called.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A file and what it has become.
pub(crate) struct New {
    pub account_id: AccountId,
    pub of: Of,
    pub came: Arc<Came>,
}

/// Keeps them, in the transaction of what they have become: the bytes are in the store before the rows are
/// there. Bytes whose transaction fails are swept away.
pub(crate) async fn keep(
    tx: &mut PgConnection,
    files: &Files,
    (entity_id, import_id): (EntityId, ImportId),
    now: DateTime<Utc>,
    all: Vec<New>,
) -> Result<()> {
    for New { account_id, of, came } in all {
        let id = Uuid::now_v7();
        files.put(id, came.bytes.clone()).await?;
        let (invoice, credit_note) = match of {
            Of::Invoice(id) => (Some(id.0), None),
            Of::CreditNote(id) => (None, Some(id.0)),
        };
        sqlx::query!(
            "INSERT INTO original (id, entity_id, account_id, invoice_id, credit_note_id, import_id, name, media_type, bytes, sha256, kept_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            id,
            entity_id.0,
            account_id.0,
            invoice,
            credit_note,
            import_id.0,
            came.name,
            MEDIA_TYPE,
            i64::try_from(came.bytes.len()).unwrap_or(i64::MAX),
            hex::encode(Sha256::digest(&came.bytes)),
            now,
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

struct Row {
    id: Uuid,
    name: String,
    bytes: i64,
    sha256: String,
}

impl Row {
    fn read(self) -> Original {
        let Self { id, name, bytes, sha256 } = self;
        Original { id: id.into(), name, bytes, sha256 }
    }
}

/// The original of a document, if it came as one.
pub async fn find(backend: &Backend, by: By<'_>, of: Of) -> Result<Option<Original>> {
    let (invoice, credit_note) = match of {
        Of::Invoice(id) => (Some(id.0), None),
        Of::CreditNote(id) => (None, Some(id.0)),
    };
    let mut tx = by.begin(backend).await?;
    let found = sqlx::query_as!(
        Row,
        "SELECT id, name, bytes, sha256 FROM original WHERE invoice_id = $1 OR credit_note_id = $2",
        invoice,
        credit_note,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.end();
    Ok(found.map(Row::read))
}

/// An original, and the bytes that came.
///
/// # Errors
/// If it is not theirs to have, or if the store has other bytes than those that came.
pub async fn open(backend: &Backend, by: By<'_>, id: OriginalId) -> Result<(Original, Vec<u8>)> {
    let mut tx = by.begin(backend).await?;
    let found =
        sqlx::query_as!(Row, "SELECT id, name, bytes, sha256 FROM original WHERE id = $1", id.0,)
            .fetch_optional(&mut *tx)
            .await?
            .ok_or(Error::NotFound)?;
    tx.end();
    let original = found.read();
    let bytes = backend.files.get(id.0).await?;
    if hex::encode(Sha256::digest(&bytes)) != original.sha256 {
        return Err(Error::bug(format!("original {id} is not what came")));
    }
    Ok((original, bytes))
}
