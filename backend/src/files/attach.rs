//! The rows of files: written with their message, or without one while a form waits to be put right.

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
    ids::{AccountId, EntityId, FileId, UserId},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// How many files of one person may wait at once.
const MOST_WAITING: i64 = 40;

/// The message that files go with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    /// The seller's entity.
    pub entity_id: EntityId,
    /// Of which account.
    pub account_id: AccountId,
    /// Which one.
    pub message_id: Uuid,
    /// Who writes it.
    pub side: Side,
    /// Whoever puts them there.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
}

/// Writes the rows of a message's files, in the transaction of the message.
pub(crate) async fn attach(tx: &mut PgConnection, to: &Place, files: &[Checked]) -> Result<()> {
    if files.len() > MOST_FILES {
        return Err(too_many().into());
    }
    for file in files {
        if !file.waits {
            insert(tx, to, Some(to.message_id), file).await?;
            continue;
        }
        let attached = sqlx::query!(
            "UPDATE file SET message_id = $4
             WHERE account_id = $1 AND id = $2 AND put_by = $3 AND message_id IS NULL",
            to.account_id.0,
            file.id.0,
            to.by.0,
            to.message_id,
        )
        .execute(&mut *tx)
        .await?;
        if attached.rows_affected() == 0 {
            let words = format!("“{}” does not wait any more. Choose it again.", file.name);
            return Err(Refusal::field("files", words).into());
        }
    }
    Ok(())
}

fn too_many() -> Refusal {
    Refusal::field("files", format!("Send at most {MOST_FILES} files with one message."))
}

async fn insert(
    tx: &mut PgConnection,
    to: &Place,
    message_id: Option<Uuid>,
    file: &Checked,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO file (id, entity_id, account_id, message_id, side, name, media_type, bytes, sha256, put_by, put_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        file.id.0,
        to.entity_id.0,
        to.account_id.0,
        message_id,
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
    /// Staff's, for a message to an account.
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
        let message_id = Uuid::nil();
        match *self {
            Self::Buyer(buyer) => Place {
                entity_id: buyer.entity_id,
                account_id: buyer.account_id,
                message_id,
                side: Side::Buyer,
                by: buyer.user_id,
                at,
            },
            Self::Staff(staff, account_id) => Place {
                entity_id: staff.entity_id,
                account_id,
                message_id,
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
        r#"SELECT count(*) AS "count!" FROM file WHERE account_id = $1 AND put_by = $2 AND message_id IS NULL"#,
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
         WHERE account_id = $1 AND id = ANY ($2) AND put_by = $3 AND message_id IS NULL ORDER BY id",
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
