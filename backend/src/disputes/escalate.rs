//! What is late: the seller's own people are told, once, and never the buyer. What is disputed stays on
//! hold meanwhile.

use super::late_letter::{Letter, What};
use crate::{
    Backend,
    actor::Actor,
    error::{Error, Result},
    events::{self, NewEvent},
    gateways::clock,
    outbox::{self, NewMessage},
    users,
};
use chrono::{DateTime, Utc};
use domain::{
    calendar,
    dispute::State,
    ids::{AccountId, DeliveryId, DisputeId, EntityId, TeamId},
    money::Money,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Tells of disputes that have had no answer or no decision in time, and of what was not delivered again
/// in time. Says how many there were.
pub async fn look_after(backend: &Backend) -> Result<usize> {
    Ok(look_after_clocks(backend).await? + look_after_deliveries(backend).await?)
}

async fn look_after_clocks(backend: &Backend) -> Result<usize> {
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

/// What was promised by a day that has passed where the seller is.
async fn look_after_deliveries(backend: &Backend) -> Result<usize> {
    let late = sqlx::query!(
        "SELECT v.id, v.account_id, v.dispute_id FROM dispute_delivery v JOIN entity e ON e.id = v.entity_id
         WHERE v.state = 'promised' AND v.told_late_at IS NULL
           AND v.promised_on < ($1::timestamptz AT TIME ZONE e.time_zone)::date
         ORDER BY v.promised_on, v.id LIMIT 500",
        backend.clock.now(),
    )
    .fetch_all(backend.db.worker_pool())
    .await?;
    let mut told = 0;
    for row in late {
        let id = (row.account_id.into(), row.dispute_id.into());
        told += look_at_delivery(backend, id, row.id.into()).await?;
    }
    Ok(told)
}

/// Under the dispute's lock, so that it has not just come, or was moved.
async fn look_at_delivery(
    backend: &Backend,
    (account_id, id): (AccountId, DisputeId),
    delivery: DeliveryId,
) -> Result<usize> {
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    let late = lock(&mut tx, account_id, id).await?;
    let marked = sqlx::query_scalar!(
        "UPDATE dispute_delivery v SET told_late_at = $3 FROM entity e
         WHERE v.account_id = $1 AND v.id = $2 AND v.state = 'promised' AND v.told_late_at IS NULL AND e.id = v.entity_id
           AND v.promised_on < ($3::timestamptz AT TIME ZONE e.time_zone)::date
         RETURNING v.promised_on",
        account_id.0,
        delivery.0,
        now,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let (Some(late), Some(promised_on)) = (late, marked) else { return Ok(0) };
    let due = Due {
        what: What::Delivery,
        told: calendar::long(promised_on),
        run: format!("{delivery}:{promised_on}"),
        data: serde_json::json!({ "what": What::Delivery.code(), "delivery_id": delivery, "due_on": promised_on }),
    };
    tell(backend, &mut tx, &late, &due, now).await?;
    tx.commit().await?;
    Ok(1)
}

/// What should have been done, and by when.
struct Due {
    what: What,
    /// By when, in words.
    told: String,
    /// What is told of once.
    run: String,
    data: serde_json::Value,
}

/// A dispute with something late, under its lock.
struct Late {
    id: DisputeId,
    entity_id: EntityId,
    account_id: AccountId,
    account_name: String,
    number: String,
    state: State,
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
    let late = lock(&mut tx, account_id, id).await?.filter(|late| late.state == State::Open);
    let Some(late) = late else {
        return Ok(0); // it was answered for the moment, or has ended
    };
    let mut told = 0;
    for (what, due_at, is_done) in [
        (What::Response, late.respond_by, late.is_answered),
        (What::Resolution, late.resolve_by, false),
    ] {
        if !is_done && due_at < now && mark(&mut tx, &late, what, due_at, now).await? {
            let wall = due_at.with_timezone(&clock::zone(&late.time_zone)).naive_local();
            let due = Due {
                what,
                told: calendar::with_time(wall),
                run: late.clock_from.timestamp().to_string(),
                data: serde_json::json!({ "what": what.code(), "due_at": due_at }),
            };
            tell(backend, &mut tx, &late, &due, now).await?;
            told += 1;
        }
    }
    tx.commit().await?;
    Ok(told)
}

async fn lock(tx: &mut PgConnection, account_id: AccountId, id: DisputeId) -> Result<Option<Late>> {
    let row = sqlx::query!(
        "SELECT d.entity_id, d.number, d.state, d.currency, d.disputed_minor, d.owner_name, d.team_id, d.clock_from,
                d.respond_by, d.resolve_by, d.responded_at, a.name AS account_name, r.label AS reason,
                t.name AS team, e.time_zone
         FROM dispute d
         JOIN account a ON a.id = d.account_id
         JOIN entity e ON e.id = d.entity_id
         JOIN team t ON t.entity_id = d.entity_id AND t.id = d.team_id
         JOIN dispute_reason r ON r.entity_id = d.entity_id AND r.code = d.reason_code
         WHERE d.account_id = $1 AND d.id = $2 FOR UPDATE OF d",
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
        state: State::of(&row.state).ok_or_else(|| Error::bug("dispute.state"))?,
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
    due: &Due,
    now: DateTime<Utc>,
) -> Result<()> {
    let readers = users::told_of(tx, late.entity_id, late.team_id).await?;
    for reader in &readers {
        let letter = Letter {
            reader: &reader.name,
            what: due.what,
            due: &due.told,
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
            dedupe: format!("late:{}:{}:{}:{}", late.id, due.what.code(), due.run, reader.id),
            recipient: reader.email.clone(),
            subject: letter.subject(),
            text: letter.text(),
            html: letter.html(),
            kind: outbox::Kind::Late,
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
        text: format!("Dispute {} is late, {}: {told}", late.number, due.what.missing()),
        data: due.data.clone(),
        for_buyer: false,
    };
    events::record(tx, &Actor::System("disputes"), now, event).await
}
