//! Reading files: which ones a message has, and one of them.

use crate::{
    Backend,
    actor::{Buyer, Staff},
    error::{Error, Result},
};
use domain::{
    access::Action,
    file::Kind,
    ids::{AccountId, ConversationId, FileId},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

/// A file of a message or a paper.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attached {
    /// Its id.
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// How large it is.
    pub bytes: i64,
}

/// A file with what is in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The files of a conversation's messages, by message, as far as the role of the transaction may see
/// them.
pub(crate) async fn of_conversation(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: ConversationId,
) -> Result<Vec<(Uuid, Attached)>> {
    let rows = sqlx::query!(
        "SELECT m.id AS message_id, f.id, f.name, f.media_type, f.bytes
         FROM message m JOIN file f ON f.account_id = m.account_id AND f.message_id = m.id
         WHERE m.account_id = $1 AND m.conversation_id = $2 ORDER BY f.id",
        account_id.0,
        id.0,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let kind = Kind::of(&row.media_type).ok_or_else(|| Error::bug("file.media_type"))?;
            let (id, name, bytes) = (FileId(row.id), row.name, row.bytes);
            Ok((row.message_id, Attached { id, name, kind, bytes }))
        })
        .collect()
}

/// What is kept of a file.
struct Kept {
    name: String,
    media_type: String,
    sha256: String,
}

/// A file of something, as a query that reads both has it.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub(crate) struct Row {
    id: Uuid,
    name: String,
    media_type: String,
    bytes: i64,
}

impl TryFrom<Row> for Attached {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let kind = Kind::of(&row.media_type).ok_or_else(|| Error::bug("file.media_type"))?;
        Ok(Self { id: FileId(row.id), name: row.name, kind, bytes: row.bytes })
    }
}

/// A file of the buyer's account that goes with a message or a paper which they may read.
pub async fn get(backend: &Backend, buyer: &Buyer, id: FileId) -> Result<File> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let row = sqlx::query_as!(
        Kept,
        "SELECT name, media_type, sha256 FROM file WHERE account_id = $1 AND id = $2 AND NOT waits",
        buyer.account_id.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.end();
    open(backend, id, row).await
}

/// A file that goes with a message or a paper of an account of the entity.
pub async fn of_staff(backend: &Backend, staff: &Staff, id: FileId) -> Result<File> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let row = sqlx::query_as!(
        Kept,
        "SELECT name, media_type, sha256 FROM file WHERE entity_id = $1 AND id = $2 AND NOT waits",
        staff.entity_id.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.end();
    open(backend, id, row).await
}

/// Fetches what is in it, after the transaction: a store may take its time. What is not what was put
/// there is given to nobody.
async fn open(backend: &Backend, id: FileId, row: Option<Kept>) -> Result<File> {
    let row = row.ok_or(Error::NotFound)?;
    let kind = Kind::of(&row.media_type).ok_or_else(|| Error::bug("file.media_type"))?;
    let bytes = backend.files.get(id.0).await?;
    if hex::encode(Sha256::digest(&bytes)) != row.sha256 {
        return Err(Error::bug(format!("file {id} is not what was kept")));
    }
    Ok(File { name: row.name, kind, bytes })
}
