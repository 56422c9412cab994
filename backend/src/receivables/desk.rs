//! In whose hands a dispute is, and into whose it can be given.

use super::unknown;
use crate::{
    Backend, Result, Staff,
    db::Tx,
    disputes::{Summary, clock::hours_of},
    users::{self, Colleague},
};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    dispute_clock::{Priority, Standing},
    ids::{TeamId, UserId},
};

/// In whose hands a dispute is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Desk {
    /// Counts through how many hands it went: a form that hands it over names the one it was made on.
    pub hands: i64,
    /// The team that looks after it.
    pub team_id: TeamId,
    /// Who of it does.
    pub owner_id: Option<UserId>,
    /// How urgent it is.
    pub priority: Priority,
    /// How its clock stands.
    pub standing: Standing,
    /// The teams that can look after it, by name.
    pub teams: Vec<(TeamId, String)>,
    /// Who can, by name.
    pub deciders: Vec<Colleague>,
}

/// The teams of the entity, by name.
pub async fn teams(backend: &Backend, staff: &Staff) -> Result<Vec<(TeamId, String)>> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let teams = teams_of(&mut tx, staff).await?;
    tx.end();
    Ok(teams)
}

pub(super) async fn of(
    tx: &mut Tx,
    staff: &Staff,
    dispute: &Summary,
    now: DateTime<Utc>,
) -> Result<Desk> {
    let row = sqlx::query!(
        "SELECT hands, team_id, owner_id, priority FROM dispute WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        dispute.id.0,
    )
    .fetch_one(&mut **tx)
    .await?;
    let hours = hours_of(tx, staff.entity_id).await?;
    Ok(Desk {
        hands: row.hands,
        team_id: row.team_id.into(),
        owner_id: row.owner_id.map(Into::into),
        priority: Priority::of(&row.priority).ok_or_else(|| unknown("dispute.priority"))?,
        standing: dispute.clock.standing(dispute.state, &hours, now),
        teams: teams_of(tx, staff).await?,
        deciders: users::deciders(tx, staff.entity_id).await?,
    })
}

pub(super) async fn teams_of(tx: &mut Tx, staff: &Staff) -> Result<Vec<(TeamId, String)>> {
    let rows = sqlx::query!(
        "SELECT id, name FROM team WHERE entity_id = $1 AND is_active ORDER BY lower(name), id",
        staff.entity_id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id.into(), row.name)).collect())
}
