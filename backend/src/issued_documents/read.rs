//! Reading what was issued.

use super::Subject;
use crate::{Backend, Buyer, Error, Result, Staff};
use chrono::{DateTime, Utc};
use domain::{access::Action, document::Kind, format::Format, ids::AccountId};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

/// A document that was issued.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Issued {
    /// Its id, and its key in the store.
    pub id: Uuid,
    /// What it is of.
    pub subject: Subject,
    /// What people call it.
    pub number: String,
    /// Its format.
    pub format: Format,
    /// The name of its file.
    pub file_name: String,
    /// How long it is.
    pub bytes: i64,
    /// Its hash, in hexadecimal.
    pub sha256: String,
    /// The versions of what made and judged it.
    pub made_with: String,
    /// Whether its format has rules that it was judged by; it keeps all of them.
    pub is_judged: bool,
    /// When.
    pub issued_at: DateTime<Utc>,
}

struct Row {
    id: Uuid,
    account_id: Uuid,
    kind: String,
    subject_id: Uuid,
    number: String,
    format: String,
    file_name: String,
    bytes: i64,
    sha256: String,
    made_with: String,
    verdict: String,
    issued_at: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Result<Issued> {
        let bug = || Error::bug("issued_document");
        Ok(Issued {
            id: self.id,
            subject: Subject {
                kind: Kind::of(&self.kind).ok_or_else(bug)?,
                account_id: AccountId(self.account_id),
                id: self.subject_id,
            },
            number: self.number,
            format: Format::of(&self.format).ok_or_else(bug)?,
            file_name: self.file_name,
            bytes: self.bytes,
            sha256: self.sha256,
            made_with: self.made_with,
            is_judged: self.verdict == "valid",
            issued_at: self.issued_at,
        })
    }
}

/// The one in that form, if it was issued.
pub(super) async fn find(
    backend: &Backend,
    subject: Subject,
    format: Format,
    style: &str,
) -> Result<Option<Issued>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, account_id, kind, subject_id, number, format, file_name, bytes, sha256, made_with, verdict, issued_at
         FROM issued_document
         WHERE account_id = $1 AND subject_id = $2 AND kind = $3 AND format = $4 AND style = $5",
        subject.account_id.0,
        subject.id,
        subject.kind.code(),
        format.code(),
        style,
    )
    .fetch_optional(backend.db.worker_pool())
    .await?;
    row.map(Row::read).transpose()
}

/// The one of an id.
pub(crate) async fn get(tx: &mut PgConnection, account_id: AccountId, id: Uuid) -> Result<Issued> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, account_id, kind, subject_id, number, format, file_name, bytes, sha256, made_with, verdict, issued_at
         FROM issued_document WHERE account_id = $1 AND id = $2",
        account_id.0,
        id,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    row.read()
}

/// One of the buyer's account, with its bytes.
pub async fn bytes(backend: &Backend, buyer: &Buyer, id: Uuid) -> Result<(Issued, Vec<u8>)> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let issued = get(&mut tx, buyer.account_id, id).await?;
    tx.end();
    stored(backend, issued).await
}

/// One of an account of the entity, with its bytes.
pub async fn bytes_for_staff(
    backend: &Backend,
    staff: &Staff,
    id: Uuid,
) -> Result<(Issued, Vec<u8>)> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let account = sqlx::query_scalar!("SELECT account_id FROM issued_document WHERE id = $1", id);
    let account = account.fetch_optional(&mut *tx).await?.ok_or(Error::NotFound)?;
    let issued = get(&mut tx, AccountId(account), id).await?;
    tx.end();
    stored(backend, issued).await
}

/// Its bytes, as they were: others are given to nobody.
pub(crate) async fn stored(backend: &Backend, issued: Issued) -> Result<(Issued, Vec<u8>)> {
    let bytes = backend.files.get(issued.id).await?;
    if hex::encode(Sha256::digest(&bytes)) != issued.sha256 {
        return Err(Error::bug(format!(
            "the bytes of document {} are not what was issued",
            issued.id
        )));
    }
    Ok((issued, bytes))
}

/// One of an account of the entity.
pub async fn get_for_staff(backend: &Backend, staff: &Staff, id: Uuid) -> Result<Issued> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let account = sqlx::query_scalar!("SELECT account_id FROM issued_document WHERE id = $1", id);
    let account = account.fetch_optional(&mut *tx).await?.ok_or(Error::NotFound)?;
    let issued = get(&mut tx, AccountId(account), id).await?;
    tx.end();
    Ok(issued)
}
