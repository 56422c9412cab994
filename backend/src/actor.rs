//! Who acts. Every verb takes an actor first; one can only be made from a session or for a job.

use crate::error::{Error, Result};
use domain::{
    Refusal,
    access::{self, Action, BuyerRole, StaffRole},
    ids::{AccountId, EntityId, UserId},
};
use serde::{Deserialize, Serialize};

/// A buyer, at one of their accounts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Buyer {
    /// Who.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// The account that they are looking at.
    pub account_id: AccountId,
    /// Its number.
    pub account_number: String,
    /// Its name.
    pub account_name: String,
    /// The entity that the account belongs to.
    pub entity_id: EntityId,
    /// The entity's short name.
    pub entity_name: String,
    /// The IANA zone in which business days begin.
    pub time_zone: String,
    /// What they may do there.
    pub role: BuyerRole,
    /// The member of staff who looks at the portal as this account sees it, if it is one.
    /// They see what the role *view* sees, and change nothing.
    pub seen_by_staff: Option<String>,
}

/// A member of staff, at one of their entities.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Staff {
    /// Who.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// The entity that they are working for.
    pub entity_id: EntityId,
    /// Its short name.
    pub entity_name: String,
    /// The IANA zone in which business days begin.
    pub time_zone: String,
    /// What they may do there.
    pub role: StaffRole,
}

/// Who acts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Actor {
    /// A buyer.
    Buyer(Buyer),
    /// A member of staff.
    Staff(Staff),
    /// The program itself, in a job.
    System(&'static str),
}

impl Buyer {
    /// Refuses what the role does not include.
    pub fn may(&self, action: Action) -> Result<()> {
        if self.can(action) {
            return Ok(());
        }
        Err(Error::Refused(Refusal::RoleLacks { role: self.role.label() }))
    }

    /// Whether the role includes an action, for pages that say so beforehand. Staff who look at the
    /// portal only look.
    pub fn can(&self, action: Action) -> bool {
        let only_looks = self.seen_by_staff.is_some() && action != Action::ViewAccount;
        !only_looks && access::buyer_may(self.role, action)
    }
}

impl Staff {
    /// Refuses what the role does not include.
    pub fn may(&self, action: Action) -> Result<()> {
        if access::staff_may(self.role, action) {
            return Ok(());
        }
        Err(Error::Refused(Refusal::RoleLacks { role: self.role.label() }))
    }

    /// Whether the role includes an action.
    pub fn can(&self, action: Action) -> bool {
        access::staff_may(self.role, action)
    }
}
