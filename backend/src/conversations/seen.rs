//! Until when somebody has read a conversation.

use crate::error::Result;
use chrono::{DateTime, Utc};
use domain::ids::{AccountId, ConversationId, UserId};
use sqlx::PgConnection;

/// Notes that somebody has read all of it until a moment.
pub(crate) async fn see(
    tx: &mut PgConnection,
    account_id: AccountId,
    conversation: ConversationId,
    by: UserId,
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO conversation_seen (account_id, conversation_id, user_id, seen_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account_id, conversation_id, user_id) DO UPDATE SET seen_at = excluded.seen_at",
        account_id.0,
        conversation.0,
        by.0,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}
