//! Sessions: who is signed in, and where they stand. A row is made by a log-in and by nothing else;
//! moving on to another account renames it in one statement. So a request that is still running
//! when its session ends has nothing that it could bring back.
//!
//! Times are the database's clock: how long somebody has been away is not business time.

mod token;

use crate::{
    actor::{Actor, Buyer, Staff},
    db::Db,
    error::{Error, Result},
};
use domain::{
    access::{Action, BuyerRole, StaffRole, staff_may},
    ids::{AccountId, EntityId, UserId},
};
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::PgConnection;

pub use token::Token;

/// After how many idle minutes a buyer has to sign in again.
pub const BUYER_IDLE_MINUTES: i32 = 60;
/// The same for staff, who see more.
pub const STAFF_IDLE_MINUTES: i32 = 30;
/// After how many hours everybody has to, however busy they were.
pub const LONGEST_HOURS: i32 = 12;

/// Where somebody who is signed in stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
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

/// Opens a session for a user as they were when their password was compared: who was disabled or
/// got another password since then is not let in.
pub(crate) async fn create(
    tx: &mut PgConnection,
    user_id: UserId,
    version: i64,
    place: Place,
) -> Result<Token> {
    let token = Token::random();
    let made = sqlx::query!(
        "INSERT INTO session (id_hash, user_id, data, created_at, seen_at, idle_until, ends_at)
         SELECT $1, id, $4, clock_timestamp(), clock_timestamp(),
                clock_timestamp() + make_interval(mins => $5),
                clock_timestamp() + make_interval(hours => $6)
           FROM app_user WHERE id = $2 AND version = $3 AND disabled_at IS NULL
            FOR SHARE",
        token.hash(),
        user_id.0,
        version,
        place.data(),
        place.idle_minutes(),
        LONGEST_HOURS,
    )
    .execute(tx)
    .await?;
    if made.rows_affected() == 0 {
        return Err(Error::Conflict);
    }
    Ok(token)
}

/// Moves a session to another place, under another token: the old one is void at once.
pub(crate) async fn move_to(tx: &mut PgConnection, token: &Token, place: Place) -> Result<Token> {
    let next = Token::random();
    let moved = sqlx::query!(
        "UPDATE session SET id_hash = $2, data = $3, seen_at = clock_timestamp(),
                idle_until = clock_timestamp() + make_interval(mins => $4)
          WHERE id_hash = $1 AND idle_until > clock_timestamp() AND ends_at > clock_timestamp()",
        token.hash(),
        next.hash(),
        place.data(),
        place.idle_minutes(),
    )
    .execute(tx)
    .await?;
    if moved.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    Ok(next)
}

/// Who a token stands for at this moment, with their role of this moment. Nobody, if the session
/// ended, the user is disabled or their membership is gone. One query: it also notes, once a
/// minute at most, that they are still there.
pub async fn find(db: &Db, token: &Token) -> Result<Option<Actor>> {
    let row = sqlx::query_as!(
        Found,
        r#"WITH seen AS (
            UPDATE session SET seen_at = clock_timestamp(),
                   idle_until = clock_timestamp()
                       + make_interval(mins => CASE data->>'place'
                           WHEN 'account' THEN $2::int ELSE $3::int END)
             WHERE id_hash = $1 AND idle_until > clock_timestamp() AND ends_at > clock_timestamp()
               AND seen_at < clock_timestamp() - interval '1 minute'
        )
        SELECT s.data->>'place' AS "place!", u.id AS "user_id!", u.name AS "user_name!",
               e.id AS "entity_id!", e.short_name AS "entity_name!", e.time_zone AS "time_zone!",
               a.id AS "account_id?", a.number AS "account_number?", a.name AS "account_name?",
               b.role AS "buyer_role?", m.role AS "staff_role?"
          FROM session s
          JOIN app_user u ON u.id = s.user_id AND u.disabled_at IS NULL
          LEFT JOIN account a ON a.id = (s.data->>'account_id')::uuid
          JOIN entity e ON e.id = coalesce(a.entity_id, (s.data->>'entity_id')::uuid)
          LEFT JOIN buyer_membership b
                 ON b.user_id = u.id AND b.account_id = a.id AND u.kind = 'buyer'
          LEFT JOIN staff_membership m
                 ON m.user_id = u.id AND m.entity_id = e.id AND u.kind = 'staff'
         WHERE s.id_hash = $1 AND s.idle_until > clock_timestamp()
           AND s.ends_at > clock_timestamp()"#,
        token.hash(),
        BUYER_IDLE_MINUTES,
        STAFF_IDLE_MINUTES,
    )
    .fetch_optional(db.gate_pool())
    .await?;
    Ok(row.and_then(Found::actor))
}

/// Signs out. That it was over already is fine.
pub async fn end(db: &Db, token: &Token) -> Result<()> {
    sqlx::query!("DELETE FROM session WHERE id_hash = $1", token.hash())
        .execute(db.gate_pool())
        .await?;
    Ok(())
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

struct Found {
    place: String,
    user_id: uuid::Uuid,
    user_name: String,
    entity_id: uuid::Uuid,
    entity_name: String,
    time_zone: String,
    account_id: Option<uuid::Uuid>,
    account_number: Option<String>,
    account_name: Option<String>,
    buyer_role: Option<String>,
    staff_role: Option<String>,
}

impl Found {
    /// What the roles of this moment make of them: a role that was taken away is gone at once, and
    /// staff who may no longer look at the portal stand at their entity again.
    fn actor(self) -> Option<Actor> {
        if self.place == "account" {
            let role = BuyerRole::of(self.buyer_role.as_deref()?)?;
            let name = self.user_name.clone();
            return self.buyer(name, role, None);
        }
        let role = StaffRole::of(self.staff_role.as_deref()?)?;
        if self.place == "viewing" && staff_may(role, Action::ViewPortalAs) {
            let name = self.user_name.clone();
            return self.buyer(name.clone(), BuyerRole::View, Some(name));
        }
        Some(Actor::Staff(Staff {
            user_id: self.user_id.into(),
            name: self.user_name,
            entity_id: self.entity_id.into(),
            entity_name: self.entity_name,
            time_zone: self.time_zone,
            role,
        }))
    }

    fn buyer(self, name: String, role: BuyerRole, seen_by_staff: Option<String>) -> Option<Actor> {
        Some(Actor::Buyer(Buyer {
            user_id: self.user_id.into(),
            name,
            account_id: self.account_id?.into(),
            account_number: self.account_number?,
            account_name: self.account_name?,
            entity_id: self.entity_id.into(),
            entity_name: self.entity_name,
            time_zone: self.time_zone,
            role,
            seen_by_staff,
        }))
    }
}
