//! What happened to an account or a document, newest first, with what its buyers do not read.

use super::paging::{From, Key, Page};
use crate::{Result, Staff, db::Tx};
use chrono::{DateTime, Utc};
use domain::ids::AccountId;
use uuid::Uuid;

/// How many events are shown at once.
const SHOWN: usize = 20;

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// Which.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who or what did it.
    pub actor: String,
    /// Whether a person did.
    pub by_person: bool,
    /// Its name: noun and past tense.
    pub name: String,
    /// One sentence.
    pub text: String,
    /// Whether the account's users read it, too.
    pub for_buyer: bool,
}

/// The events of an account.
pub(super) async fn of_account(
    tx: &mut Tx,
    staff: &Staff,
    account_id: AccountId,
    from: &From,
) -> Result<Page<Event>> {
    let most = i64::try_from(SHOWN).unwrap_or(i64::MAX) + 1;
    let key = from.key().and_then(|key| Some((key.value.parse().ok()?, key.id)));
    let (at, id): (DateTime<Utc>, Uuid) = key.unwrap_or(if from.is_backwards() {
        (DateTime::UNIX_EPOCH, Uuid::nil())
    } else {
        (far(), Uuid::max())
    });
    let rows = if from.is_backwards() {
        sqlx::query_as!(
            Event,
            r#"SELECT id, at, actor_name AS actor, actor_kind <> 'system' AS "by_person!", name, text, for_buyer
               FROM event WHERE account_id = $1 AND entity_id = $2 AND (at, id) > ($3, $4)
               ORDER BY at, id LIMIT $5"#,
            account_id.0,
            staff.entity_id.0,
            at,
            id,
            most,
        )
        .fetch_all(&mut **tx)
        .await?
    } else {
        sqlx::query_as!(
            Event,
            r#"SELECT id, at, actor_name AS actor, actor_kind <> 'system' AS "by_person!", name, text, for_buyer
               FROM event WHERE account_id = $1 AND entity_id = $2 AND (at, id) < ($3, $4)
               ORDER BY at DESC, id DESC LIMIT $5"#,
            account_id.0,
            staff.entity_id.0,
            at,
            id,
            most,
        )
        .fetch_all(&mut **tx)
        .await?
    };
    Ok(Page::cut(rows, SHOWN, from, |event| Key::new(event.at.to_rfc3339(), event.id)))
}

/// The events of a document.
pub(super) async fn of_subject(tx: &mut Tx, staff: &Staff, subject: Uuid) -> Result<Vec<Event>> {
    let rows = sqlx::query_as!(
        Event,
        r#"SELECT id, at, actor_name AS actor, actor_kind <> 'system' AS "by_person!", name, text, for_buyer
           FROM event WHERE subject_id = $1 AND entity_id = $2 ORDER BY at DESC, id DESC LIMIT 100"#,
        subject,
        staff.entity_id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows)
}

/// A moment after everything that has happened.
pub(super) fn far() -> DateTime<Utc> {
    DateTime::from_timestamp(29_348_006_400, 0).unwrap_or(DateTime::UNIX_EPOCH) // the year 2900
}
