//! Writing a message down: the one place where messages are inserted.

use crate::{
    error::{Error, Result},
    files::{self, Carrier, Checked},
    notices::{self, NewNotice},
};
use chrono::{DateTime, Utc};
use domain::{
    conversation::{About, Saying, Turn},
    ids::{AccountId, ConversationId, EntityId, UserId},
    notice::Step,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// A message that is to be written down. The id is made by the form, so the same form writes it once.
pub(crate) struct Post<'a> {
    /// Its id.
    pub id: Uuid,
    /// The seller's entity.
    pub entity_id: EntityId,
    /// Of which account.
    pub account_id: AccountId,
    /// Where.
    pub to: To<'a>,
    /// What.
    pub text: &'a str,
    /// How.
    pub saying: Saying,
    /// By whom.
    pub by: Author<'a>,
    /// The colleague whom a note asks, and their name.
    pub asked: Option<(UserId, &'a str)>,
    /// The files that go with it.
    pub files: &'a [Checked],
    /// When.
    pub at: DateTime<Utc>,
}

/// Where a message goes.
#[derive(Clone, Copy)]
pub(crate) enum To<'a> {
    /// Into a conversation that exists.
    Conversation(ConversationId),
    /// Into the one about something, which begins with it if there is none. Lists call it so.
    About(About, &'a str),
}

/// Who writes.
#[derive(Clone, Copy)]
pub(crate) struct Author<'a> {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: &'a str,
}

/// Writes it, and that people are to be told of it. Says into which conversation, unless it had been
/// written before.
pub(crate) async fn post(tx: &mut PgConnection, post: &Post<'_>) -> Result<Option<ConversationId>> {
    post_at(tx, post, Step::of_saying(post.saying)).await
}

/// The same where it is more than a word: with it a dispute is opened or decided.
pub(crate) async fn post_at(
    tx: &mut PgConnection,
    post: &Post<'_>,
    step: Step,
) -> Result<Option<ConversationId>> {
    post_caused(tx, post, step, None).await
}

/// The same where the act of somebody else brought it about, who need not be told.
pub(crate) async fn post_caused(
    tx: &mut PgConnection,
    post: &Post<'_>,
    step: Step,
    caused_by: Option<UserId>,
) -> Result<Option<ConversationId>> {
    let conversation = match post.to {
        To::Conversation(id) => lock(tx, post.account_id, id).await?,
        To::About(about, subject) => find_or_begin(tx, post, about, subject).await?,
    };
    let written = sqlx::query!(
        "INSERT INTO message (id, entity_id, account_id, conversation_id, side, is_internal, written_by, author,
                              written_at, text, asked_id, asked)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO NOTHING",
        post.id,
        post.entity_id.0,
        post.account_id.0,
        conversation.0,
        post.saying.side().code(),
        post.saying == Saying::Note,
        post.by.id.0,
        post.by.name,
        post.at,
        post.text,
        post.asked.map(|(id, _)| id.0),
        post.asked.map(|(_, name)| name),
    )
    .execute(&mut *tx)
    .await?;
    if written.rows_affected() == 0 {
        return Ok(None);
    }
    let place = files::Place {
        entity_id: post.entity_id,
        account_id: post.account_id,
        side: post.saying.side(),
        by: post.by.id,
        at: post.at,
    };
    files::attach(tx, &place, Carrier::Message(post.id), post.files).await?;
    if let Some(next) = post.saying.turn() {
        sqlx::query!(
            "UPDATE conversation SET turn = $3, last_by = $4, last_at = $5,
                    answered_at = CASE WHEN began_by <> $4 THEN coalesce(answered_at, $5) ELSE answered_at END
             WHERE account_id = $1 AND id = $2",
            post.account_id.0,
            conversation.0,
            next.code(),
            post.saying.side().code(),
            post.at,
        )
        .execute(&mut *tx)
        .await?;
    }
    // A note that asks nobody is told to nobody.
    if step != Step::Noted || post.asked.is_some() {
        let notice = NewNotice {
            entity_id: post.entity_id,
            account_id: post.account_id,
            conversation,
            step,
            message: Some(post.id),
            by: post.by,
            caused_by,
            at: post.at,
        };
        notices::give(tx, &notice).await?;
    }
    Ok(Some(conversation))
}

async fn lock(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: ConversationId,
) -> Result<ConversationId> {
    let found = sqlx::query_scalar!(
        "SELECT id FROM conversation WHERE account_id = $1 AND id = $2 FOR UPDATE",
        account_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?;
    found.map(ConversationId).ok_or(Error::NotFound)
}

/// Of two who begin at once one waits for the other's row, and writes into it. A question about the
/// account begins one of its own, whose id is that of its first message: sent twice, it begins one.
async fn find_or_begin(
    tx: &mut PgConnection,
    post: &Post<'_>,
    about: About,
    subject: &str,
) -> Result<ConversationId> {
    let id = match about {
        About::Account(_) => post.id,
        About::Invoice(_) | About::Payment(_) | About::Dispute(_) => Uuid::now_v7(),
    };
    sqlx::query!(
        "INSERT INTO conversation (id, entity_id, account_id, about, about_id, subject, turn, began_by, began_at,
                                   last_by, last_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'nobody', $7, $8, $7, $8) ON CONFLICT DO NOTHING",
        id,
        post.entity_id.0,
        post.account_id.0,
        about.code(),
        about.id(),
        subject,
        post.saying.side().code(),
        post.at,
    )
    .execute(&mut *tx)
    .await?;
    let found = sqlx::query_scalar!(
        "SELECT id FROM conversation
         WHERE account_id = $1 AND about = $2 AND about_id = $3 AND (about <> 'account' OR id = $4) FOR UPDATE",
        post.account_id.0,
        about.code(),
        about.id(),
        id,
    )
    .fetch_optional(tx)
    .await?;
    found.map(ConversationId).ok_or(Error::NotFound)
}

/// Gives the turn to somebody without a word: what it is about has moved on.
pub(crate) async fn turn(
    tx: &mut PgConnection,
    account_id: AccountId,
    about: About,
    turn: Turn,
) -> Result<()> {
    sqlx::query!(
        "UPDATE conversation SET turn = $4 WHERE account_id = $1 AND about = $2 AND about_id = $3",
        account_id.0,
        about.code(),
        about.id(),
        turn.code(),
    )
    .execute(tx)
    .await?;
    Ok(())
}
