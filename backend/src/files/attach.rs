//! The rows of files: written with what they go with, or alone while a form waits to be put right.

use super::take_in::Checked;
use crate::{
    Backend,
    actor::{Buyer, Staff},
    db::Tx,
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use domain::{
    Refusal,
    access::Action,
    conversation::Side,
    file::{Kind, MOST_FILES},
    ids::{AccountId, EntityId, FileId, SupportingDocumentId, UserId},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// How many files of one person may wait at once.
const MOST_WAITING: i64 = 40;

/// What files go with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Carrier {
    /// A message.
    Message(Uuid),
    /// A paper.
    Paper(SupportingDocumentId),
}

impl Carrier {
    /// The two columns that say so.
    fn columns(self) -> (Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Message(id) => (Some(id), None),
            Self::Paper(id) => (None, Some(id.0)),
        }
    }
}

/// Whose files they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    /// The seller's entity.
    pub entity_id: EntityId,
    /// Of which account.
    pub account_id: AccountId,
    /// Who puts them there.
    pub side: Side,
    /// Whoever puts them there.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
}

/// Writes the rows of the files that something carries, in its transaction.
pub(crate) async fn attach(
    tx: &mut PgConnection,
    to: &Place,
    carrier: Carrier,
    files: &[Checked],
) -> Result<()> {
    if files.len() > MOST_FILES {
        return Err(too_many().into());
    }
    for file in files {
        if !file.waits {
            insert(tx, to, Some(carrier), file).await?;
        } else if !take_up(tx, to, carrier, file).await? {
            let words = format!("“{}” does not wait any more. Choose it again.", file.name);
            return Err(Refusal::field("files", words).into());
        }
    }
    Ok(())
}

/// Lets a file that waits go with something. Says whether it was still there. Buyers write messages
/// only, and their role could not say more.
async fn take_up(
    tx: &mut PgConnection,
    to: &Place,
    carrier: Carrier,
    file: &Checked,
) -> Result<bool> {
    let done = match carrier {
        Carrier::Message(id) => {
            sqlx::query!(
                "UPDATE file SET message_id = $4 WHERE account_id = $1 AND id = $2 AND put_by = $3 AND waits",
                to.account_id.0,
                file.id.0,
                to.by.0,
                id,
            )
            .execute(tx)
            .await?
        }
        Carrier::Paper(id) => {
            sqlx::query!(
                "UPDATE file SET supporting_document_id = $4
                 WHERE account_id = $1 AND id = $2 AND put_by = $3 AND waits",
                to.account_id.0,
                file.id.0,
                to.by.0,
                id.0,
            )
            .execute(tx)
            .await?
        }
    };
    Ok(done.rows_affected() == 1)
}

fn too_many() -> Refusal {
    Refusal::field("files", format!("Send at most {MOST_FILES} files with one message."))
}

async fn insert(
    tx: &mut PgConnection,
    to: &Place,
    carrier: Option<Carrier>,
    file: &Checked,
) -> Result<()> {
    let (message_id, paper_id) = carrier.map_or((None, None), Carrier::columns);
    sqlx::query!(
        "INSERT INTO file (id, entity_id, account_id, message_id, supporting_document_id, side, name, media_type, bytes,
                           sha256, put_by, put_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        file.id.0,
        to.entity_id.0,
        to.account_id.0,
        message_id,
        paper_id,
        to.side.code(),
        file.name,
        file.kind.media_type(),
        file.bytes,
        file.sha256,
        to.by.0,
        to.at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Whose files wait.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// A buyer's, at their account.
    Buyer(&'a Buyer),
    /// Staff's, for an account.
    Staff(&'a Staff, AccountId),
}

impl By<'_> {
    async fn begin(&self, backend: &Backend) -> Result<Tx> {
        match self {
            Self::Buyer(buyer) => backend.db.portal(buyer).await,
            Self::Staff(staff, _) => backend.db.staff(staff).await,
        }
    }

    /// Where they wait: of which account, and whose they are.
    fn place(&self, at: DateTime<Utc>) -> Place {
        match *self {
            Self::Buyer(buyer) => Place {
                entity_id: buyer.entity_id,
                account_id: buyer.account_id,
                side: Side::Buyer,
                by: buyer.user_id,
                at,
            },
            Self::Staff(staff, account_id) => Place {
                entity_id: staff.entity_id,
                account_id,
                side: Side::Seller,
                by: staff.user_id,
                at,
            },
        }
    }
}

/// Whether somebody may put files anywhere: refused by their role, and not found where there is no such
/// account of theirs. Asked before what they send is read.
pub async fn may_put(backend: &Backend, by: By<'_>) -> Result<()> {
    match by {
        By::Buyer(buyer) => return buyer.may(Action::Ask),
        By::Staff(staff, _) => staff.may(Action::Write)?,
    }
    let mut tx = by.begin(backend).await?;
    let place = by.place(backend.clock.now());
    let found = sqlx::query_scalar!(
        "SELECT id FROM account WHERE entity_id = $1 AND id = $2",
        place.entity_id.0,
        place.account_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    found.map(|_| ()).ok_or(Error::NotFound)
}

/// Lets files wait whose form was refused, so that they need not be sent again. Those that wait already
/// go on waiting. Says which ones wait.
pub async fn keep(backend: &Backend, by: By<'_>, files: Vec<Checked>) -> Result<Vec<Checked>> {
    if files.iter().all(|file| file.waits) {
        return Ok(files);
    }
    let place = by.place(backend.clock.now());
    let mut tx = by.begin(backend).await?;
    let waiting = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM file WHERE account_id = $1 AND put_by = $2 AND waits"#,
        place.account_id.0,
        place.by.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    let mut room = usize::try_from(MOST_WAITING - waiting).unwrap_or(0);
    let mut kept = Vec::with_capacity(files.len());
    for file in files {
        if !file.waits {
            // Whoever lets so many wait chooses the rest again.
            let Some(left) = room.checked_sub(1) else { continue };
            room = left;
            insert(&mut tx, &place, None, &file).await?;
        }
        kept.push(Checked { waits: true, ..file });
    }
    tx.commit().await?;
    Ok(kept)
}

/// Those of the files that wait, and that whoever asks has put there.
pub async fn kept(backend: &Backend, by: By<'_>, ids: &[FileId]) -> Result<Vec<Checked>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let place = by.place(backend.clock.now());
    let ids: Vec<Uuid> = ids.iter().take(MOST_FILES).map(|id| id.0).collect();
    let mut tx = by.begin(backend).await?;
    let rows = sqlx::query!(
        "SELECT id, name, media_type, bytes, sha256 FROM file
         WHERE account_id = $1 AND id = ANY ($2) AND put_by = $3 AND waits ORDER BY id",
        place.account_id.0,
        &ids,
        place.by.0,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    rows.into_iter()
        .map(|row| {
            Ok(Checked {
                id: FileId(row.id),
                name: row.name,
                kind: Kind::of(&row.media_type).ok_or_else(|| Error::bug("file.media_type"))?,
                bytes: row.bytes,
                sha256: row.sha256,
                waits: true,
            })
        })
        .collect()
}
