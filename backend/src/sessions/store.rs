//! Where tower-sessions keeps its sessions: our own table, because a session here is a user's, ends
//! with what its user was when it began, and never comes back.
//!
//! - [`SessionStore::create`] inserts under an id that nobody has chosen before, and only for a user
//!   who is still as they were.
//! - [`SessionStore::save`] changes a row that is there and makes none: a slow request brings nothing
//!   back that ended meanwhile.
//! - The cookie's value is never stored, only its SHA-256: who reads the table cannot sign in with
//!   what is there.

use super::{LONGEST_HOURS, Place, standing::Standing};
use crate::{
    brands::Brand,
    db::Db,
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use domain::ids::UserId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, fmt};
use tower_sessions_core::{
    SessionStore,
    session::{Id, Record},
    session_store,
};

/// What a session is made of, in its record under this key.
pub(super) const ENTRY: &str = "entry";
/// Who it stands for at this moment, in its record under this key; read with it, stored nowhere.
pub(super) const STANDING: &str = "standing";
/// How they see their lists, in its record under this key; read with it, stored nowhere. Most have
/// chosen nothing, and then there is none.
pub(super) const VIEWS: &str = "views";
/// The brand of the entity at which they stand, in its record under this key; read with it, stored nowhere.
pub(super) const BRAND: &str = "brand";

/// What a session is made of.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Whose it is.
    pub user_id: UserId,
    /// What their row was when their password was compared.
    pub version: i64,
    /// Where they stand.
    pub place: Place,
    /// When it ends however busy they are; none for one that begins now.
    pub ends_at: Option<DateTime<Utc>>,
}

/// The sessions in the database.
#[derive(Clone)]
pub struct Sessions(Db);

impl Sessions {
    /// Those of a database.
    pub const fn new(db: Db) -> Self {
        Self(db)
    }

    /// A new row, for a user who is still as they were when their password was compared: who was
    /// disabled or got another password since then is not let in.
    async fn insert(&self, id: Id, entry: Entry) -> Result<()> {
        let made = sqlx::query!(
            "INSERT INTO session (id_hash, user_id, data, created_at, seen_at, idle_until, ends_at)
             SELECT $1, id, $4, clock_timestamp(), clock_timestamp(),
                    clock_timestamp() + make_interval(mins => $5),
                    coalesce($7, clock_timestamp() + make_interval(hours => $6))
               FROM app_user WHERE id = $2 AND version = $3 AND disabled_at IS NULL
                FOR SHARE",
            hash(id),
            entry.user_id.0,
            entry.version,
            entry.place.data(),
            entry.place.idle_minutes(),
            LONGEST_HOURS,
            entry.ends_at,
        )
        .execute(self.0.gate_pool())
        .await?;
        if made.rows_affected() == 0 {
            return Err(Error::Conflict);
        }
        Ok(())
    }

    /// What the session is, and who it stands for, with their role of this moment. Once a minute at
    /// most it is noted that they are still there.
    async fn find(&self, id: Id) -> Result<Option<Record>> {
        let hash = hash(id);
        let row = sqlx::query!(
            r#"SELECT s.data, s.ends_at, s.seen_at < clock_timestamp() - interval '1 minute' AS "is_to_be_noted!",
                   u.id AS "user_id!", u.version AS "version!",
                   u.name AS "user_name!", e.id AS "entity_id!", e.short_name AS "entity_name!",
                   e.time_zone AS "time_zone!",
                   a.id AS "account_id?", a.number AS "account_number?", a.name AS "account_name?",
                   b.role AS "buyer_role?", m.role AS "staff_role?",
                   (SELECT jsonb_agg(v) FROM list_view v WHERE v.user_id = s.user_id) AS views,
                   r.version AS "brand_version?", r.picture IS NOT NULL AS "has_logo!", r.colour AS "colour?"
              FROM session s
              JOIN app_user u ON u.id = s.user_id AND u.disabled_at IS NULL
              LEFT JOIN account a ON a.id = (s.data->>'account_id')::uuid
              JOIN entity e ON e.id = coalesce(a.entity_id, (s.data->>'entity_id')::uuid)
              LEFT JOIN entity_brand r ON r.entity_id = e.id
              LEFT JOIN buyer_membership b
                     ON b.user_id = u.id AND b.account_id = a.id AND u.kind = 'buyer'
              LEFT JOIN staff_membership m
                     ON m.user_id = u.id AND m.entity_id = e.id AND u.kind = 'staff'
             WHERE s.id_hash = $1 AND s.idle_until > clock_timestamp()
               AND s.ends_at > clock_timestamp()"#,
            &hash,
        )
        .fetch_optional(self.0.gate_pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let place: Place =
            serde_json::from_value(row.data).map_err(|error| Error::caused("session", error))?;
        if row.is_to_be_noted {
            self.note(&hash, place).await?;
        }
        let entry = Entry {
            user_id: row.user_id.into(),
            version: row.version,
            place,
            ends_at: Some(row.ends_at),
        };
        let standing = Standing {
            place,
            user_id: row.user_id,
            user_name: row.user_name,
            entity_id: row.entity_id,
            entity_name: row.entity_name,
            time_zone: row.time_zone,
            account_id: row.account_id,
            account_number: row.account_number,
            account_name: row.account_name,
            buyer_role: row.buyer_role,
            staff_role: row.staff_role,
        };
        let data = [(ENTRY.to_owned(), json!(entry)), (STANDING.to_owned(), json!(standing))];
        let mut data = HashMap::from(data);
        data.extend(row.views.map(|views| (VIEWS.to_owned(), views)));
        data.extend(row.brand_version.map(|version| {
            let brand = Brand { colour: row.colour, has_logo: row.has_logo, version };
            (BRAND.to_owned(), json!(brand))
        }));
        Ok(Some(Record { id, data, expiry_date: far_off() }))
    }

    /// Of several requests at once, one notes it.
    async fn note(&self, hash: &[u8], place: Place) -> Result<()> {
        sqlx::query!(
            "UPDATE session SET seen_at = clock_timestamp(),
                    idle_until = clock_timestamp() + make_interval(mins => $2)
             WHERE id_hash = $1 AND idle_until > clock_timestamp() AND ends_at > clock_timestamp()
               AND seen_at < clock_timestamp() - interval '1 minute'",
            hash,
            place.idle_minutes(),
        )
        .execute(self.0.gate_pool())
        .await?;
        Ok(())
    }

    async fn change(&self, record: &Record) -> Result<()> {
        let Some(entry) = entry_of(&record.data) else { return Ok(()) };
        sqlx::query!(
            "UPDATE session SET data = $2 WHERE id_hash = $1",
            hash(record.id),
            entry.place.data()
        )
        .execute(self.0.gate_pool())
        .await?;
        Ok(())
    }

    async fn remove(&self, id: Id) -> Result<()> {
        sqlx::query!("DELETE FROM session WHERE id_hash = $1", hash(id))
            .execute(self.0.gate_pool())
            .await?;
        Ok(())
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions")
    }
}

#[async_trait::async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        // Never an id that a browser brought along, and never one that was used before.
        record.id = Id::default();
        let entry = entry_of(&record.data).ok_or_else(|| {
            session_store::Error::Backend("a session begins with a log-in".into())
        })?;
        self.insert(record.id, entry).await.map_err(flat)
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        self.change(record).await.map_err(flat)
    }

    /// An id that is not known, or whose session has ended, is a visitor about whom nothing is
    /// known. To answer `None` would have the cookie taken away; but a newer one may be on its way
    /// to the browser, by the answer to a request that changed it meanwhile.
    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let found = self.find(*id).await.map_err(flat)?;
        let nobody = || Record { id: *id, data: HashMap::new(), expiry_date: far_off() };
        Ok(Some(found.unwrap_or_else(nobody)))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.remove(*id).await.map_err(flat)
    }
}

pub(super) fn hash(id: Id) -> Vec<u8> {
    Sha256::digest(id.0.to_le_bytes()).to_vec()
}

fn entry_of(data: &HashMap<String, Value>) -> Option<Entry> {
    Entry::deserialize(data.get(ENTRY)?).ok()
}

/// The row says when a session ends; the record's date is asked for by nobody.
const fn far_off() -> time::OffsetDateTime {
    time::OffsetDateTime::new_utc(time::Date::MAX, time::Time::MIDNIGHT)
}

/// tower-sessions carries errors as text; [`unflat`] reads it on the other side.
fn flat(error: Error) -> session_store::Error {
    if matches!(error, Error::Bug { .. }) {
        tracing::error!(?error, "sessions");
    }
    session_store::Error::Backend(error.to_string())
}

/// What it was before [`flat`].
pub(super) fn unflat(error: tower_sessions_core::session::Error) -> Error {
    let text = error.to_string();
    if text == Error::Conflict.to_string() {
        Error::Conflict
    } else if text.starts_with("unavailable: ") {
        Error::Unavailable("the sessions cannot be read now")
    } else {
        Error::caused("session", error)
    }
}
