//! Sessions: who is signed in, and where they stand. tower-sessions has the cookie; what is behind
//! it is a row of ours, see [`Sessions`]. A row is made by a log-in, or by a move from a row that
//! ends with it. So a request that is still running when its session ends has nothing that it could
//! bring back.
//!
//! Times are the database's clock: how long somebody has been away is not business time.

mod standing;
mod store;

use crate::{
    actor::Actor,
    brands::Brand,
    db::{Db, Tx},
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use domain::{
    ids::{AccountId, EntityId, UserId},
    list_view::ListViews,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::PgConnection;
use standing::Standing;
use store::{BRAND, ENTRY, Entry, STANDING, VIEWS, hash, unflat};

pub use store::Sessions;
pub use tower_sessions_core::{Session, session::Id};

/// After how many idle minutes a buyer has to sign in again.
pub const BUYER_IDLE_MINUTES: i32 = 60;
/// The same for staff, who see more.
pub const STAFF_IDLE_MINUTES: i32 = 30;
/// After how many hours everybody has to, however busy they were.
pub const LONGEST_HOURS: i32 = 12;

/// Where somebody who is signed in stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "place", rename_all = "snake_case")]
pub enum Place {
    /// A buyer, at one of their accounts.
    Account {
        /// Which.
        account_id: AccountId,
    },
    /// Staff, at one of their entities.
    Entity {
        /// Which.
        entity_id: EntityId,
    },
    /// Staff of an entity, looking at the portal as one of its accounts sees it.
    Viewing {
        /// Where they came from, and go back to.
        entity_id: EntityId,
        /// Whose portal.
        account_id: AccountId,
    },
}

impl Place {
    fn idle_minutes(self) -> i32 {
        match self {
            Self::Account { .. } => BUYER_IDLE_MINUTES,
            Self::Entity { .. } | Self::Viewing { .. } => STAFF_IDLE_MINUTES,
        }
    }

    fn data(self) -> Value {
        json!(self)
    }
}

/// Who the session stands for at this moment, with their role of this moment. Nobody, if it ended,
/// the user is disabled or their membership is gone.
pub async fn actor(session: &Session) -> Result<Option<Actor>> {
    if session.id().is_none() {
        return Ok(None);
    }
    let standing: Option<Standing> = session.get(STANDING).await.map_err(unflat)?;
    Ok(standing.and_then(Standing::actor))
}

/// How whoever the session stands for sees their lists. It came with who they are.
pub async fn views(session: &Session) -> Result<ListViews> {
    if session.id().is_none() {
        return Ok(ListViews::default());
    }
    let kept = session.get(VIEWS).await.map_err(unflat)?;
    Ok(kept.map(ListViews::of_kept).unwrap_or_default())
}

/// The brand of the entity at which the session stands. It came with who they are.
pub async fn brand(session: &Session) -> Result<Brand> {
    if session.id().is_none() {
        return Ok(Brand::default());
    }
    Ok(session.get(BRAND).await.map_err(unflat)?.unwrap_or_default())
}

/// Opens a session for a user as they were when their password was compared. Whatever session the
/// browser had before ends with it.
pub(crate) async fn begin(
    session: &Session,
    user_id: UserId,
    version: i64,
    place: Place,
) -> Result<()> {
    enter(session, Entry { user_id, version, place, ends_at: None }).await
}

/// Moves a session to another place, under another id. The old one ends with the transaction, and
/// only who still had it gets a new one.
pub(crate) async fn move_and_commit(mut tx: Tx, session: &Session, place: Place) -> Result<()> {
    let entry: Option<Entry> = session.get(ENTRY).await.map_err(unflat)?;
    let (Some(id), Some(entry)) = (session.id(), entry) else { return Err(Error::NotFound) };
    let ends_at: DateTime<Utc> = sqlx::query_scalar!(
        "DELETE FROM session
          WHERE id_hash = $1 AND idle_until > clock_timestamp() AND ends_at > clock_timestamp()
         RETURNING ends_at",
        hash(id)
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    enter(session, Entry { place, ends_at: Some(ends_at), ..entry }).await
}

async fn enter(session: &Session, entry: Entry) -> Result<()> {
    if session.id().is_some() {
        session.flush().await.map_err(unflat)?;
    }
    session.insert(ENTRY, entry).await.map_err(unflat)?;
    session.save().await.map_err(unflat)
}

/// Signs out. That it was over already is fine.
pub async fn end(session: &Session) -> Result<()> {
    session.flush().await.map_err(unflat)
}

/// Ends every session of a user, in the transaction of what is the reason for it.
pub(crate) async fn end_all_of(tx: &mut PgConnection, user_id: UserId) -> Result<()> {
    sqlx::query!("DELETE FROM session WHERE user_id = $1", user_id.0).execute(tx).await?;
    Ok(())
}

/// Deletes what has ended by itself, and tells how many.
pub async fn delete_expired(db: &Db) -> Result<u64> {
    let deleted = sqlx::query!(
        "DELETE FROM session WHERE ends_at < clock_timestamp() OR idle_until < clock_timestamp()"
    )
    .execute(db.worker_pool())
    .await?;
    Ok(deleted.rows_affected())
}
