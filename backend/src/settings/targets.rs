//! How long the first answer and the decision may take. What is open keeps the clock that it began with.

use super::Desk;
use crate::{Backend, Error, Result, Staff};
use domain::dispute_clock::{Priority, Target};

/// A target for a reason and a priority.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Aim {
    /// The code of the reason.
    pub reason: String,
    /// The priority.
    pub priority: Priority,
    /// The target.
    pub target: Target,
}

/// Sets targets; those that are not named stay.
pub async fn set(backend: &Backend, staff: &Staff, aims: &[Aim], version: i64) -> Result<()> {
    for aim in aims {
        aim.target.check()?;
    }
    let mut desk = Desk::lock(backend, staff).await?;
    let mut changes = Vec::new();
    for aim in aims {
        if before(&mut desk, aim).await? != aim.target {
            changes.push(aim);
        }
    }
    if changes.is_empty() {
        return Ok(());
    }
    desk.is_at(version)?;
    for aim in changes {
        sqlx::query!(
            "UPDATE dispute_target SET respond_hours = $4, resolve_hours = $5
             WHERE entity_id = $1 AND reason_code = $2 AND priority = $3",
            staff.entity_id.0,
            aim.reason,
            aim.priority.code(),
            aim.target.respond_hours,
            aim.target.resolve_hours,
        )
        .execute(&mut *desk.tx)
        .await?;
    }
    let subject = desk.entity();
    desk.done("targets.changed", subject, "changed how long disputes may take".to_owned()).await
}

async fn before(desk: &mut Desk<'_>, aim: &Aim) -> Result<Target> {
    let target = sqlx::query_as!(
        Target,
        "SELECT respond_hours, resolve_hours FROM dispute_target
         WHERE entity_id = $1 AND reason_code = $2 AND priority = $3",
        desk.staff.entity_id.0,
        aim.reason,
        aim.priority.code(),
    )
    .fetch_optional(&mut *desk.tx)
    .await?;
    target.ok_or(Error::NotFound)
}
