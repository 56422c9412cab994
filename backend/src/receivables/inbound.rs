//! Mail that came in: what was posted, what was not and why. What no address places belongs to no entity:
//! it may be meant for any, so only who is admin of all of them reads it.

use super::{
    PAGE_ROWS,
    paging::{From, Key, Page},
    timeline::far,
    unknown,
};
use crate::{
    Actor, Backend, Error, Result, Staff,
    db::Tx,
    events::{self, NewEvent},
    jobs::{self, Job},
};
use chrono::{DateTime, Utc};
use domain::{
    Refusal,
    access::{Action, StaffRole},
    conversation::About,
    ids::{AccountId, ConversationId},
    inbound::{Reason, State},
};
use uuid::Uuid;

/// The most bytes of a mail that a page shows.
const MOST_SHOWN: i32 = 64 * 1024;

/// One mail of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Which.
    pub id: Uuid,
    /// Whom it is from, as it says.
    pub sender: String,
    /// About what, as it says.
    pub subject: String,
    /// The address that it came to.
    pub recipient: String,
    /// When it came first.
    pub received_at: DateTime<Utc>,
    /// How often it came.
    pub deliveries: i32,
    /// Where it stands.
    pub state: State,
    /// Why it was not posted.
    pub reason: Option<Reason>,
    /// Why it could not be worked on.
    pub note: String,
    /// When it was worked on.
    pub worked_at: Option<DateTime<Utc>>,
    /// Where it belongs, by its reply address.
    pub place: Option<Place>,
}

/// Where a mail belongs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// Whose conversation.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// Which.
    pub conversation: ConversationId,
    /// What it is about.
    pub about: About,
    /// What lists call it.
    pub subject: String,
}

/// Which mails are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Wanted {
    /// All of the entity.
    #[default]
    All,
    /// Those of the entity in a state.
    Of(State),
    /// Those that belong to no entity.
    Nobodys,
}

/// Whether somebody may read what belongs to no entity: the admins of all of them, as they are now.
pub async fn reads_nobodys(backend: &Backend, staff: &Staff) -> Result<bool> {
    let all = sqlx::query_scalar!(
        r#"SELECT NOT EXISTS (
               SELECT FROM entity e WHERE NOT EXISTS (
                   SELECT FROM staff_membership m JOIN app_user u ON u.id = m.user_id
                   WHERE m.entity_id = e.id AND m.user_id = $1 AND m.role = $2 AND u.disabled_at IS NULL)) AS "all!""#,
        staff.user_id.0,
        StaffRole::Admin.code(),
    );
    Ok(all.fetch_one(backend.db.worker_pool()).await?)
}

/// What reads mails that belong to no entity. The staff's role does not see them, whoever asks.
async fn nobodys(backend: &Backend, staff: &Staff) -> Result<Tx> {
    if !reads_nobodys(backend, staff).await? {
        return Err(Error::NotFound);
    }
    backend.db.worker().await
}

/// Reads a page of mails, newest first.
pub async fn list(
    backend: &Backend,
    staff: &Staff,
    wanted: Wanted,
    from: &From,
) -> Result<Page<Row>> {
    staff.may(Action::ReadMail)?;
    let is_nobodys = wanted == Wanted::Nobodys;
    let mut tx = match is_nobodys {
        true => nobodys(backend, staff).await?,
        false => backend.db.staff(staff).await?,
    };
    let ids = keys(&mut tx, staff, wanted, from).await?;
    let rows = by_ids(&mut tx, staff, &ids, is_nobodys).await?;
    tx.commit().await?;
    let key = |row: &Row| Key::new(row.received_at.to_rfc3339(), row.id);
    Ok(Page::cut(rows, PAGE_ROWS, from, key))
}

macro_rules! keys {
    ($tx:ident, $staff:ident, $state:ident, $start:ident, $which:literal, $than:literal, $way:literal) => {
        sqlx::query_scalar!(
            "SELECT id FROM inbound_mail WHERE "
                + $which
                + " AND (received_at, id) "
                + $than
                + " ($3, $4) ORDER BY received_at "
                + $way
                + ", id "
                + $way
                + " LIMIT $5",
            $staff.entity_id.0,
            $state as Option<&str>,
            $start.0,
            $start.1,
            PAGE_ROWS as i64 + 1,
        )
        .fetch_all(&mut **$tx)
        .await
    };
}

#[rustfmt::skip]
async fn keys(tx: &mut Tx, staff: &Staff, wanted: Wanted, from: &From) -> Result<Vec<Uuid>> {
    let key = from.key().and_then(|key| Some((key.value.parse().ok()?, key.id)));
    let start: (DateTime<Utc>, Uuid) = key.unwrap_or((far(), Uuid::max()));
    let state = match wanted {
        Wanted::Of(state) => Some(state.code()),
        Wanted::All | Wanted::Nobodys => None,
    };
    let keys = match (wanted, from.is_backwards()) {
        (Wanted::Of(_), false) => keys!(tx, staff, state, start, "entity_id = $1 AND state = $2", "<", "DESC"),
        (Wanted::Of(_), true) => keys!(tx, staff, state, start, "entity_id = $1 AND state = $2", ">", "ASC"),
        (Wanted::All, false) => keys!(tx, staff, state, start, "entity_id = $1 AND $2::text IS NULL", "<", "DESC"),
        (Wanted::All, true) => keys!(tx, staff, state, start, "entity_id = $1 AND $2::text IS NULL", ">", "ASC"),
        (Wanted::Nobodys, false) => {
            keys!(tx, staff, state, start, "entity_id IS NULL AND $1::uuid IS NOT NULL AND $2::text IS NULL", "<", "DESC")
        }
        (Wanted::Nobodys, true) => {
            keys!(tx, staff, state, start, "entity_id IS NULL AND $1::uuid IS NOT NULL AND $2::text IS NULL", ">", "ASC")
        }
    };
    Ok(keys?)
}

async fn by_ids(tx: &mut Tx, staff: &Staff, ids: &[Uuid], is_nobodys: bool) -> Result<Vec<Row>> {
    let rows = sqlx::query!(
        r#"SELECT i.id, i.sender, i.subject, i.recipient, i.received_at, i.deliveries, i.state, i.reason, i.note,
                  i.worked_at, a.id AS "account_id?", a.name AS "account_name?", c.id AS "conversation_id?",
                  c.about AS "about?", c.about_id AS "about_id?", c.subject AS "place?"
           FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, n)
           JOIN inbound_mail i ON i.id = wanted.id
           LEFT JOIN account a ON a.id = i.account_id
           LEFT JOIN conversation c ON c.account_id = i.account_id AND c.id = i.conversation_id
           WHERE CASE WHEN $3 THEN i.entity_id IS NULL ELSE i.entity_id = $1 END ORDER BY wanted.n"#,
        staff.entity_id.0,
        ids,
        is_nobodys,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let about = row.about.zip(row.about_id);
            let about = about.map(|(about, id)| {
                About::of(&about, id).ok_or_else(|| unknown("conversation.about"))
            });
            let account = row.account_id.map(AccountId).zip(row.account_name);
            let conversation = row.conversation_id.map(ConversationId).zip(row.place);
            let place = account.zip(conversation).zip(about.transpose()?).map(
                |(((account_id, account_name), (conversation, subject)), about)| Place {
                    account_id,
                    account_name,
                    conversation,
                    about,
                    subject,
                },
            );
            let reason = row
                .reason
                .map(|code| Reason::of(&code).ok_or_else(|| unknown("inbound_mail.reason")));
            Ok(Row {
                id: row.id,
                sender: row.sender,
                subject: row.subject,
                recipient: row.recipient,
                received_at: row.received_at,
                deliveries: row.deliveries,
                state: State::of(&row.state).ok_or_else(|| unknown("inbound_mail.state"))?,
                reason: reason.transpose()?,
                note: row.note,
                worked_at: row.worked_at,
                place,
            })
        })
        .collect()
}

/// Finds a mail of the entity, or of none for who may read such, and what reads it on.
async fn find(backend: &Backend, staff: &Staff, id: Uuid) -> Result<(Tx, Row)> {
    let mut tx = backend.db.staff(staff).await?;
    if let Some(row) = by_ids(&mut tx, staff, &[id], false).await?.pop() {
        return Ok((tx, row));
    }
    tx.commit().await?;
    let mut tx = nobodys(backend, staff).await?;
    let row = by_ids(&mut tx, staff, &[id], true).await?.pop().ok_or(Error::NotFound)?;
    Ok((tx, row))
}

/// Reads one mail, and how it begins, as text.
pub async fn get(backend: &Backend, staff: &Staff, id: Uuid) -> Result<(Row, String)> {
    staff.may(Action::ReadMail)?;
    let (mut tx, row) = find(backend, staff, id).await?;
    let raw = sqlx::query_scalar!(
        r#"SELECT substring(raw FROM 1 FOR $2) AS "raw!" FROM inbound_mail WHERE id = $1"#,
        id,
        MOST_SHOWN,
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok((row, String::from_utf8_lossy(&raw).replace('\0', "\u{fffd}")))
}

/// Lets a mail that was given up be tried again.
pub async fn retry(backend: &Backend, staff: &Staff, id: Uuid) -> Result<()> {
    staff.may(Action::Write)?;
    let now = backend.clock.now();
    let (mut tx, row) = find(backend, staff, id).await?;
    let woken = sqlx::query!(
        "UPDATE inbound_mail SET state = 'pending', note = '', worked_at = NULL WHERE id = $1 AND state = 'dead'",
        id,
    )
    .execute(&mut *tx)
    .await?;
    if woken.rows_affected() != 1 {
        return Err(Refusal::WrongState { state: row.state.code() }.into());
    }
    jobs::enqueue(&mut tx, &Job::WorkMail { mail_id: id }, now, now).await?;
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: row.place.map(|place| place.account_id),
        name: "mail.retried",
        subject: ("mail", id),
        text: format!("{} let a mail from {} be tried again", staff.name, row.sender),
        data: serde_json::json!({}),
        for_buyer: false,
    };
    events::record(&mut tx, &Actor::Staff(staff.clone()), now, event).await?;
    tx.commit().await
}
