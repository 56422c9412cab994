//! Who a session stands for, as the database has it at this moment.

use super::Place;
use crate::actor::{Actor, Buyer, Staff};
use domain::access::{Action, BuyerRole, StaffRole, staff_may};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A user, where they stand, and their roles there.
#[derive(Serialize, Deserialize)]
pub(super) struct Standing {
    pub place: Place,
    pub user_id: Uuid,
    pub user_name: String,
    pub entity_id: Uuid,
    pub entity_name: String,
    pub time_zone: String,
    pub account_id: Option<Uuid>,
    pub account_number: Option<String>,
    pub account_name: Option<String>,
    pub buyer_role: Option<String>,
    pub staff_role: Option<String>,
}

impl Standing {
    /// What the roles of this moment make of them: a role that was taken away is gone at once, and
    /// staff who may no longer look at the portal stand at their entity again.
    pub fn actor(self) -> Option<Actor> {
        if matches!(self.place, Place::Account { .. }) {
            let role = BuyerRole::of(self.buyer_role.as_deref()?)?;
            let name = self.user_name.clone();
            return self.buyer(name, role, None);
        }
        let role = StaffRole::of(self.staff_role.as_deref()?)?;
        if matches!(self.place, Place::Viewing { .. }) && staff_may(role, Action::ViewPortalAs) {
            let name = self.user_name.clone();
            return self.buyer(name.clone(), BuyerRole::View, Some(name));
        }
        Some(Actor::Staff(Staff {
            user_id: self.user_id.into(),
            name: self.user_name,
            entity_id: self.entity_id.into(),
            entity_name: self.entity_name,
            time_zone: self.time_zone,
            role,
        }))
    }

    fn buyer(self, name: String, role: BuyerRole, seen_by_staff: Option<String>) -> Option<Actor> {
        Some(Actor::Buyer(Buyer {
            user_id: self.user_id.into(),
            name,
            account_id: self.account_id?.into(),
            account_number: self.account_number?,
            account_name: self.account_name?,
            entity_id: self.entity_id.into(),
            entity_name: self.entity_name,
            time_zone: self.time_zone,
            role,
            seen_by_staff,
        }))
    }
}
