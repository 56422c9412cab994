//! What is late: the seller's own people are told, once, and never the buyer. What is disputed stays on
//! hold meanwhile.

use super::late_letter::{Letter, What};
use crate::{
    Backend,
    actor::Actor,
    error::{Error, Result},
    events::{self, NewEvent},
    outbox::{self, NewMessage},
    users,
};
use chrono::{DateTime, Utc};
use domain::{
    ids::{AccountId, DisputeId, EntityId, TeamId},
    money::Money,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Tells of disputes that have had no answer or no decision in time. Says how many there were.
pub async fn look_after(backend: &Backend) -> Result<usize> {
    let late = sqlx::query!(
        "SELECT d.id, d.account_id FROM dispute d
         WHERE d.state = 'open' AND d.due_at < $1 AND (
             (d.responded_at IS NULL AND d.respond_by < $1 AND NOT EXISTS (
                 SELECT FROM dispute_escalation e WHERE e.account_id = d.account_id AND e.dispute_id = d.id
                    AND e.what = 'response' AND e.clock_from = d.clock_from))
             OR (d.resolve_by < $1 AND NOT EXISTS (
                 SELECT FROM dispute_escalation e WHERE e.account_id = d.account_id AND e.dispute_id = d.id
                    AND e.what = 'resolution' AND e.clock_from = d.clock_from)))
         ORDER BY d.due_at, d.id LIMIT 500",
        backend.clock.now(),
    )
    .fetch_all(backend.db.worker_pool())
    .await?;
    let mut told = 0;
    for row in late {
        told += look_at(backend, row.account_id.into(), row.id.into()).await?;
    }
    Ok(told)
}

/// A dispute that is late, under its lock.
struct Late {
    id: DisputeId,
    entity_id: EntityId,
    account_id: AccountId,
    account_name: String,
    number: String,
    reason: String,
    amount: Money,
    team_id: TeamId,
    team: String,
    owner: Option<String>,
    time_zone: String,
    clock_from: DateTime<Utc>,
    respond_by: DateTime<Utc>,
    resolve_by: DateTime<Utc>,
    is_answered: bool,
}

async fn look_at(backend: &Backend, account_id: AccountId, id: DisputeId) -> Result<usize> {
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    let Some(late) = lock(&mut tx, account_id, id).await? else {
        return Ok(0); // it was answered for the moment, or has ended
    };
    let mut told = 0;
    for (what, due_at, is_done) in [
        (What::Response, late.respond_by, late.is_answered),
        (What::Resolution, late.resolve_by, false),
    ] {
        if !is_done && due_at < now && mark(&mut tx, &late, what, due_at, now).await? {
            tell(backend, &mut tx, &late, what, due_at, now).await?;
            told += 1;
        }
    }
    tx.commit().await?;
    Ok(told)
}

async fn lock(tx: &mut PgConnection, account_id: AccountId, id: DisputeId) -> Result<Option<Late>> {
    let row = sqlx::query!(
        "SELECT d.entity_id, d.number, d.currency, d.disputed_minor, d.owner_name, d.team_id, d.clock_from,
                d.respond_by, d.resolve_by, d.responded_at, a.name AS account_name, r.label AS reason,
                t.name AS team, e.time_zone
         FROM dispute d
         JOIN account a ON a.id = d.account_id
         JOIN entity e ON e.id = d.entity_id
         JOIN team t ON t.entity_id = d.entity_id AND t.id = d.team_id
         JOIN dispute_reason r ON r.entity_id = d.entity_id AND r.code = d.reason_code
         WHERE d.account_id = $1 AND d.id = $2 AND d.state = 'open' FOR UPDATE OF d",
        account_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Late {
        id,
        entity_id: row.entity_id.into(),
        account_id,
        account_name: row.account_name,
        number: row.number,
        reason: row.reason,
        amount: Money::new(row.disputed_minor, row.currency.parse().map_err(Error::from)?),
        team_id: row.team_id.into(),
        team: row.team,
        owner: row.owner_name,
        time_zone: row.time_zone,
        clock_from: row.clock_from,
        respond_by: row.respond_by,
        resolve_by: row.resolve_by,
        is_answered: row.responded_at.is_some(),
    }))
}

/// Says whether it was not marked yet.
async fn mark(
    tx: &mut PgConnection,
    late: &Late,
    what: What,
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let marked = sqlx::query!(
        "INSERT INTO dispute_escalation (entity_id, account_id, dispute_id, what, clock_from, due_at, escalated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        late.entity_id.0,
        late.account_id.0,
        late.id.0,
        what.code(),
        late.clock_from,
        due_at,
        now,
    )
    .execute(tx)
    .await?;
    Ok(marked.rows_affected() == 1)
}

/// Writes to who leads the team, or to the entity's admins where nobody does.
async fn tell(
    backend: &Backend,
    tx: &mut PgConnection,
    late: &Late,
    what: What,
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    let readers = users::told_of(tx, late.entity_id, late.team_id).await?;
    for reader in &readers {
        let letter = Letter {
            reader: &reader.name,
            what,
            due_at,
            time_zone: &late.time_zone,
            number: &late.number,
            account: &late.account_name,
            amount: late.amount,
            reason: &late.reason,
            team: &late.team,
            owner: late.owner.as_deref(),
            address: format!("{}/staff/disputes/{}", backend.public_url, late.id),
        };
        let message = NewMessage {
            id: Uuid::now_v7(),
            entity_id: late.entity_id,
            account_id: late.account_id,
            dedupe: format!(
                "late:{}:{}:{}:{}",
                late.id,
                what.code(),
                late.clock_from.timestamp(),
                reader.id
            ),
            recipient: reader.email.clone(),
            subject: letter.subject(),
            text: letter.text(),
            html: letter.html(),
            notice: None,
        };
        outbox::queue(tx, now, &message).await?;
    }
    let names: Vec<&str> = readers.iter().map(|reader| reader.name.as_str()).collect();
    let told = if names.is_empty() {
        "nobody could be told".to_owned()
    } else {
        names.join(", ") + " was told"
    };
    let event = NewEvent {
        entity_id: Some(late.entity_id),
        account_id: Some(late.account_id),
        name: "dispute.escalated",
        subject: ("dispute", late.id.0),
        text: format!("Dispute {} is late, {}: {told}", late.number, what.missing()),
        data: serde_json::json!({ "what": what.code(), "due_at": due_at }),
        for_buyer: false,
    };
    events::record(tx, &Actor::System("disputes"), now, event).await
}
