//! Messages that are to leave the house. They are written in the transaction that decides them, and
//! sent by a job afterwards; the dedupe key says what may not be said twice.

pub mod letterhead;

use crate::{
    Backend, brands, dispatches,
    error::{Error, Result},
    gateways::{
        inbound,
        mail::{Attachment, Letter, Taken, Thread},
    },
    issued_documents,
    jobs::{self, Job},
};
use chrono::{DateTime, Utc};
use domain::ids::{AccountId, ConversationId, EntityId, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

/// A message to be sent.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Its id.
    pub id: Uuid,
    /// The entity that writes.
    pub entity_id: EntityId,
    /// The account that is written to.
    pub account_id: AccountId,
    /// What may not be said twice, within the account.
    pub dedupe: String,
    /// The address.
    pub recipient: String,
    /// The subject.
    pub subject: String,
    /// The text for those who read text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// What it is.
    pub kind: Kind,
}

/// What a message is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// It asks a customer for what is due: the letter that was issued is attached, or nothing is.
    Reminder(Option<Uuid>),
    /// It tells a customer of a dispute or a conversation.
    Notice(OfNotice),
    /// It tells the seller's own people of one.
    Team(OfNotice),
    /// It tells them of what is late.
    Late,
    /// It brings a customer a document: what was issued is attached, or nothing is.
    Document(Option<Uuid>),
}

impl Kind {
    /// The code in the database.
    fn code(&self) -> &'static str {
        match self {
            Self::Reminder(_) => "reminder",
            Self::Notice(_) => "notice",
            Self::Team(_) => "team",
            Self::Late => "late",
            Self::Document(_) => "document",
        }
    }

    /// What is attached, if something is.
    fn document(&self) -> Option<Uuid> {
        match self {
            Self::Reminder(document) | Self::Document(document) => *document,
            Self::Notice(_) | Self::Team(_) | Self::Late => None,
        }
    }

    /// Where it stands and how it is answered, if it is about a notice.
    fn notice(&self) -> Option<&OfNotice> {
        match self {
            Self::Notice(of) | Self::Team(of) => Some(of),
            Self::Reminder(_) | Self::Late | Self::Document(_) => None,
        }
    }
}

/// What a letter that is a notice says of itself.
#[derive(Clone, Debug)]
pub struct OfNotice {
    /// The notice.
    pub id: Uuid,
    /// The conversation that it is about.
    pub conversation: ConversationId,
    /// Whom it tells.
    pub user: UserId,
    /// The address under which it is answered.
    pub reply_to: Option<String>,
}

impl OfNotice {
    /// Whose answer to a letter comes back, to which conversation.
    pub fn answer(&self, letter: Uuid) -> inbound::Answer {
        inbound::Answer { letter, conversation: self.conversation, user: self.user }
    }
}

/// Queues a message, and the job that sends it.
pub async fn queue(tx: &mut PgConnection, now: DateTime<Utc>, message: &NewMessage) -> Result<()> {
    // The account's row orders its messages among several processes.
    sqlx::query!("SELECT id FROM account WHERE id = $1 FOR UPDATE", message.account_id.0)
        .fetch_one(&mut *tx)
        .await?;
    let notice = message.kind.notice();
    sqlx::query!(
        "INSERT INTO outbox (id, topic, entity_id, account_id, sequence, dedupe, recipient, subject, body_text,
                             body_html, created_at, kind, notice_id, conversation_id, user_id, reply_to, document_id, follows_id)
         SELECT $1, 'mail', $2, $3, coalesce(max(o.sequence), 0) + 1, $4, $5, $6, $7, $8, $9,
                $14, $10, $11, $12, $13, $15,
                (SELECT p.id FROM outbox p WHERE p.account_id = $3 AND p.conversation_id = $11 AND p.user_id = $12
                 ORDER BY p.sequence DESC LIMIT 1)
         FROM outbox o WHERE o.account_id = $3",
        message.id,
        message.entity_id.0,
        message.account_id.0,
        message.dedupe,
        message.recipient,
        message.subject,
        message.text,
        message.html,
        now,
        notice.map(|notice| notice.id),
        notice.map(|notice| notice.conversation.0),
        notice.map(|notice| notice.user.0),
        notice.and_then(|notice| notice.reply_to.as_deref()),
        message.kind.code(),
        message.kind.document(),
    )
    .execute(&mut *tx)
    .await?;
    jobs::enqueue(tx, &Job::SendMessage { outbox_id: message.id }, now, now).await
}

/// Whether a message is there already.
pub(crate) async fn is_queued(tx: &mut PgConnection, id: Uuid) -> Result<bool> {
    let known = sqlx::query_scalar!("SELECT id FROM outbox WHERE id = $1", id);
    Ok(known.fetch_optional(tx).await?.is_some())
}

/// Sends a queued message. Sent again after a crash in between, it carries the same Message-ID.
pub async fn send(backend: &Backend, id: Uuid) -> Result<()> {
    let row = sqlx::query!(
        r#"SELECT o.recipient, o.subject, o.body_text, o.body_html, o.state, o.reply_to,
                  o.account_id, o.document_id, o.conversation_id, o.follows_id, o.entity_id, e.name AS from_name,
                  EXISTS (SELECT FROM dispatch d WHERE d.id = o.id) AS "is_dispatch!"
           FROM outbox o JOIN entity e ON e.id = o.entity_id WHERE o.id = $1"#,
        id
    )
    .fetch_optional(backend.db.worker_pool())
    .await?
    .ok_or(Error::NotFound)?;
    if row.state != "queued" {
        return Ok(());
    }
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    let own = brands::of(&mut tx, EntityId(row.entity_id)).await?;
    tx.end();
    let letter = Letter {
        id,
        html: letterhead::around(&row.body_html, &row.subject, &row.from_name, &own),
        logo: letterhead::logo(&own).map(|picture| picture.bytes.clone()),
        from_name: row.from_name,
        to: row.recipient,
        subject: row.subject,
        text: row.body_text,
        at: now,
        reply_to: row.reply_to,
        bounces_to: backend.inbound.bounce_address(id),
        thread: row.conversation_id.map(|root| Thread { root, follows: row.follows_id }),
        attachment: match row.document_id {
            Some(document) => Some(attachment(backend, AccountId(row.account_id), document).await?),
            None => None,
        },
    };
    let taken = backend.mail.send(&letter).await?;
    if let Taken::Never(words) = taken {
        let mut tx = backend.db.worker().await?;
        give_up(&mut tx, id, &words, now).await?;
        return tx.commit().await;
    }
    // Both at once: a letter that counts as sent is not looked at again.
    let mut tx = backend.db.worker().await?;
    sqlx::query!(
        "UPDATE outbox SET state = 'sent', sent_at = $2, attempts = attempts + 1 WHERE id = $1 AND state = 'queued'",
        id,
        now,
    )
    .execute(&mut *tx)
    .await?;
    if row.is_dispatch {
        dispatches::sent(&mut tx, id, "The mail server has taken it.", now).await?;
    }
    tx.commit().await
}

/// What was issued, for a letter.
async fn attachment(backend: &Backend, account_id: AccountId, id: Uuid) -> Result<Attachment> {
    let mut tx = backend.db.worker().await?;
    let issued = issued_documents::get(&mut tx, account_id, id).await?;
    tx.end();
    let (issued, bytes) = issued_documents::stored(backend, issued).await?;
    let media_type = issued.format.media_type();
    Ok(Attachment { name: issued.file_name, media_type, bytes })
}

/// Notes that a letter came back which had left. False, if that is known already, or it never left.
pub(crate) async fn came_back(
    tx: &mut PgConnection,
    id: Uuid,
    words: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    bury(tx, id, "sent", words, now).await
}

/// Gives a message up that cannot be sent, or whose job has failed too often; a person has to look.
pub(crate) async fn give_up(
    tx: &mut PgConnection,
    id: Uuid,
    words: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    bury(tx, id, "queued", words, now).await.map(drop)
}

/// Ends a message that did not arrive, and refuses the delivery that it is. False, if it is in another state.
async fn bury(
    tx: &mut PgConnection,
    id: Uuid,
    from: &str,
    words: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let is_dispatch = sqlx::query_scalar!(
        r#"UPDATE outbox SET state = 'dead', last_error = $2 WHERE id = $1 AND state = $3
           RETURNING EXISTS (SELECT FROM dispatch d WHERE d.id = outbox.id) AS "is_dispatch!""#,
        id,
        words,
        from,
    )
    .fetch_optional(&mut *tx)
    .await?;
    if is_dispatch == Some(true) {
        dispatches::refused(tx, id, words, now).await?;
    }
    Ok(is_dispatch.is_some())
}
