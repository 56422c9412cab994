//! Messages that are to leave the house. They are written in the transaction that decides them, and
//! sent by a job afterwards; the dedupe key says what may not be said twice.

use crate::{
    Backend,
    error::{Error, Result},
    gateways::{
        inbound::Answer,
        mail::{Letter, Thread},
    },
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
    /// It asks a customer for what is due.
    Reminder,
    /// It tells a customer of a dispute or a conversation.
    Notice(OfNotice),
    /// It tells the seller's own people of one.
    Team(OfNotice),
    /// It tells them of what is late.
    Late,
}

impl Kind {
    /// The code in the database.
    fn code(&self) -> &'static str {
        match self {
            Self::Reminder => "reminder",
            Self::Notice(_) => "notice",
            Self::Team(_) => "team",
            Self::Late => "late",
        }
    }

    /// Where it stands and how it is answered, if it is about a notice.
    fn notice(&self) -> Option<&OfNotice> {
        match self {
            Self::Notice(of) | Self::Team(of) => Some(of),
            Self::Reminder | Self::Late => None,
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
    pub fn answer(&self, letter: Uuid) -> Answer {
        Answer { letter, conversation: self.conversation, user: self.user }
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
                             body_html, created_at, kind, notice_id, conversation_id, user_id, reply_to, follows_id)
         SELECT $1, 'mail', $2, $3, coalesce(max(o.sequence), 0) + 1, $4, $5, $6, $7, $8, $9,
                $14, $10, $11, $12, $13,
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
    )
    .execute(&mut *tx)
    .await?;
    jobs::enqueue(tx, &Job::SendMessage { outbox_id: message.id }, now, now).await
}

/// Sends a queued message. Sent again after a crash in between, it carries the same Message-ID.
pub async fn send(backend: &Backend, id: Uuid) -> Result<()> {
    let row = sqlx::query!(
        "SELECT o.recipient, o.subject, o.body_text, o.body_html, o.state, o.reply_to,
                o.conversation_id, o.follows_id, e.name AS from_name
         FROM outbox o JOIN entity e ON e.id = o.entity_id WHERE o.id = $1",
        id
    )
    .fetch_optional(backend.db.worker_pool())
    .await?
    .ok_or(Error::NotFound)?;
    if row.state != "queued" {
        return Ok(());
    }
    let now = backend.clock.now();
    let letter = Letter {
        id,
        from_name: row.from_name,
        to: row.recipient,
        subject: row.subject,
        text: row.body_text,
        html: row.body_html,
        at: now,
        reply_to: row.reply_to,
        thread: row.conversation_id.map(|root| Thread { root, follows: row.follows_id }),
    };
    backend.mail.send(&letter).await?;
    sqlx::query!(
        "UPDATE outbox SET state = 'sent', sent_at = $2, attempts = attempts + 1 WHERE id = $1 AND state = 'queued'",
        id,
        now,
    )
    .execute(backend.db.worker_pool())
    .await?;
    Ok(())
}

/// Gives a message up whose job has failed too often; a person has to look.
pub(crate) async fn give_up(tx: &mut PgConnection, id: Uuid, note: &str) -> Result<()> {
    sqlx::query!(
        "UPDATE outbox SET state = 'dead', last_error = $2 WHERE id = $1 AND state = 'queued'",
        id,
        note,
    )
    .execute(tx)
    .await?;
    Ok(())
}
