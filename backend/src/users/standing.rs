//! Who somebody is at this moment, for jobs that do what they asked for earlier.

use crate::{
    Backend,
    actor::Buyer,
    error::{Error, Result},
};
use domain::{
    access::{Action, BuyerRole, StaffRole, staff_may},
    ids::{AccountId, UserId},
};

/// A buyer at an account, as they stand now; none if they may not sign in there any more.
pub(crate) async fn buyer(
    backend: &Backend,
    user_id: UserId,
    account_id: AccountId,
) -> Result<Option<Buyer>> {
    let row = sqlx::query!(
        "SELECT u.name, m.role, a.number, a.name AS account_name, a.entity_id, e.short_name, e.time_zone
         FROM app_user u
         JOIN buyer_membership m ON m.user_id = u.id AND m.account_id = $2
         JOIN account a ON a.id = m.account_id
         JOIN entity e ON e.id = a.entity_id
         WHERE u.id = $1 AND u.kind = 'buyer' AND u.disabled_at IS NULL",
        user_id.0,
        account_id.0,
    )
    .fetch_optional(backend.db.worker_pool())
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Buyer {
        user_id,
        name: row.name,
        account_id,
        account_number: row.number,
        account_name: row.account_name,
        entity_id: row.entity_id.into(),
        entity_name: row.short_name,
        time_zone: row.time_zone,
        role: BuyerRole::of(&row.role).ok_or_else(|| Error::bug("buyer_membership.role"))?,
        seen_by_staff: None,
    }))
}

/// With whose eyes a job reads an account: it sees what the account's own people see, and changes nothing.
pub(crate) async fn eyes(backend: &Backend, account_id: AccountId) -> Result<Buyer> {
    let row = sqlx::query!(
        "SELECT a.number, a.name AS account_name, a.entity_id, e.short_name, e.time_zone
         FROM account a JOIN entity e ON e.id = a.entity_id WHERE a.id = $1",
        account_id.0,
    )
    .fetch_optional(backend.db.worker_pool())
    .await?
    .ok_or(Error::NotFound)?;
    Ok(Buyer {
        user_id: UserId(uuid::Uuid::nil()),
        name: row.short_name.clone(),
        account_id,
        account_number: row.number,
        account_name: row.account_name,
        entity_id: row.entity_id.into(),
        entity_name: row.short_name.clone(),
        time_zone: row.time_zone,
        role: BuyerRole::View,
        seen_by_staff: Some(row.short_name),
    })
}

/// A member of staff of the entity that an account belongs to, as they stand now: as somebody who looks at
/// what the account sees, and changes nothing. None if they may not see its receivables any more.
pub(crate) async fn looking(
    backend: &Backend,
    user_id: UserId,
    account_id: AccountId,
) -> Result<Option<Buyer>> {
    let row = sqlx::query!(
        "SELECT u.name, m.role, a.number, a.name AS account_name, a.entity_id, e.short_name, e.time_zone
         FROM app_user u
         JOIN account a ON a.id = $2
         JOIN entity e ON e.id = a.entity_id
         JOIN staff_membership m ON m.user_id = u.id AND m.entity_id = a.entity_id
         WHERE u.id = $1 AND u.kind = 'staff' AND u.disabled_at IS NULL",
        user_id.0,
        account_id.0,
    )
    .fetch_optional(backend.db.worker_pool())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let role = StaffRole::of(&row.role).ok_or_else(|| Error::bug("staff_membership.role"))?;
    Ok(staff_may(role, Action::ViewReceivables).then(|| Buyer {
        user_id,
        name: row.name.clone(),
        account_id,
        account_number: row.number,
        account_name: row.account_name,
        entity_id: row.entity_id.into(),
        entity_name: row.short_name,
        time_zone: row.time_zone,
        role: BuyerRole::View,
        seen_by_staff: Some(row.name),
    }))
}
