//! Notices: people are told by mail of what happens in their disputes and conversations. That there is
//! something to tell is written in the transaction of the change, with the amounts of that moment; a
//! job then finds out who wants to know and writes one letter to each. So whoever changes something
//! never sees the other side's addresses, and nobody is told twice.

mod letters;
mod readers;
mod words;

pub(crate) use letters::write;

use crate::{
    conversations::Author,
    error::Result,
    jobs::{self, Job},
};
use chrono::{DateTime, Utc};
use domain::{
    ids::{AccountId, ConversationId, DisputeId, EntityId, UserId},
    notice::Step,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// What is to be told.
pub(crate) struct NewNotice<'a> {
    /// The seller's entity.
    pub entity_id: EntityId,
    /// Of which account.
    pub account_id: AccountId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// What happened.
    pub step: Step,
    /// What was written; none where somebody only did something.
    pub message: Option<Uuid>,
    /// Who did it. They are not told.
    pub by: Author<'a>,
    /// Whose act brought it about, where it is in somebody else's name. They are not told either.
    pub caused_by: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Writes down that there is something to tell, and the job that tells it.
pub(crate) async fn give(tx: &mut PgConnection, new: &NewNotice<'_>) -> Result<()> {
    let id = Uuid::now_v7();
    let given = sqlx::query!(
        "INSERT INTO notice (id, entity_id, account_id, conversation_id, message_id, step, by_id, by_name, at, currency,
                             disputed_minor, off_minor, undecided_minor, caused_by)
         SELECT $1, $2, c.account_id, c.id, $5, $6, $7, $8, $9, d.currency, coalesce(d.disputed_minor, 0), l.off_minor,
                l.undecided_minor, $10
         FROM conversation c
         LEFT JOIN dispute d ON c.about = 'dispute' AND d.account_id = c.account_id AND d.id = c.about_id
         CROSS JOIN LATERAL (SELECT coalesce(sum(credited_minor + written_off_minor), 0)::bigint AS off_minor,
                                    coalesce(sum(net_minor + tax_minor) FILTER (WHERE outcome IS NULL), 0)::bigint AS undecided_minor
                             FROM dispute_line WHERE account_id = $3 AND dispute_id = d.id) l
         WHERE c.account_id = $3 AND c.id = $4",
        id,
        new.entity_id.0,
        new.account_id.0,
        new.conversation.0,
        new.message,
        new.step.code(),
        new.by.id.0,
        new.by.name,
        new.at,
        new.caused_by.map(|id| id.0),
    )
    .execute(&mut *tx)
    .await?;
    if given.rows_affected() == 0 {
        return Ok(());
    }
    jobs::enqueue(tx, &Job::Notify { notice_id: id }, new.at, new.at).await
}

/// The same where somebody did something with a dispute, perhaps with something that was written.
pub(crate) async fn give_of_dispute(
    tx: &mut PgConnection,
    (entity_id, account_id): (EntityId, AccountId),
    dispute: DisputeId,
    (step, message): (Step, Option<Uuid>),
    by: Author<'_>,
    at: DateTime<Utc>,
) -> Result<()> {
    let conversation = sqlx::query_scalar!(
        "SELECT id FROM conversation WHERE account_id = $1 AND about = 'dispute' AND about_id = $2",
        account_id.0,
        dispute.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(conversation) = conversation.map(ConversationId) else { return Ok(()) };
    let caused_by = None;
    let new = NewNotice { entity_id, account_id, conversation, step, message, by, caused_by, at };
    give(tx, &new).await
}
