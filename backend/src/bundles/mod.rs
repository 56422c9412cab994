//! Several documents in one file: asked for ([`ask`]), made by a job (`make`), had and stopped
//! ([`read`]), and swept away when their days are over ([`end`]).
//!
//! Buyers ask for what their account has, staff for an account of their entity. Each side has what it has
//! asked for itself. What staff ask for is made as the account's buyers see it, so it can hold nothing else.

pub mod ask;
mod bound;
pub mod end;
mod load;
mod make;
pub mod read;
mod zipped;

pub use ask::{New, Which, ask};
pub use read::{Bundle, get, list, open, stop};

pub(crate) use make::{give_up, make};

use crate::{Actor, Backend, Buyer, Error, Result, Staff, db::Tx, gateways::clock::Clock};
use chrono::NaiveDate;
use domain::{
    Refusal,
    access::Action,
    ids::{AccountId, EntityId, UserId},
};

/// Refuses who may not ask, and an account of another entity: for the page of the form.
pub async fn check(backend: &Backend, at: At<'_>) -> Result<()> {
    at.may_ask()?;
    at.begin(backend).await?.end();
    Ok(())
}

/// Whose bundles, and who is at them.
#[derive(Clone, Copy, Debug)]
pub enum At<'a> {
    /// A buyer at those of their account.
    Own(&'a Buyer),
    /// A member of staff at those that staff have asked for, of an account of their entity.
    Of(&'a Staff, AccountId),
}

impl At<'_> {
    /// The account.
    pub fn account_id(self) -> AccountId {
        match self {
            Self::Own(buyer) => buyer.account_id,
            Self::Of(_, account_id) => account_id,
        }
    }

    fn entity_id(self) -> EntityId {
        match self {
            Self::Own(buyer) => buyer.entity_id,
            Self::Of(staff, _) => staff.entity_id,
        }
    }

    fn user_id(self) -> UserId {
        match self {
            Self::Own(buyer) => buyer.user_id,
            Self::Of(staff, _) => staff.user_id,
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Own(buyer) => &buyer.name,
            Self::Of(staff, _) => &staff.name,
        }
    }

    fn actor(self) -> Actor {
        match self {
            Self::Own(buyer) => Actor::Buyer(buyer.clone()),
            Self::Of(staff, _) => Actor::Staff(staff.clone()),
        }
    }

    fn side(self) -> Side {
        match self {
            Self::Own(_) => Side::Buyer,
            Self::Of(..) => Side::Staff,
        }
    }

    fn today(self, clock: &Clock) -> NaiveDate {
        match self {
            Self::Own(buyer) => clock.today(&buyer.time_zone),
            Self::Of(staff, _) => clock.today(&staff.time_zone),
        }
    }

    fn may_read(self) -> Result<()> {
        match self {
            Self::Own(buyer) => buyer.may(Action::ViewAccount),
            Self::Of(staff, _) => staff.may(Action::ViewReceivables),
        }
    }

    /// Whoever reads may ask, but for staff who look at the portal.
    fn may_ask(self) -> Result<()> {
        match self {
            Self::Own(buyer) if buyer.seen_by_staff.is_some() => {
                Err(Refusal::RoleLacks { role: buyer.role.label() }.into())
            }
            _ => self.may_read(),
        }
    }

    /// A transaction of theirs. An account of another entity is not there.
    async fn begin(self, backend: &Backend) -> Result<Tx> {
        match self {
            Self::Own(buyer) => backend.db.portal(buyer).await,
            Self::Of(staff, account_id) => {
                let mut tx = backend.db.staff(staff).await?;
                sqlx::query_scalar!(
                    "SELECT id FROM account WHERE entity_id = $1 AND id = $2",
                    staff.entity_id.0,
                    account_id.0,
                )
                .fetch_optional(&mut *tx)
                .await?
                .ok_or(Error::NotFound)?;
                Ok(tx)
            }
        }
    }
}

/// Who has asked for a bundle, and may have it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Side {
    /// The account's people.
    Buyer,
    /// The seller's.
    Staff,
}

impl Side {
    fn code(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Staff => "staff",
        }
    }

    fn of(code: &str) -> Result<Self> {
        match code {
            "buyer" => Ok(Self::Buyer),
            "staff" => Ok(Self::Staff),
            _ => Err(Error::bug("bundle.side")),
        }
    }
}
