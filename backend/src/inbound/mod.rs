//! Mail that comes in: stored once as it came, and worked on later. An answer to one of our letters
//! becomes a message of the conversation that the letter was about; everything else ends with the
//! reason why not. From the beginning a mail belongs to the entity that its address names, whose staff can
//! read it; what no address names is read by who runs all entities.

mod mail;
mod sender;
mod work;

pub use work::work;

use crate::{
    Backend,
    error::Result,
    jobs::{self, Job},
};
use mail::Envelope;
use sqlx::PgConnection;
use uuid::Uuid;

/// Stores a mail that the gateway has signed. The same again, to the same address, only counts the
/// delivery.
pub async fn receive(backend: &Backend, raw: &[u8]) -> Result<()> {
    let now = backend.clock.now();
    let envelope = Envelope::of(raw, &backend.inbound);
    let entity = sender::entity_of(backend, &envelope.recipients).await?;
    let mut tx = backend.db.worker().await?;
    let row = sqlx::query!(
        "INSERT INTO inbound_mail (id, message_id, recipient, raw, received_at, sender, subject, entity_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT ON CONSTRAINT inbound_mail_is_stored_once DO UPDATE SET deliveries = inbound_mail.deliveries + 1
         RETURNING id, deliveries",
        Uuid::now_v7(),
        envelope.message_id,
        envelope.recipient,
        raw,
        now,
        envelope.sender,
        envelope.subject,
        entity.map(|id| id.0),
    )
    .fetch_one(&mut *tx)
    .await?;
    if row.deliveries == 1 {
        jobs::enqueue(&mut tx, &Job::WorkMail { mail_id: row.id }, now, now).await?;
    }
    tx.commit().await
}

/// Gives a mail up whose job has failed too often; a person has to look.
pub(crate) async fn give_up(tx: &mut PgConnection, id: Uuid, note: &str) -> Result<()> {
    sqlx::query!(
        "UPDATE inbound_mail SET state = 'dead', note = $2 WHERE id = $1 AND state = 'pending'",
        id,
        note,
    )
    .execute(tx)
    .await?;
    Ok(())
}
