//! Signing in with an e-mail address and a password.

use super::normal_email;
use crate::{
    Backend, Error, Result,
    passwords::Comparison,
    sessions::{self, Place, Session},
    throttle::{self, Admission, Try},
};
use domain::ids::UserId;
use sqlx::PgConnection;
use std::net::IpAddr;
use uuid::Uuid;

/// Longer than any e-mail address; what is longer is not looked up.
const LONGEST_EMAIL: usize = 254;

/// Why somebody is not let in. Says the same of who does not exist and of who mistyped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogInRefusal {
    /// The e-mail address and the password do not belong together.
    Mismatch {
        /// How many more tries there are before a wait.
        tries_left: i32,
        /// How long the wait is now, in seconds; 0 while tries are left.
        wait_seconds: i32,
    },
    /// Too many tries: the password was not even looked at.
    Wait {
        /// For how long.
        seconds: i64,
    },
    /// The password is right, but there is no account or entity that they belong to any more.
    NowhereToGo,
}

/// Lets somebody in, at the first of their accounts or entities by name, and tells where that is.
pub async fn log_in(
    backend: &Backend,
    session: &Session,
    email: &str,
    password: String,
    ip: IpAddr,
) -> Result<Result<Place, LogInRefusal>> {
    let email = normal_email(email);
    let attempt = match throttle::admit(&backend.db, ip, &email).await? {
        Admission::Admitted(attempt) => attempt,
        Admission::Wait { seconds } => {
            tracing::warn!(%ip, seconds, "log-in refused: too many tries");
            return Ok(Err(LogInRefusal::Wait { seconds }));
        }
    };
    match judge(backend, session, &email, password, &attempt).await {
        Ok(judged) => Ok(judged),
        Err(error) => {
            // Nobody has looked at the password, so it does not count against them.
            let mut tx = backend.db.gate().await?;
            throttle::take_back(&mut tx, &attempt).await?;
            tx.commit().await?;
            Err(error)
        }
    }
}

async fn judge(
    backend: &Backend,
    session: &Session,
    email: &str,
    password: String,
    attempt: &Try,
) -> Result<Result<Place, LogInRefusal>> {
    let user = find_by_email(backend, email).await?;
    let stored = user.as_ref().map(|user| user.password_hash.clone());
    let comparison = backend.passwords.compare(password.clone(), stored).await?;
    let user = match user {
        Some(user) if comparison != Comparison::Different && !user.is_disabled => user,
        _ => {
            tracing::info!("log-in refused: e-mail and password do not match");
            return Ok(Err(LogInRefusal::Mismatch {
                tries_left: attempt.left,
                wait_seconds: attempt.wait_seconds,
            }));
        }
    };
    let new_hash = match comparison {
        // No reason to keep somebody out: the next log-in is another occasion.
        Comparison::SameButOutdated => backend.passwords.hash(password).await.ok(),
        _ => None,
    };

    let mut tx = backend.db.gate().await?;
    throttle::succeeded(&mut tx, attempt).await?;
    if let Some(hash) = new_hash {
        // The same password at today's cost: no new version, the sessions stay.
        sqlx::query!(
            "UPDATE app_user SET password_hash = $2 WHERE id = $1 AND version = $3",
            user.id,
            hash,
            user.version
        )
        .execute(&mut *tx)
        .await?;
    }
    let Some(place) = first_place(&mut tx, user.id).await? else {
        tx.commit().await?;
        return Ok(Err(LogInRefusal::NowhereToGo));
    };
    tx.commit().await?;
    let user_id = UserId(user.id);
    sessions::begin(session, user_id, user.version, place).await?;
    tracing::info!(%user_id, "logged in");
    Ok(Ok(place))
}

struct Known {
    id: Uuid,
    password_hash: String,
    is_disabled: bool,
    version: i64,
}

async fn find_by_email(backend: &Backend, email: &str) -> Result<Option<Known>> {
    if email.len() > LONGEST_EMAIL || email.contains('\0') {
        return Ok(None);
    }
    sqlx::query_as!(
        Known,
        r#"SELECT id, password_hash, disabled_at IS NOT NULL AS "is_disabled!", version
             FROM app_user WHERE email = $1"#,
        email
    )
    .fetch_optional(backend.db.gate_pool())
    .await
    .map_err(Error::from)
}

async fn first_place(tx: &mut PgConnection, user_id: Uuid) -> Result<Option<Place>> {
    let row = sqlx::query!(
        r#"(SELECT m.account_id AS "account_id?", a.entity_id AS "entity_id!", a.name AS name
              FROM buyer_membership m JOIN account a ON a.id = m.account_id
              JOIN app_user u ON u.id = m.user_id AND u.kind = 'buyer'
             WHERE m.user_id = $1)
           UNION ALL
           (SELECT NULL, m.entity_id, e.short_name
              FROM staff_membership m JOIN entity e ON e.id = m.entity_id
              JOIN app_user u ON u.id = m.user_id AND u.kind = 'staff'
             WHERE m.user_id = $1)
           ORDER BY name, 1, 2 LIMIT 1"#,
        user_id
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| match row.account_id {
        Some(id) => Place::Account { account_id: id.into() },
        None => Place::Entity { entity_id: row.entity_id.into() },
    }))
}
