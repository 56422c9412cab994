//! Which disputes are wanted: what a list, its file and every figure of the analysis ask by.

use super::super::paging::From;
use crate::Staff;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::{
    dispute::State,
    ids::{AccountId, TeamId, UserId},
    money::{Currency, Money},
};
use uuid::Uuid;

/// Days beyond any that business is done on.
pub(super) const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a date");
pub(super) const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2900, 1, 1).expect("a date");

/// Who looks after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owner {
    /// Whoever asks.
    Mine,
    /// Nobody yet.
    Nobody,
    /// Somebody of the entity.
    Person(UserId),
}

/// What a disputed line is about: something with a name, or nothing that has one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Named {
    /// By its name.
    Is(String),
    /// The line names none.
    Missing,
}

impl Named {
    /// The name, if it is one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Is(name) => Some(name),
            Self::Missing => None,
        }
    }

    /// What a row of the database says.
    pub(in super::super) fn of(name: Option<String>) -> Self {
        name.map_or(Self::Missing, Self::Is)
    }
}

/// What the list is sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// When it was opened.
    Age,
    /// How much was disputed.
    Amount,
    /// By when something has to be done.
    Clock,
}

impl Sort {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Clock, Self::Age, Self::Amount];

    /// The code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Amount => "amount",
            Self::Clock => "clock",
        }
    }
}

/// An order: by what, and whether from the latest or largest on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Order {
    /// By what.
    pub sort: Sort,
    /// Latest or largest first.
    pub descending: bool,
}

/// What of the list is wanted. What is left out does not narrow it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Where it stands.
    pub state: Option<State>,
    /// Of one account.
    pub account: Option<AccountId>,
    /// What the account's name or number begin with.
    pub customer: Option<String>,
    /// Who looks after it.
    pub owner: Option<Owner>,
    /// Which team looks after it.
    pub team: Option<TeamId>,
    /// Whether it waits for us beyond its time.
    pub late: bool,
    /// Whether a decision about it waits for an approver.
    pub to_approve: bool,
    /// Whether something should have been delivered again, and has not come.
    pub delivery_late: bool,
    /// With a line that has this reason, by its code.
    pub reason: Option<String>,
    /// With a line about this article.
    pub product: Option<Named>,
    /// With a line that was delivered to this place.
    pub site: Option<Named>,
    /// With a line of which something was credited.
    pub credited: bool,
    /// With a line of which something was written off.
    pub written_off: bool,
    /// With a decided line of which something is asked for again.
    pub released: bool,
    /// Only those that did not go on in another one.
    pub without_merged: bool,
    /// Whether the seller has said or decided something.
    pub answered: Option<bool>,
    /// In a currency.
    pub currency: Option<Currency>,
    /// Over this amount or more, as typed; of the entity's own currency where none is chosen.
    pub least: Option<String>,
    /// Over this amount or less.
    pub most: Option<String>,
    /// Opened on this day or later.
    pub since: Option<NaiveDate>,
    /// Opened on this day or earlier.
    pub until: Option<NaiveDate>,
    /// The order; see [`Filter::order`].
    pub order: Option<Order>,
    /// Which part of the list.
    pub from: From,
}

/// One thing that a filter asks for and can leave out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The account, or what its name begins with.
    Customer,
    /// The owner.
    Owner,
    /// The team.
    Team,
    /// That it is late.
    Late,
    /// That it waits for an approver.
    ToApprove,
    /// That a delivery is late.
    DeliveryLate,
    /// The reason.
    Reason,
    /// The article.
    Product,
    /// The place.
    Site,
    /// Only with credit.
    Credited,
    /// Only with a write-off.
    WrittenOff,
    /// Only with something that is asked for again.
    Released,
    /// Without those that go on elsewhere.
    Merged,
    /// Whether it was answered.
    Answered,
    /// The currency.
    Currency,
    /// The amounts.
    Amount,
    /// The days.
    Opened,
    /// Where it stands.
    State,
}

impl Part {
    /// All of them, in the order in which leaving one out is proposed.
    pub const ALL: [Self; 18] = [
        Self::Amount,
        Self::Opened,
        Self::Product,
        Self::Site,
        Self::Reason,
        Self::Late,
        Self::ToApprove,
        Self::DeliveryLate,
        Self::Team,
        Self::Owner,
        Self::Customer,
        Self::Credited,
        Self::WrittenOff,
        Self::Released,
        Self::Merged,
        Self::Answered,
        Self::Currency,
        Self::State,
    ];
}

impl Filter {
    /// The order: of those that wait what is due first, of others the latest.
    pub fn order(&self) -> Order {
        let waits = self.state.is_some_and(State::is_running);
        let sort = if waits { Sort::Clock } else { Sort::Age };
        self.order.unwrap_or(Order { sort, descending: !waits })
    }

    /// The same from its beginning, with one thing left out.
    pub fn without(&self, part: Part) -> Self {
        let mut other = Self { from: From::Start, ..self.clone() };
        match part {
            Part::Customer => (other.account, other.customer) = (None, None),
            Part::Owner => other.owner = None,
            Part::Team => other.team = None,
            Part::Late => other.late = false,
            Part::ToApprove => other.to_approve = false,
            Part::DeliveryLate => other.delivery_late = false,
            Part::Reason => other.reason = None,
            Part::Product => other.product = None,
            Part::Site => other.site = None,
            Part::Credited => other.credited = false,
            Part::WrittenOff => other.written_off = false,
            Part::Released => other.released = false,
            Part::Merged => other.without_merged = false,
            Part::Answered => other.answered = None,
            Part::Currency => other.currency = None,
            Part::Amount => (other.least, other.most) = (None, None),
            Part::Opened => (other.since, other.until) = (None, None),
            Part::State => other.state = None,
        }
        other
    }

    /// Whether a line has to be something: then amounts are those of such lines.
    pub fn is_by_line(&self) -> bool {
        let is_named = self.reason.is_some() || self.product.is_some() || self.site.is_some();
        is_named || self.credited || self.written_off || self.released
    }

    /// Whether so little is asked for that all of it can be counted on every page.
    pub(super) fn is_counted(&self) -> bool {
        self.state.is_some_and(State::is_running)
            || self.account.is_some()
            || self.delivery_late
            || self.since.is_some()
            || self.until.is_some()
    }

    /// For the database, but for the accounts that a name may mean. `own` is the currency of typed amounts
    /// where none is chosen.
    pub(super) fn asked(&self, staff: &Staff, own: Currency, now: DateTime<Utc>) -> Asked<'_> {
        let typed = self.currency.unwrap_or(own);
        let minor = |text: &Option<String>| {
            let plain = text.as_ref()?.replace([',', ' '], "");
            Money::parse(&plain, typed).ok().map(|amount| amount.minor)
        };
        let (least, most) = (minor(&self.least), minor(&self.most));
        let bounds = least.is_some() || most.is_some();
        let (since, until) = (self.since.unwrap_or(FIRST_DAY), self.until.unwrap_or(LAST_DAY));
        Asked {
            entity_id: staff.entity_id.0,
            state: self.state.map(State::code),
            account_id: self.account.map(|id| id.0),
            owner_id: match self.owner {
                Some(Owner::Mine) => Some(staff.user_id.0),
                Some(Owner::Person(id)) => Some(id.0),
                Some(Owner::Nobody) | None => None,
            },
            nobody: self.owner == Some(Owner::Nobody),
            team_id: self.team.map(|id| id.0),
            late_at: self.late.then_some(now),
            to_approve: self.to_approve,
            currency: self.currency.or(bounds.then_some(typed)).map(|code| code.to_string()),
            least: least.unwrap_or(0),
            most: most.unwrap_or(i64::MAX),
            since,
            until,
            // A day of the entity begins and ends within a day of that in UTC.
            opened_after: instant(since - Days::new(1)),
            opened_before: instant(until + Days::new(2)),
            customers: None,
            delivery_late: None,
            by_line: self.is_by_line(),
            reason: self.reason.as_deref(),
            product: self.product.as_ref().and_then(Named::name),
            no_product: self.product == Some(Named::Missing),
            site: self.site.as_ref().and_then(Named::name),
            no_site: self.site == Some(Named::Missing),
            credited: self.credited,
            written_off: self.written_off,
            released: self.released,
            without_merged: self.without_merged,
            answered: self.answered,
        }
    }
}

/// The beginning of a day in UTC.
fn instant(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// The parameters of all statements.
pub(super) struct Asked<'a> {
    pub entity_id: Uuid,
    pub state: Option<&'static str>,
    pub account_id: Option<Uuid>,
    pub owner_id: Option<Uuid>,
    pub nobody: bool,
    pub team_id: Option<Uuid>,
    pub late_at: Option<DateTime<Utc>>,
    pub to_approve: bool,
    pub currency: Option<String>,
    pub least: i64,
    pub most: i64,
    pub since: NaiveDate,
    pub until: NaiveDate,
    pub opened_after: DateTime<Utc>,
    pub opened_before: DateTime<Utc>,
    /// What the customer's name may mean.
    pub customers: Option<Vec<Uuid>>,
    /// Those of which a delivery is late, if only they are asked for.
    pub delivery_late: Option<Vec<Uuid>>,
    pub by_line: bool,
    pub reason: Option<&'a str>,
    pub product: Option<&'a str>,
    pub no_product: bool,
    pub site: Option<&'a str>,
    pub no_site: bool,
    pub credited: bool,
    pub written_off: bool,
    pub released: bool,
    pub without_merged: bool,
    pub answered: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_wait_are_told_by_their_clock() {
        let of = |state| Filter { state, ..Filter::default() }.order().descending;
        assert!(!of(Some(State::Open)) && !of(Some(State::Asked)));
        assert!(of(Some(State::Decided)) && of(None));
    }

    #[test]
    fn every_part_can_be_left_out() {
        let all = Filter {
            state: Some(State::Open),
            account: Some(AccountId(Uuid::nil())),
            customer: Some("Mill".to_owned()),
            owner: Some(Owner::Nobody),
            team: Some(TeamId(Uuid::nil())),
            late: true,
            to_approve: true,
            delivery_late: true,
            reason: Some("price".to_owned()),
            product: Some(Named::Missing),
            site: Some(Named::Is("Breda".to_owned())),
            credited: true,
            written_off: true,
            released: true,
            without_merged: true,
            answered: Some(false),
            currency: Some(Currency::EUR),
            least: Some("1".to_owned()),
            most: Some("2".to_owned()),
            since: Some(FIRST_DAY),
            until: Some(LAST_DAY),
            ..Filter::default()
        };
        let none = Part::ALL.into_iter().fold(all, |filter, part| filter.without(part));
        assert_eq!(none, Filter::default());
    }
}
