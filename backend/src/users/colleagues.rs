//! Who works for an entity: to be asked, to hand something to, and to be told.

use crate::error::{Error, Result};
use domain::{
    access::{self, Action, StaffRole},
    ids::{EntityId, TeamId, UserId},
};
use sqlx::PgConnection;

/// Somebody who works for an entity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Colleague {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Where they are written to.
    pub email: String,
    /// What they may do there.
    pub role: StaffRole,
}

impl Colleague {
    /// Whether their role includes an action.
    pub fn can(&self, action: Action) -> bool {
        access::staff_may(self.role, action)
    }
}

/// Those who can sign in, by name.
pub(crate) async fn colleagues(
    tx: &mut PgConnection,
    entity_id: EntityId,
) -> Result<Vec<Colleague>> {
    let rows = sqlx::query!(
        "SELECT u.id, u.name, u.email, m.role FROM staff_membership m JOIN app_user u ON u.id = m.user_id
         WHERE m.entity_id = $1 AND u.disabled_at IS NULL ORDER BY u.name, u.id",
        entity_id.0,
    )
    .fetch_all(tx)
    .await?;
    let known = rows.into_iter().filter_map(|row| {
        let role = StaffRole::of(&row.role)?;
        Some(Colleague { id: row.id.into(), name: row.name, email: row.email, role })
    });
    Ok(known.collect())
}

/// Those who can sign in and may decide disputes, by name.
pub(crate) async fn deciders(tx: &mut PgConnection, entity_id: EntityId) -> Result<Vec<Colleague>> {
    let mut all = colleagues(tx, entity_id).await?;
    all.retain(|colleague| colleague.can(Action::Decide));
    Ok(all)
}

/// The name of one of those; others are not found.
pub(crate) async fn decider(
    tx: &mut PgConnection,
    entity_id: EntityId,
    id: UserId,
) -> Result<String> {
    let found = deciders(tx, entity_id).await?.into_iter().find(|colleague| colleague.id == id);
    found.map(|colleague| colleague.name).ok_or(Error::NotFound)
}

/// Who is told of what a team has left lying: who leads it, or the entity's admins where nobody does.
pub(crate) async fn told_of(
    tx: &mut PgConnection,
    entity_id: EntityId,
    team_id: TeamId,
) -> Result<Vec<Colleague>> {
    let mut all = colleagues(tx, entity_id).await?;
    let lead = sqlx::query_scalar!(
        "SELECT user_id FROM team_member WHERE entity_id = $1 AND team_id = $2 AND is_lead",
        entity_id.0,
        team_id.0,
    )
    .fetch_optional(tx)
    .await?;
    let leads = |colleague: &Colleague| lead == Some(colleague.id.0);
    match all.iter().any(leads) {
        true => all.retain(leads),
        false => all.retain(|colleague| colleague.role == StaffRole::Admin),
    }
    Ok(all)
}
