//! The clocks of a dispute, as they are kept. What they do is in [`domain::dispute_clock`].

use crate::{
    error::{Error, Result},
    gateways::clock,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::{
    business_hours::{BusinessHours, Opening, Week},
    dispute::State,
    dispute_clock::{DisputeClock, Priority, Target},
    ids::{AccountId, DisputeId, EntityId},
};
use sqlx::PgConnection;

/// The hours in which an entity works.
pub(crate) async fn hours_of(
    tx: &mut PgConnection,
    entity_id: EntityId,
) -> Result<BusinessHours<Tz>> {
    let zone = sqlx::query_scalar!("SELECT time_zone FROM entity WHERE id = $1", entity_id.0)
        .fetch_one(&mut *tx)
        .await?;
    let week = week_of(tx, entity_id).await?;
    let holidays = sqlx::query_scalar!("SELECT day FROM holiday WHERE entity_id = $1", entity_id.0)
        .fetch_all(tx)
        .await?;
    let holidays = holidays.into_iter().collect::<std::collections::BTreeSet<NaiveDate>>();
    Ok(BusinessHours::new(clock::zone(&zone), week, holidays)?)
}

/// The days on which an entity works, and from when until when.
pub(crate) async fn week_of(tx: &mut PgConnection, entity_id: EntityId) -> Result<Week> {
    let rows = sqlx::query!(
        "SELECT weekday, opens, closes FROM opening_hours WHERE entity_id = $1",
        entity_id.0,
    )
    .fetch_all(tx)
    .await?;
    let mut week: Week = [None; 7];
    for row in rows {
        let day = usize::try_from(row.weekday - 1).ok().and_then(|day| week.get_mut(day));
        *day.ok_or_else(|| Error::bug("opening_hours.weekday"))? =
            Some(Opening { opens: row.opens, closes: row.closes });
    }
    Ok(week)
}

/// What an entity aims at for a reason and a priority.
async fn target_of(
    tx: &mut PgConnection,
    entity_id: EntityId,
    reason: &str,
    priority: Priority,
) -> Result<Target> {
    let target = sqlx::query_as!(
        Target,
        "SELECT respond_hours, resolve_hours FROM dispute_target
         WHERE entity_id = $1 AND reason_code = $2 AND priority = $3",
        entity_id.0,
        reason,
        priority.code(),
    )
    .fetch_one(tx)
    .await?;
    Ok(target)
}

/// The clocks of a dispute that is opened at a moment.
pub(super) async fn start(
    tx: &mut PgConnection,
    entity_id: EntityId,
    reason: &str,
    priority: Priority,
    at: DateTime<Utc>,
) -> Result<DisputeClock> {
    let hours = hours_of(tx, entity_id).await?;
    let target = target_of(tx, entity_id, reason, priority).await?;
    Ok(DisputeClock::start(&hours, target, at))
}

/// Lets the decision wait for the buyer, or go on, as whose turn it has become. The caller holds the lock.
pub(super) async fn turned(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: DisputeId,
    to: State,
    at: DateTime<Utc>,
) -> Result<()> {
    let before = read(tx, account_id, id).await?;
    if before.asked_at.is_some() == (to == State::Asked) {
        return Ok(());
    }
    let entity_id = entity_of(tx, account_id, id).await?;
    let hours = hours_of(tx, entity_id).await?;
    let after = before.turned(&hours, to, at);
    sqlx::query!(
        "UPDATE dispute SET asked_at = $3, resolve_by = $4, waited_seconds = $5 WHERE account_id = $1 AND id = $2",
        account_id.0,
        id.0,
        after.asked_at,
        after.resolve_by,
        after.waited.num_seconds(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn entity_of(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: DisputeId,
) -> Result<EntityId> {
    let entity = sqlx::query_scalar!(
        "SELECT entity_id FROM dispute WHERE account_id = $1 AND id = $2",
        account_id.0,
        id.0,
    )
    .fetch_one(tx)
    .await?;
    Ok(entity.into())
}

/// Lets both clocks of a dispute that is opened again run from the beginning. If its team is gone
/// meanwhile, the one that takes the rest looks after it. The caller holds the lock.
pub(super) async fn restart(
    tx: &mut PgConnection,
    entity_id: EntityId,
    (account_id, id): (AccountId, DisputeId),
    at: DateTime<Utc>,
) -> Result<()> {
    let row = sqlx::query!(
        "SELECT reason_code, priority FROM dispute WHERE account_id = $1 AND id = $2",
        account_id.0,
        id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    let priority = Priority::of(&row.priority).ok_or_else(|| Error::bug("dispute.priority"))?;
    let clock = start(tx, entity_id, &row.reason_code, priority, at).await?;
    sqlx::query!(
        "UPDATE dispute d SET clock_from = $3, respond_by = $4, resolve_by = $5, responded_at = NULL, asked_at = NULL,
                waited_seconds = 0, team_id = CASE WHEN t.is_active THEN d.team_id ELSE k.rest_team_id END
         FROM dispute_desk k, team t
         WHERE d.account_id = $1 AND d.id = $2 AND k.entity_id = d.entity_id
           AND t.entity_id = d.entity_id AND t.id = d.team_id",
        account_id.0,
        id.0,
        clock.from,
        clock.respond_by,
        clock.resolve_by,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes that the seller has said or decided something; the first time counts.
pub(super) async fn responded(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: DisputeId,
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "UPDATE dispute SET responded_at = $3 WHERE account_id = $1 AND id = $2 AND responded_at IS NULL",
        account_id.0,
        id.0,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Aims at the targets of another priority, from the beginning on. The caller holds the lock.
pub(super) async fn aim(
    tx: &mut PgConnection,
    entity_id: EntityId,
    (account_id, id): (AccountId, DisputeId),
    reason: &str,
    priority: Priority,
) -> Result<()> {
    let hours = hours_of(tx, entity_id).await?;
    let target = target_of(tx, entity_id, reason, priority).await?;
    let clock = read(tx, account_id, id).await?.aimed_at(&hours, target);
    sqlx::query!(
        "UPDATE dispute SET priority = $3, respond_by = $4, resolve_by = $5 WHERE account_id = $1 AND id = $2",
        account_id.0,
        id.0,
        priority.code(),
        clock.respond_by,
        clock.resolve_by,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn read(tx: &mut PgConnection, account_id: AccountId, id: DisputeId) -> Result<DisputeClock> {
    let row = sqlx::query!(
        "SELECT clock_from, respond_by, resolve_by, responded_at, asked_at, waited_seconds FROM dispute
         WHERE account_id = $1 AND id = $2",
        account_id.0,
        id.0,
    )
    .fetch_one(tx)
    .await?;
    Ok(DisputeClock {
        from: row.clock_from,
        respond_by: row.respond_by,
        resolve_by: row.resolve_by,
        responded_at: row.responded_at,
        asked_at: row.asked_at,
        waited: TimeDelta::seconds(row.waited_seconds),
    })
}
