//! Conversations, as staff see them: those that wait for us on top, the longest first. Disputes have
//! a queue of their own.

use super::{
    PAGE_ROWS,
    paging::{From, Key, Page},
    unknown,
};
use crate::{
    Backend, Error, Result, Staff,
    conversations::{self, Conversation, Summary},
    db::Tx,
    users::{self, Colleague},
};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    conversation::{About, Side, Turn},
    ids::{AccountId, ConversationId},
};
use uuid::Uuid;

/// Which ones are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Show {
    /// Those that wait for us.
    #[default]
    Ours,
    /// Those in which a colleague asked me and I did not write since.
    AskedOfMe,
    /// Those that wait for the customer.
    Theirs,
    /// All of them.
    All,
}

impl Show {
    /// In the order of offering.
    pub const ALL: &'static [Self] = &[Self::Ours, Self::AskedOfMe, Self::Theirs, Self::All];

    /// The code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::AskedOfMe => "asked",
            Self::Theirs => "theirs",
            Self::All => "all",
        }
    }

    /// What a code shows.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|show| show.code() == code)
    }

    /// The longest first where somebody waits; else the latest first.
    fn is_latest_first(self) -> bool {
        self == Self::All
    }
}

/// One of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Which.
    pub id: ConversationId,
    /// What it is about.
    pub about: About,
    /// Of whom.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// What lists call it.
    pub subject: String,
    /// Who has to answer.
    pub turn: Turn,
    /// Who wrote last.
    pub last_author: String,
    /// The beginning of what they wrote.
    pub last_text: String,
    /// When.
    pub last_at: DateTime<Utc>,
    /// Whether whoever asks has not read the customer's last word.
    pub is_unread: bool,
}

/// One, with what staff need to answer it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Open {
    /// Of whom.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// What was written.
    pub conversation: Conversation,
    /// Who can be asked.
    pub colleagues: Vec<Colleague>,
}

/// Reads a page.
pub async fn list(backend: &Backend, staff: &Staff, show: Show, from: &From) -> Result<Page<Row>> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let ids = match show {
        Show::AskedOfMe => asked_of(&mut tx, staff).await?,
        Show::Ours | Show::Theirs | Show::All => keys(&mut tx, staff, show, from).await?,
    };
    let rows = by_ids(&mut tx, staff, &ids).await?;
    tx.commit().await?;
    Ok(Page::cut(rows, PAGE_ROWS, from, |row| Key::new(row.last_at.to_rfc3339(), row.id.0)))
}

async fn keys(tx: &mut Tx, staff: &Staff, show: Show, from: &From) -> Result<Vec<Uuid>> {
    const ONE_MORE: i64 = PAGE_ROWS as i64 + 1;
    let turn = match show {
        Show::Ours | Show::AskedOfMe => Some(Turn::Seller),
        Show::Theirs => Some(Turn::Buyer),
        Show::All => None,
    };
    let turn = turn.map(Turn::code);
    let key = from.key().and_then(|key| Some((key.value.parse().ok()?, key.id)));
    let ids = if show.is_latest_first() != from.is_backwards() {
        let far = DateTime::from_timestamp(32_503_680_000, 0).unwrap_or(DateTime::UNIX_EPOCH);
        let (at, id): (DateTime<Utc>, Uuid) = key.unwrap_or((far, Uuid::max()));
        sqlx::query_scalar!(
            "SELECT id FROM conversation
             WHERE entity_id = $1 AND about <> 'dispute' AND ($2::text IS NULL OR turn = $2) AND (last_at, id) < ($3, $4)
             ORDER BY last_at DESC, id DESC LIMIT $5",
            staff.entity_id.0,
            turn,
            at,
            id,
            ONE_MORE,
        )
        .fetch_all(&mut **tx)
        .await?
    } else {
        let (at, id): (DateTime<Utc>, Uuid) = key.unwrap_or((DateTime::UNIX_EPOCH, Uuid::nil()));
        sqlx::query_scalar!(
            "SELECT id FROM conversation
             WHERE entity_id = $1 AND about <> 'dispute' AND ($2::text IS NULL OR turn = $2) AND (last_at, id) > ($3, $4)
             ORDER BY last_at, id LIMIT $5",
            staff.entity_id.0,
            turn,
            at,
            id,
            ONE_MORE,
        )
        .fetch_all(&mut **tx)
        .await?
    };
    Ok(ids)
}

/// Those of one person fit on a page: whoever has more should answer the oldest first.
async fn asked_of(tx: &mut Tx, staff: &Staff) -> Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        r#"SELECT c.id FROM conversation c
           JOIN (SELECT a.conversation_id, min(a.written_at) AS at FROM message a
                 WHERE a.asked_id = $1 AND a.entity_id = $2
                   AND NOT EXISTS (SELECT FROM message r
                                   WHERE r.account_id = a.account_id AND r.conversation_id = a.conversation_id
                                     AND r.written_by = $1 AND r.written_at >= a.written_at AND r.id <> a.id)
                 GROUP BY a.conversation_id) q ON q.conversation_id = c.id
           ORDER BY q.at, c.id LIMIT $3"#,
        staff.user_id.0,
        staff.entity_id.0,
        PAGE_ROWS as i64,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(ids)
}

async fn by_ids(tx: &mut Tx, staff: &Staff, ids: &[Uuid]) -> Result<Vec<Row>> {
    let rows = sqlx::query!(
        r#"SELECT c.id, c.about, c.about_id, c.account_id, a.name AS account_name, c.subject, c.turn, c.last_at,
                  m.author, left(m.text, 160) AS "text!",
                  c.last_by = 'buyer' AND (s.seen_at IS NULL OR s.seen_at < c.last_at) AS "is_unread!"
           FROM unnest($2::uuid[]) WITH ORDINALITY AS k (id, n)
           JOIN conversation c ON c.entity_id = $1 AND c.id = k.id
           JOIN account a ON a.id = c.account_id
           CROSS JOIN LATERAL (SELECT author, text FROM message
                               WHERE account_id = c.account_id AND conversation_id = c.id AND NOT is_internal
                               ORDER BY written_at DESC, id DESC LIMIT 1) m
           LEFT JOIN conversation_seen s ON s.account_id = c.account_id AND s.conversation_id = c.id AND s.user_id = $3
           ORDER BY k.n"#,
        staff.entity_id.0,
        ids,
        staff.user_id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Row {
                id: row.id.into(),
                about: About::of(&row.about, row.about_id)
                    .ok_or_else(|| unknown("conversation.about"))?,
                account_id: row.account_id.into(),
                account_name: row.account_name,
                subject: row.subject,
                turn: Turn::of(&row.turn).ok_or_else(|| unknown("conversation.turn"))?,
                last_author: row.author,
                last_text: row.text,
                last_at: row.last_at,
                is_unread: row.is_unread,
            })
        })
        .collect()
}

/// One of the entity, which whoever asks has read now.
pub async fn get(backend: &Backend, staff: &Staff, id: ConversationId) -> Result<Open> {
    staff.may(Action::ViewReceivables)?;
    let now = backend.clock.now();
    let mut tx = backend.db.staff(staff).await?;
    let head = sqlx::query!(
        "SELECT c.account_id, a.name FROM conversation c JOIN account a ON a.id = c.account_id
         WHERE c.entity_id = $1 AND c.id = $2",
        staff.entity_id.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let account_id = AccountId(head.account_id);
    let conversation = conversations::one(&mut tx, account_id, id).await?;
    conversations::see(&mut tx, account_id, id, staff.user_id, now).await?;
    let colleagues = users::colleagues(&mut tx, staff.entity_id).await?;
    tx.commit().await?;
    let others = colleagues.into_iter().filter(|colleague| colleague.id != staff.user_id);
    Ok(Open { account_id, account_name: head.name, conversation, colleagues: others.collect() })
}

/// The latest conversations of an account.
pub(super) async fn latest(
    tx: &mut Tx,
    staff: &Staff,
    account_id: AccountId,
    most: i64,
) -> Result<Vec<Summary>> {
    conversations::latest(tx, account_id, (staff.user_id, Side::Buyer), most).await
}

/// What staff can write about, and to whom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filed {
    /// What it is about.
    pub about: About,
    /// Its name; none where staff give one.
    pub name: Option<String>,
    /// Of whom.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// The conversation that there is already.
    pub conversation: Option<ConversationId>,
}

/// Reads it. Disputes have a form of their own.
pub async fn offer(backend: &Backend, staff: &Staff, about: About) -> Result<Filed> {
    staff.may(Action::Write)?;
    let mut tx = backend.db.staff(staff).await?;
    let filed = filed(&mut tx, staff, about).await?;
    tx.commit().await?;
    Ok(filed)
}

pub(crate) async fn filed(tx: &mut Tx, staff: &Staff, about: About) -> Result<Filed> {
    let row = sqlx::query!(
        r#"SELECT a.id, a.name FROM account a
           WHERE a.entity_id = $1 AND a.id = coalesce(
               (SELECT i.account_id FROM invoice i WHERE $2 = 'invoice' AND i.entity_id = $1 AND i.id = $3),
               (SELECT p.account_id FROM payment p WHERE $2 = 'payment' AND p.entity_id = $1 AND p.id = $3),
               CASE WHEN $2 = 'account' THEN $3 END)"#,
        staff.entity_id.0,
        about.code(),
        about.id(),
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    let account_id = AccountId(row.id);
    let (name, conversation) = match about {
        About::Account(_) => (None, None),
        about => (
            Some(conversations::name(tx, account_id, about).await?),
            conversations::about(tx, account_id, about).await?.map(|found| found.id),
        ),
    };
    Ok(Filed { about, name, account_id, account_name: row.name, conversation })
}

/// The conversations about something of an account, the last word first.
pub(super) async fn of(
    tx: &mut Tx,
    staff: &Staff,
    account_id: AccountId,
    about: About,
) -> Result<Vec<Summary>> {
    conversations::summaries_about(tx, account_id, about, (staff.user_id, Side::Buyer)).await
}
