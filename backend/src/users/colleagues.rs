//! Who works for an entity: to be asked, and to hand something to.

use crate::error::Result;
use domain::{
    access::{self, Action, StaffRole},
    ids::{EntityId, UserId},
};
use sqlx::PgConnection;

/// Somebody who works for an entity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Colleague {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
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
        "SELECT u.id, u.name, m.role FROM staff_membership m JOIN app_user u ON u.id = m.user_id
         WHERE m.entity_id = $1 AND u.disabled_at IS NULL ORDER BY u.name, u.id",
        entity_id.0,
    )
    .fetch_all(tx)
    .await?;
    let known = rows.into_iter().filter_map(|row| {
        let role = StaffRole::of(&row.role)?;
        Some(Colleague { id: row.id.into(), name: row.name, role })
    });
    Ok(known.collect())
}
