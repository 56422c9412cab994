//! The inbox of providers' webhooks: stored once as they came, acted on later, and then on what the
//! provider says when asked, never on what the webhook says.

use crate::{
    Backend,
    error::{Error, Result},
    gateways::provider::WebhookEvent,
    jobs::{self, Job},
    payments::report,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Stores a webhook whose signature was right. The same event again only counts the delivery.
pub async fn receive(
    backend: &Backend,
    provider: &str,
    event: &WebhookEvent,
    raw: &[u8],
) -> Result<()> {
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    let row = sqlx::query!(
        r#"INSERT INTO webhook_inbox (id, provider, event_id, kind, object_ref, raw, received_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT ON CONSTRAINT webhook_inbox_is_stored_once
           DO UPDATE SET deliveries = webhook_inbox.deliveries + 1
           RETURNING id, deliveries"#,
        Uuid::now_v7(),
        provider,
        event.event_id,
        event.kind,
        event.object_ref,
        raw,
        now,
    )
    .fetch_one(&mut *tx)
    .await?;
    if row.deliveries == 1 {
        jobs::enqueue(&mut tx, &Job::ApplyWebhook { inbox_id: row.id }, now, now).await?;
    }
    tx.commit().await
}

/// Acts on a stored webhook: asks the provider about the payment and applies the answer.
pub async fn apply(backend: &Backend, inbox_id: Uuid) -> Result<()> {
    let row = sqlx::query!(
        "SELECT provider, kind, object_ref, state FROM webhook_inbox WHERE id = $1",
        inbox_id
    )
    .fetch_one(backend.db.worker_pool())
    .await?;
    if row.state != "pending" {
        return Ok(());
    }
    let provider = backend
        .providers
        .find(&row.provider)
        .ok_or_else(|| Error::bug(format!("provider {} is not configured", row.provider)))?;
    let Some(object_ref) = row.object_ref.filter(|_| row.kind.starts_with("payment.")) else {
        return finish(backend, inbox_id, "ignored", "We do not act on this kind of event.").await;
    };
    let snapshot = match provider.get(&object_ref).await {
        Ok(snapshot) => snapshot,
        Err(crate::gateways::provider::ProviderError::Refused(reason)) => {
            return finish(backend, inbox_id, "ignored", &reason).await;
        }
        Err(error) => return Err(Error::caused("asking the provider", error)),
    };
    match report::apply(backend, &row.provider, &snapshot, "webhook").await {
        Ok(()) => finish(backend, inbox_id, "applied", snapshot.reported.code()).await,
        Err(Error::NotFound) => {
            finish(backend, inbox_id, "ignored", "No payment of ours has this reference.").await
        }
        Err(error) => Err(error),
    }
}

async fn finish(backend: &Backend, inbox_id: Uuid, state: &str, note: &str) -> Result<()> {
    sqlx::query!(
        "UPDATE webhook_inbox SET state = $2, note = $3, applied_at = $4 WHERE id = $1 AND state = 'pending'",
        inbox_id,
        state,
        note,
        backend.clock.now(),
    )
    .execute(backend.db.worker_pool())
    .await?;
    Ok(())
}

/// Gives a webhook up whose job has failed too often; a person has to look.
pub(crate) async fn give_up(tx: &mut PgConnection, inbox_id: Uuid, note: &str) -> Result<()> {
    sqlx::query!(
        "UPDATE webhook_inbox SET state = 'dead', note = $2 WHERE id = $1 AND state = 'pending'",
        inbox_id,
        note,
    )
    .execute(tx)
    .await?;
    Ok(())
}
