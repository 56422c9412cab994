//! What went out, and what did not get out.

use super::{
    PAGE_ROWS,
    paging::{From, Key, Page},
    timeline::far,
    unknown,
};
use crate::{Backend, Result, Staff, db::Tx, gateways::mail::Mail};
use chrono::{DateTime, Utc};
use domain::{access::Action, ids::AccountId};
use std::path::PathBuf;
use uuid::Uuid;

/// Where a message stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// It waits to be sent.
    Waiting,
    /// It has left the house.
    Sent,
    /// It was tried too often.
    GivenUp,
}

impl State {
    /// All of them, in the order of offering.
    pub const ALL: [Self; 3] = [Self::Sent, Self::Waiting, Self::GivenUp];

    /// The code in the database and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "queued",
            Self::Sent => "sent",
            Self::GivenUp => "dead",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What a message is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// It asks for what is due.
    Reminder,
    /// It tells a customer of a dispute or a conversation.
    Notice,
    /// It tells our own people of one.
    Team,
    /// It tells them of what is late.
    Late,
    /// One that brings a document.
    Document,
}

impl Kind {
    /// All of them, in the order of offering.
    pub const ALL: [Self; 5] =
        [Self::Reminder, Self::Notice, Self::Team, Self::Late, Self::Document];

    /// The code in the database and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Reminder => "reminder",
            Self::Notice => "notice",
            Self::Team => "team",
            Self::Late => "late",
            Self::Document => "document",
        }
    }

    /// The kind of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What of the list is wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Where they stand.
    pub state: Option<State>,
    /// What they are.
    pub kind: Option<Kind>,
    /// Which part of the list.
    pub from: From,
}

/// One message of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Which.
    pub id: Uuid,
    /// What it is.
    pub kind: Kind,
    /// About whom.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// To which address.
    pub recipient: String,
    /// About what.
    pub subject: String,
    /// Where it stands.
    pub state: State,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// When it left.
    pub sent_at: Option<DateTime<Utc>>,
}

/// One message in full.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// What the list says of it.
    pub row: Row,
    /// For those who read text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The address under which it is answered, if it has one of its own.
    pub reply_to: Option<String>,
    /// How often it was tried.
    pub attempts: i32,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// The file that it was written to, where mail goes into a folder.
    pub file: Option<PathBuf>,
}

/// Reads a page of messages, newest first.
pub async fn list(backend: &Backend, staff: &Staff, filter: &Filter) -> Result<Page<Row>> {
    staff.may(Action::ReadMail)?;
    let mut tx = backend.db.staff(staff).await?;
    let ids = keys(&mut tx, staff, filter).await?;
    let found = sqlx::query!(
        r#"SELECT o.id, o.kind, o.account_id, a.name, o.recipient, o.subject, o.state, o.created_at, o.sent_at
           FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, n)
           JOIN outbox o ON o.id = wanted.id JOIN account a ON a.id = o.account_id
           WHERE o.entity_id = $1 ORDER BY wanted.n"#,
        staff.entity_id.0,
        &ids,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let rows = found.into_iter().map(|row| {
        Ok(Row {
            id: row.id,
            kind: Kind::of(&row.kind).ok_or_else(|| unknown("outbox.kind"))?,
            account_id: row.account_id.into(),
            account_name: row.name,
            recipient: row.recipient,
            subject: row.subject,
            state: State::of(&row.state).unwrap_or(State::Waiting),
            written_at: row.created_at,
            sent_at: row.sent_at,
        })
    });
    let key = |row: &Row| Key::new(row.written_at.to_rfc3339(), row.id);
    Ok(Page::cut(rows.collect::<Result<_>>()?, PAGE_ROWS, &filter.from, key))
}

macro_rules! keys {
    ($tx:ident, $staff:ident, $filter:ident, $start:ident, $which:literal, $than:literal, $way:literal) => {
        sqlx::query_scalar!(
            "SELECT id FROM outbox WHERE entity_id = $1 AND "
                + $which
                + " AND ($6::text IS NULL OR kind = $6) AND (created_at, id) "
                + $than
                + " ($3, $4) ORDER BY created_at "
                + $way
                + ", id "
                + $way
                + " LIMIT $5",
            $staff.entity_id.0,
            $filter.state.map(State::code) as Option<&str>,
            $start.0,
            $start.1,
            PAGE_ROWS as i64 + 1,
            $filter.kind.map(Kind::code) as Option<&str>,
        )
        .fetch_all(&mut **$tx)
        .await
    };
}

/// A kind that is not asked for falls out of the statement, because it is planned with its parameters.
async fn keys(tx: &mut Tx, staff: &Staff, filter: &Filter) -> Result<Vec<Uuid>> {
    sqlx::query!("SET LOCAL plan_cache_mode = force_custom_plan").execute(&mut **tx).await?;
    let from = &filter.from;
    let key = from.key().and_then(|key| Some((key.value.parse().ok()?, key.id)));
    let start: (DateTime<Utc>, Uuid) = key.unwrap_or((far(), Uuid::max()));
    let unsent = filter.state.is_some_and(|state| state != State::Sent);
    let keys = match (unsent, from.is_backwards()) {
        (true, false) => {
            keys!(tx, staff, filter, start, "state <> 'sent' AND state = $2", "<", "DESC")
        }
        (true, true) => {
            keys!(tx, staff, filter, start, "state <> 'sent' AND state = $2", ">", "ASC")
        }
        (false, false) => {
            keys!(tx, staff, filter, start, "($2::text IS NULL OR state = $2)", "<", "DESC")
        }
        (false, true) => {
            keys!(tx, staff, filter, start, "($2::text IS NULL OR state = $2)", ">", "ASC")
        }
    };
    Ok(keys?)
}

/// Reads one message.
pub async fn get(backend: &Backend, staff: &Staff, id: Uuid) -> Result<Message> {
    staff.may(Action::ReadMail)?;
    let mut tx = backend.db.staff(staff).await?;
    let row = sqlx::query!(
        "SELECT o.kind, o.account_id, a.name, o.recipient, o.reply_to, o.subject, o.state, o.created_at, o.sent_at, o.body_text,
                o.body_html, o.attempts, o.last_error
         FROM outbox o JOIN account a ON a.id = o.account_id WHERE o.entity_id = $1 AND o.id = $2",
        staff.entity_id.0,
        id,
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(Message {
        file: row.sent_at.and_then(|at| file_of(&backend.mail, id, at)),
        row: Row {
            id,
            kind: Kind::of(&row.kind).ok_or_else(|| unknown("outbox.kind"))?,
            account_id: row.account_id.into(),
            account_name: row.name,
            recipient: row.recipient,
            subject: row.subject,
            state: State::of(&row.state).unwrap_or(State::Waiting),
            written_at: row.created_at,
            sent_at: row.sent_at,
        },
        text: row.body_text,
        html: row.body_html,
        reply_to: row.reply_to,
        attempts: row.attempts,
        last_error: row.last_error,
    })
}

/// What [`Mail::send`] calls the file of a message.
fn file_of(mail: &Mail, id: Uuid, at: DateTime<Utc>) -> Option<PathBuf> {
    match mail {
        Mail::Folder { path, .. } => {
            Some(path.join(format!("{}-{id}.eml", at.format("%Y%m%d-%H%M%S"))))
        }
        Mail::Smtp { .. } => None,
    }
}
