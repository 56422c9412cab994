//! The clock of a demonstration. All processes read its offset from the database. When it is moved
//! forward, the worker goes there in steps and does at each what is due, so that everything in
//! between happens, in its order.

use crate::{
    Backend,
    actor::{Actor, Staff},
    error::{Error, Result},
    events::{self, NewEvent},
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::{Refusal, access::Action, calendar};

/// The longest step: fine enough that each day's work is done on its day.
const STEP_HOURS: i64 = 3;

/// How far a clock may be moved at once.
const LONGEST_DAYS: i64 = 400;

/// Takes over the offset that all processes share.
pub async fn read_clock(backend: &Backend) -> Result<()> {
    let offset = sqlx::query_scalar!("SELECT offset_seconds FROM demo_clock")
        .fetch_one(backend.db.worker_pool())
        .await?;
    backend.clock.set_offset(offset);
    Ok(())
}

/// Where the clock is being moved to, if it is.
pub async fn target(backend: &Backend) -> Result<Option<DateTime<Utc>>> {
    let target = sqlx::query_scalar!("SELECT target_at FROM demo_clock")
        .fetch_one(backend.db.worker_pool())
        .await?;
    Ok(target)
}

/// Asks for the clock to be moved forward to the morning of a day.
pub async fn move_to(backend: &Backend, staff: &Staff, day: NaiveDate) -> Result<()> {
    staff.may(Action::MoveClock)?;
    if !backend.demo {
        return Err(Error::NotFound);
    }
    let today = backend.clock.today(&staff.time_zone);
    if day <= today {
        return Err(Refusal::DateTooEarly { earliest: today + chrono::Days::new(1) }.into());
    }
    let latest = today + Duration::days(LONGEST_DAYS);
    if day > latest {
        return Err(Refusal::DateTooLate { latest }.into());
    }
    let morning = day.and_hms_opt(9, 0, 0).ok_or_else(|| Error::bug("a day has no morning"))?;
    let target = morning
        .and_local_timezone(crate::gateways::clock::zone(&staff.time_zone))
        .earliest()
        .map_or_else(|| morning.and_utc(), |at| at.with_timezone(&Utc));
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    sqlx::query!("UPDATE demo_clock SET target_at = $1", target).execute(&mut *tx).await?;
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: None,
        name: "clock.moved",
        subject: ("entity", staff.entity_id.0),
        text: format!("{} moved the clock to {}", staff.name, calendar::long(day)),
        data: serde_json::json!({}),
        for_buyer: false,
    };
    events::record(&mut tx, &Actor::Staff(staff.clone()), now, event).await?;
    tx.commit().await
}

/// Makes one step towards the target. Only called when nothing is left to do at this moment; one
/// process at a time. Says whether a step was made.
pub async fn step(backend: &Backend) -> Result<bool> {
    let mut tx = backend.db.worker().await?;
    let row = sqlx::query!("SELECT offset_seconds, target_at FROM demo_clock FOR UPDATE")
        .fetch_one(&mut *tx)
        .await?;
    let Some(target) = row.target_at else {
        return Ok(false);
    };
    backend.clock.set_offset(row.offset_seconds);
    let now = backend.clock.now();
    let left = (target - now).num_seconds();
    let by = left.clamp(0, STEP_HOURS * 3_600);
    let arrived = by == left || left <= 0;
    sqlx::query!(
        "UPDATE demo_clock SET offset_seconds = offset_seconds + $1,
                target_at = CASE WHEN $2 THEN NULL ELSE target_at END",
        by,
        arrived,
    )
    .execute(&mut *tx)
    .await?;
    // Timers are due at the new moment, whatever their pause.
    sqlx::query!("UPDATE timer SET next_at = least(next_at, $1)", now + Duration::seconds(by))
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    backend.clock.set_offset(row.offset_seconds + by);
    Ok(true)
}
