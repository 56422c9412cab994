//! Mail that came in: what was posted, what was not and why. What nobody could place belongs to no
//! entity, and is anybody's to look into.

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
    access::Action,
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

/// Reads a page of mails, newest first.
pub async fn list(
    backend: &Backend,
    staff: &Staff,
    state: Option<State>,
    from: &From,
) -> Result<Page<Row>> {
    staff.may(Action::ReadMail)?;
    let mut tx = backend.db.staff(staff).await?;
    let ids = keys(&mut tx, staff, state, from).await?;
    let rows = by_ids(&mut tx, staff, &ids).await?;
    tx.commit().await?;
    let key = |row: &Row| Key::new(row.received_at.to_rfc3339(), row.id);
    Ok(Page::cut(rows, PAGE_ROWS, from, key))
}

macro_rules! keys {
    ($tx:ident, $staff:ident, $state:ident, $start:ident, $kind:literal, $than:literal, $way:literal) => {
        sqlx::query_scalar!(
            "SELECT id FROM inbound_mail WHERE (entity_id IS NULL OR entity_id = $1) AND "
                + $kind
                + " AND (received_at, id) "
                + $than
                + " ($3, $4) ORDER BY received_at "
                + $way
                + ", id "
                + $way
                + " LIMIT $5",
            $staff.entity_id.0,
            $state.map(State::code) as Option<&str>,
            $start.0,
            $start.1,
            PAGE_ROWS as i64 + 1,
        )
        .fetch_all(&mut **$tx)
        .await
    };
}

async fn keys(tx: &mut Tx, staff: &Staff, state: Option<State>, from: &From) -> Result<Vec<Uuid>> {
    let key = from.key().and_then(|key| Some((key.value.parse().ok()?, key.id)));
    let start: (DateTime<Utc>, Uuid) = key.unwrap_or((far(), Uuid::max()));
    let keys = match (state.is_some(), from.is_backwards()) {
        (true, false) => keys!(tx, staff, state, start, "state = $2", "<", "DESC"),
        (true, true) => keys!(tx, staff, state, start, "state = $2", ">", "ASC"),
        (false, false) => keys!(tx, staff, state, start, "$2::text IS NULL", "<", "DESC"),
        (false, true) => keys!(tx, staff, state, start, "$2::text IS NULL", ">", "ASC"),
    };
    Ok(keys?)
}

async fn by_ids(tx: &mut Tx, staff: &Staff, ids: &[Uuid]) -> Result<Vec<Row>> {
    let rows = sqlx::query!(
        r#"SELECT i.id, i.sender, i.subject, i.recipient, i.received_at, i.deliveries, i.state, i.reason, i.note,
                  i.worked_at, a.id AS "account_id?", a.name AS "account_name?", c.id AS "conversation_id?",
                  c.about AS "about?", c.about_id AS "about_id?", c.subject AS "place?"
           FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, n)
           JOIN inbound_mail i ON i.id = wanted.id
           LEFT JOIN account a ON a.id = i.account_id
           LEFT JOIN conversation c ON c.account_id = i.account_id AND c.id = i.conversation_id
           WHERE i.entity_id IS NULL OR i.entity_id = $1 ORDER BY wanted.n"#,
        staff.entity_id.0,
        ids,
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

/// Reads one mail, and how it begins, as text.
pub async fn get(backend: &Backend, staff: &Staff, id: Uuid) -> Result<(Row, String)> {
    staff.may(Action::ReadMail)?;
    let mut tx = backend.db.staff(staff).await?;
    let row = by_ids(&mut tx, staff, &[id]).await?.pop().ok_or(Error::NotFound)?;
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
    let mut tx = backend.db.staff(staff).await?;
    let row = by_ids(&mut tx, staff, &[id]).await?.pop().ok_or(Error::NotFound)?;
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
