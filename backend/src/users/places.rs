//! Where somebody may stand: a buyer at their accounts, staff at their entities, and staff who look
//! at the portal as an account sees it. Every move changes the session's id.

use crate::{
    Actor, Backend, Buyer, Error, Result, Staff,
    events::{self, NewEvent},
    sessions::{Place, Session, move_and_commit},
};
use domain::{
    access::{Action, BuyerRole, StaffRole},
    ids::{AccountId, EntityId},
};
use serde_json::json;

/// An account that a buyer may go to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountPlace {
    /// Which.
    pub account_id: AccountId,
    /// Its number at the seller.
    pub number: String,
    /// Its name.
    pub name: String,
    /// The seller's entity that it belongs to.
    pub entity_name: String,
    /// What the buyer may do there.
    pub role: BuyerRole,
}

/// An entity that a member of staff may go to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntityPlace {
    /// Which.
    pub entity_id: EntityId,
    /// Its short name.
    pub name: String,
    /// What they may do there.
    pub role: StaffRole,
}

/// The accounts of a buyer, by name. Who looks at the portal for staff sees the one they look at.
pub async fn accounts_of(backend: &Backend, buyer: &Buyer) -> Result<Vec<AccountPlace>> {
    if buyer.seen_by_staff.is_some() {
        return Ok(vec![AccountPlace {
            account_id: buyer.account_id,
            number: buyer.account_number.clone(),
            name: buyer.account_name.clone(),
            entity_name: buyer.entity_name.clone(),
            role: buyer.role,
        }]);
    }
    let rows = sqlx::query!(
        "SELECT a.id, a.number, a.name, e.short_name, m.role
           FROM buyer_membership m
           JOIN account a ON a.id = m.account_id JOIN entity e ON e.id = a.entity_id
          WHERE m.user_id = $1 ORDER BY a.name, a.id",
        buyer.user_id.0
    )
    .fetch_all(backend.db.gate_pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(AccountPlace {
                account_id: row.id.into(),
                number: row.number,
                name: row.name,
                entity_name: row.short_name,
                role: BuyerRole::of(&row.role).ok_or_else(|| Error::bug("unknown role"))?,
            })
        })
        .collect()
}

/// The entities of a member of staff, by name.
pub async fn entities_of(backend: &Backend, staff: &Staff) -> Result<Vec<EntityPlace>> {
    let rows = sqlx::query!(
        "SELECT e.id, e.short_name, m.role
           FROM staff_membership m JOIN entity e ON e.id = m.entity_id
          WHERE m.user_id = $1 ORDER BY e.short_name, e.id",
        staff.user_id.0
    )
    .fetch_all(backend.db.gate_pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(EntityPlace {
                entity_id: row.id.into(),
                name: row.short_name,
                role: StaffRole::of(&row.role).ok_or_else(|| Error::bug("unknown role"))?,
            })
        })
        .collect()
}

/// Moves a buyer to another of their accounts.
pub async fn switch_account(
    backend: &Backend,
    buyer: &Buyer,
    session: &Session,
    account_id: AccountId,
) -> Result<()> {
    if buyer.seen_by_staff.is_some() {
        return Err(Error::NotFound);
    }
    let mut tx = backend.db.gate().await?;
    sqlx::query!(
        "SELECT role FROM buyer_membership WHERE user_id = $1 AND account_id = $2",
        buyer.user_id.0,
        account_id.0
    )
    .fetch_one(&mut *tx)
    .await?;
    move_and_commit(tx, session, Place::Account { account_id }).await
}

/// Moves a member of staff to another of their entities.
pub async fn switch_entity(
    backend: &Backend,
    staff: &Staff,
    session: &Session,
    entity_id: EntityId,
) -> Result<()> {
    let mut tx = backend.db.gate().await?;
    sqlx::query!(
        "SELECT role FROM staff_membership WHERE user_id = $1 AND entity_id = $2",
        staff.user_id.0,
        entity_id.0
    )
    .fetch_one(&mut *tx)
    .await?;
    move_and_commit(tx, session, Place::Entity { entity_id }).await
}

/// Shows a member of staff the portal as an account of their entity sees it, read-only. The account
/// is told: both sides find it among the events.
pub async fn start_viewing(
    backend: &Backend,
    staff: &Staff,
    session: &Session,
    account_id: AccountId,
) -> Result<()> {
    staff.may(Action::ViewPortalAs)?;
    let mut tx = backend.db.gate().await?;
    let account = sqlx::query!(
        "SELECT number FROM account WHERE id = $1 AND entity_id = $2",
        account_id.0,
        staff.entity_id.0
    )
    .fetch_one(&mut *tx)
    .await?;
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: Some(account_id),
        name: "portal.viewed_by_staff",
        subject: ("account", account_id.0),
        text: format!(
            "{} of {} looked at this portal as you see it.",
            staff.name, staff.entity_name
        ),
        data: json!({ "number": account.number }),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Staff(staff.clone()), backend.clock.now(), event).await?;
    let place = Place::Viewing { entity_id: staff.entity_id, account_id };
    move_and_commit(tx, session, place).await
}

/// Takes a member of staff back to their entity.
pub async fn stop_viewing(backend: &Backend, buyer: &Buyer, session: &Session) -> Result<()> {
    if buyer.seen_by_staff.is_none() {
        return Err(Error::NotFound);
    }
    let tx = backend.db.gate().await?;
    move_and_commit(tx, session, Place::Entity { entity_id: buyer.entity_id }).await
}
