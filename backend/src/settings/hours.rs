//! When the entity works, and the days on which it does not. What is open keeps the clock that it began
//! with.

use super::{Desk, named};
use crate::{Backend, Result, Staff, disputes::clock::week_of};
use chrono::{NaiveDate, Utc};
use domain::{
    Refusal,
    business_hours::{BusinessHours, Week},
    calendar,
};
use std::collections::BTreeSet;

/// The most holidays of an entity.
const MOST_HOLIDAYS: i64 = 400;

/// Sets the hours of the week.
pub async fn set_week(backend: &Backend, staff: &Staff, week: &Week, version: i64) -> Result<()> {
    BusinessHours::new(Utc, *week, BTreeSet::new())?;
    let mut desk = Desk::lock(backend, staff).await?;
    if week_of(&mut desk.tx, staff.entity_id).await? == *week {
        return Ok(());
    }
    desk.is_at(version)?;
    sqlx::query!("DELETE FROM opening_hours WHERE entity_id = $1", staff.entity_id.0)
        .execute(&mut *desk.tx)
        .await?;
    for (weekday, hours) in (1_i16..).zip(week) {
        let Some(hours) = hours else { continue };
        sqlx::query!(
            "INSERT INTO opening_hours (entity_id, weekday, opens, closes) VALUES ($1, $2, $3, $4)",
            staff.entity_id.0,
            weekday,
            hours.opens,
            hours.closes,
        )
        .execute(&mut *desk.tx)
        .await?;
    }
    let subject = desk.entity();
    desk.done("hours.changed", subject, "changed the opening hours".to_owned()).await
}

/// Adds a day on which nobody works.
pub async fn add_holiday(
    backend: &Backend,
    staff: &Staff,
    day: NaiveDate,
    name: &str,
    version: i64,
) -> Result<()> {
    let name = named("holiday", name)?;
    let mut desk = Desk::lock(backend, staff).await?;
    let before = sqlx::query_scalar!(
        "SELECT name FROM holiday WHERE entity_id = $1 AND day = $2",
        staff.entity_id.0,
        day,
    )
    .fetch_optional(&mut *desk.tx)
    .await?;
    match before {
        Some(before) if before == name => return Ok(()),
        Some(before) => {
            let words = format!("This day is in the list already, as {before}.");
            return Err(Refusal::field("date", words).into());
        }
        None => {}
    }
    desk.is_at(version)?;
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM holiday WHERE entity_id = $1"#,
        staff.entity_id.0,
    )
    .fetch_one(&mut *desk.tx)
    .await?;
    if count >= MOST_HOLIDAYS {
        let words = format!("There can be at most {MOST_HOLIDAYS}. Remove some that have passed.");
        return Err(Refusal::field("date", words).into());
    }
    sqlx::query!(
        "INSERT INTO holiday (entity_id, day, name) VALUES ($1, $2, $3)",
        staff.entity_id.0,
        day,
        name,
    )
    .execute(&mut *desk.tx)
    .await?;
    let subject = desk.entity();
    let text = format!("added the holiday {name} on {}", calendar::long(day));
    desk.done("holiday.added", subject, text).await
}

/// Takes a holiday away; where there is none, that is so already.
pub async fn remove_holiday(
    backend: &Backend,
    staff: &Staff,
    day: NaiveDate,
    version: i64,
) -> Result<()> {
    let mut desk = Desk::lock(backend, staff).await?;
    let removed = sqlx::query_scalar!(
        "DELETE FROM holiday WHERE entity_id = $1 AND day = $2 RETURNING name",
        staff.entity_id.0,
        day,
    )
    .fetch_optional(&mut *desk.tx)
    .await?;
    let Some(name) = removed else { return Ok(()) };
    desk.is_at(version)?;
    let subject = desk.entity();
    let text = format!("removed the holiday {name} on {}", calendar::long(day));
    desk.done("holiday.removed", subject, text).await
}
