//! Reading conversations, as the account's people see them.

use super::seen::see;
use crate::{
    Backend,
    actor::Buyer,
    error::{Error, Result},
    files::{self, Attached},
    payments,
    receivables::paging::{From, Key, Page},
};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    conversation::{About, Side, Turn},
    ids::{AccountId, ConversationId, PaymentId, UserId},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Rows of a page.
const ROWS: usize = 50;
/// The most characters of a last message that lists show.
const EXCERPT: usize = 160;

/// A conversation in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Summary {
    /// Its id.
    pub id: ConversationId,
    /// What it is about.
    pub about: About,
    /// What lists call it.
    pub subject: String,
    /// Who has to answer.
    pub turn: Turn,
    /// Who wrote last.
    pub last_by: Side,
    /// Their name.
    pub last_author: String,
    /// The beginning of what they wrote.
    pub last_text: String,
    /// When.
    pub last_at: DateTime<Utc>,
    /// Whether whoever asks has not read the other side's last word.
    pub is_unread: bool,
}

/// A conversation with everything that was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// What it is about.
    pub about: About,
    /// What lists call it.
    pub subject: String,
    /// Who has to answer.
    pub turn: Turn,
    /// What was written, oldest first.
    pub messages: Vec<Message>,
}

/// Something that was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// Its id.
    pub id: Uuid,
    /// By whom.
    pub by: String,
    /// Whether by the seller.
    pub is_ours: bool,
    /// Whether for the seller's people only; buyers are never shown such.
    pub is_internal: bool,
    /// The colleague whom it asks.
    pub asks: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub text: String,
    /// The files that go with it.
    pub files: Vec<Attached>,
    /// If it came by mail: what stood below it there.
    pub quoted: Option<String>,
}

/// What can be asked about, as the form calls it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filed {
    /// What it is about.
    pub about: About,
    /// Its name; none where the asker gives one.
    pub name: Option<String>,
    /// The conversation that there is already.
    pub conversation: Option<ConversationId>,
}

/// A page of the account's conversations, the last word first.
pub async fn list(backend: &Backend, buyer: &Buyer, from: &From) -> Result<Page<Summary>> {
    const ONE_MORE: i64 = ROWS as i64 + 1;
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let key = from.key().and_then(|key| Some((key.value.parse().ok()?, key.id)));
    let ids = if from.is_backwards() {
        let (at, id): (DateTime<Utc>, Uuid) = key.unwrap_or((DateTime::UNIX_EPOCH, Uuid::nil()));
        sqlx::query_scalar!(
            "SELECT id FROM conversation WHERE account_id = $1 AND (last_at, id) > ($2, $3) ORDER BY last_at, id LIMIT $4",
            buyer.account_id.0,
            at,
            id,
            ONE_MORE,
        )
        .fetch_all(&mut *tx)
        .await?
    } else {
        let far = DateTime::from_timestamp(32_503_680_000, 0).unwrap_or(DateTime::UNIX_EPOCH);
        let (at, id): (DateTime<Utc>, Uuid) = key.unwrap_or((far, Uuid::max()));
        sqlx::query_scalar!(
            "SELECT id FROM conversation WHERE account_id = $1 AND (last_at, id) < ($2, $3)
             ORDER BY last_at DESC, id DESC LIMIT $4",
            buyer.account_id.0,
            at,
            id,
            ONE_MORE,
        )
        .fetch_all(&mut *tx)
        .await?
    };
    let rows = summaries(&mut tx, buyer.account_id, buyer.user_id, Side::Seller, &ids).await?;
    tx.commit().await?;
    Ok(cut(rows, from))
}

/// A page of what was read.
fn cut(rows: Vec<Summary>, from: &From) -> Page<Summary> {
    Page::cut(rows, ROWS, from, |row| Key::new(row.last_at.to_rfc3339(), row.id.0))
}

/// The conversations of an account about something, the last word first. `other` is the side whose
/// words may be unread.
pub(crate) async fn summaries_about(
    tx: &mut PgConnection,
    account_id: AccountId,
    about: About,
    (user, other): (UserId, Side),
) -> Result<Vec<Summary>> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM conversation WHERE account_id = $1 AND about = $2 AND about_id = $3
         ORDER BY last_at DESC, id DESC LIMIT $4",
        account_id.0,
        about.code(),
        about.id(),
        i64::try_from(ROWS).unwrap_or(0),
    )
    .fetch_all(&mut *tx)
    .await?;
    summaries(tx, account_id, user, other, &ids).await
}

/// The latest conversations of an account, apart from those about disputes.
pub(crate) async fn latest(
    tx: &mut PgConnection,
    account_id: AccountId,
    (user, other): (UserId, Side),
    most: i64,
) -> Result<Vec<Summary>> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM conversation WHERE account_id = $1 AND about <> 'dispute' ORDER BY last_at DESC, id DESC LIMIT $2",
        account_id.0,
        most,
    )
    .fetch_all(&mut *tx)
    .await?;
    summaries(tx, account_id, user, other, &ids).await
}

async fn summaries(
    tx: &mut PgConnection,
    account_id: AccountId,
    user: UserId,
    other: Side,
    ids: &[Uuid],
) -> Result<Vec<Summary>> {
    let rows = sqlx::query!(
        r#"SELECT c.id, c.about, c.about_id, c.subject, c.turn, c.last_by, c.last_at, m.author, left(m.text, $5) AS "text!",
                  c.last_by = $4 AND (s.seen_at IS NULL OR s.seen_at < c.last_at) AS "is_unread!"
           FROM unnest($2::uuid[]) WITH ORDINALITY AS k (id, n)
           JOIN conversation c ON c.account_id = $1 AND c.id = k.id
           CROSS JOIN LATERAL (SELECT author, text FROM message
                               WHERE account_id = $1 AND conversation_id = c.id AND NOT is_internal
                               ORDER BY written_at DESC, id DESC LIMIT 1) m
           LEFT JOIN conversation_seen s ON s.account_id = $1 AND s.conversation_id = c.id AND s.user_id = $3
           ORDER BY k.n"#,
        account_id.0,
        ids,
        user.0,
        other.code(),
        i32::try_from(EXCERPT).unwrap_or(0),
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Summary {
                id: row.id.into(),
                about: About::of(&row.about, row.about_id)
                    .ok_or_else(|| Error::bug("conversation.about"))?,
                subject: row.subject,
                turn: Turn::of(&row.turn).ok_or_else(|| Error::bug("conversation.turn"))?,
                last_by: Side::of(&row.last_by)
                    .ok_or_else(|| Error::bug("conversation.last_by"))?,
                last_author: row.author,
                last_text: row.text,
                last_at: row.last_at,
                is_unread: row.is_unread,
            })
        })
        .collect()
}

/// A conversation of the buyer's account, which they have read now.
pub async fn get(backend: &Backend, buyer: &Buyer, id: ConversationId) -> Result<Conversation> {
    buyer.may(Action::ViewAccount)?;
    let now = backend.clock.now();
    let mut tx = backend.db.portal(buyer).await?;
    let conversation = one(&mut tx, buyer.account_id, id).await?;
    if buyer.seen_by_staff.is_none() {
        see(&mut tx, buyer.account_id, id, buyer.user_id, now).await?;
    }
    tx.commit().await?;
    Ok(conversation)
}

/// A conversation of an account, as far as the role of the transaction may see it.
pub(crate) async fn one(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: ConversationId,
) -> Result<Conversation> {
    let row = sqlx::query!(
        "SELECT about, about_id, subject, turn FROM conversation WHERE account_id = $1 AND id = $2",
        account_id.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(Conversation {
        id,
        about: About::of(&row.about, row.about_id)
            .ok_or_else(|| Error::bug("conversation.about"))?,
        subject: row.subject,
        turn: Turn::of(&row.turn).ok_or_else(|| Error::bug("conversation.turn"))?,
        messages: messages(tx, account_id, id).await?,
    })
}

/// The conversation about something that has one, and what was written in it.
pub(crate) async fn about(
    tx: &mut PgConnection,
    account_id: AccountId,
    about: About,
) -> Result<Option<Conversation>> {
    let id = sqlx::query_scalar!(
        "SELECT id FROM conversation WHERE account_id = $1 AND about = $2 AND about_id = $3 AND about <> 'account'",
        account_id.0,
        about.code(),
        about.id(),
    )
    .fetch_optional(&mut *tx)
    .await?;
    match id {
        Some(id) => Ok(Some(one(tx, account_id, id.into()).await?)),
        None => Ok(None),
    }
}

async fn messages(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: ConversationId,
) -> Result<Vec<Message>> {
    let rows = sqlx::query!(
        r#"SELECT m.id, m.author AS by, m.side = 'seller' AS "is_ours!", m.is_internal, m.asked AS asks, m.written_at AS at,
                  m.text, b.quoted AS "quoted?"
           FROM message m
           LEFT JOIN message_mail b ON b.account_id = m.account_id AND b.message_id = m.id
           WHERE m.account_id = $1 AND m.conversation_id = $2
           ORDER BY m.written_at, m.id"#,
        account_id.0,
        id.0,
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut files = files::of_conversation(tx, account_id, id).await?;
    let messages = rows.into_iter().map(|row| Message {
        id: row.id,
        by: row.by,
        is_ours: row.is_ours,
        is_internal: row.is_internal,
        asks: row.asks,
        at: row.at,
        text: row.text,
        quoted: row.quoted,
        files: files.extract_if(.., |(of, _)| *of == row.id).map(|(_, file)| file).collect(),
    });
    Ok(messages.collect())
}

/// What a conversation is about, and what lists call it.
pub(super) async fn what(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: ConversationId,
) -> Result<(About, String)> {
    let row = sqlx::query!(
        "SELECT about, about_id, subject FROM conversation WHERE account_id = $1 AND id = $2",
        account_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    let about =
        About::of(&row.about, row.about_id).ok_or_else(|| Error::bug("conversation.about"))?;
    Ok((about, row.subject))
}

/// Into which conversation a message went.
pub(super) async fn of_message(
    backend: &Backend,
    buyer: &Buyer,
    message: Uuid,
) -> Result<ConversationId> {
    let mut tx = backend.db.portal(buyer).await?;
    let id = sqlx::query_scalar!(
        "SELECT conversation_id FROM message WHERE account_id = $1 AND id = $2",
        buyer.account_id.0,
        message,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    id.map(ConversationId).ok_or(Error::NotFound)
}

/// What people call a document of the account.
pub(crate) async fn name(
    tx: &mut PgConnection,
    account_id: AccountId,
    about: About,
) -> Result<String> {
    let name = match about {
        About::Invoice(id) => sqlx::query_scalar!(
            "SELECT number FROM invoice WHERE account_id = $1 AND id = $2",
            account_id.0,
            id.0,
        )
        .fetch_optional(tx)
        .await?
        .map(|number| format!("Invoice {number}")),
        About::Payment(id) => sqlx::query_scalar!(
            "SELECT id FROM payment WHERE account_id = $1 AND id = $2",
            account_id.0,
            id.0,
        )
        .fetch_optional(tx)
        .await?
        .map(|id| format!("Payment {}", payments::reference(PaymentId(id)))),
        About::Dispute(id) => sqlx::query_scalar!(
            "SELECT number FROM dispute WHERE account_id = $1 AND id = $2",
            account_id.0,
            id.0,
        )
        .fetch_optional(tx)
        .await?
        .map(|number| format!("Dispute {number}")),
        About::Account(_) => None,
    };
    name.ok_or(Error::NotFound)
}

/// What the form for a question says of what it is about.
pub async fn offer(backend: &Backend, buyer: &Buyer, about: About) -> Result<Filed> {
    buyer.may(Action::Ask)?;
    let mut tx = backend.db.portal(buyer).await?;
    let filed = match about {
        About::Account(id) if id == buyer.account_id => {
            Filed { about, name: None, conversation: None }
        }
        About::Account(_) => return Err(Error::NotFound),
        about => {
            let name = name(&mut tx, buyer.account_id, about).await?;
            let conversation = self::about(&mut tx, buyer.account_id, about).await?;
            Filed { about, name: Some(name), conversation: conversation.map(|found| found.id) }
        }
    };
    tx.commit().await?;
    Ok(filed)
}
