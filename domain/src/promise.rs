//! A promise to pay: an amount of an open item by a date. It is kept or broken by what arrives.

use crate::{money::Money, refusal::Refusal};
use chrono::{Days, NaiveDate};

/// How far ahead a promise may reach.
pub const LONGEST_DAYS: u64 = 60;

/// Where a promise stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Its day has not passed; the amount is not asked for.
    Open,
    /// What was promised has arrived.
    Kept,
    /// Its day has passed and something is missing.
    Broken,
    /// The buyer took it back.
    Withdrawn,
}

impl State {
    /// The code in the database and in events.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Kept => "kept",
            Self::Broken => "broken",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        [Self::Open, Self::Kept, Self::Broken, Self::Withdrawn]
            .into_iter()
            .find(|state| state.code() == code)
    }
}

/// A promise, with what has arrived since it was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Promise {
    /// Where it stands.
    pub state: State,
    /// What was promised.
    pub amount: Money,
    /// What has settled or been credited on the item since.
    pub arrived: Money,
    /// Its last day.
    pub until: NaiveDate,
}

/// Makes a promise of an amount, of which at most `promisable` may be promised.
pub fn make(
    amount: Money,
    promisable: Money,
    number: &str,
    until: NaiveDate,
    today: NaiveDate,
) -> Result<Promise, Refusal> {
    if amount.minor <= 0 {
        return Err(Refusal::AmountZero);
    }
    if amount.minor > promisable.minor {
        return Err(Refusal::Overpromise { number: number.to_owned(), most: promisable });
    }
    if until < today {
        return Err(Refusal::DateTooEarly { earliest: today });
    }
    let latest = today + Days::new(LONGEST_DAYS);
    if until > latest {
        return Err(Refusal::DateTooLate { latest });
    }
    Ok(Promise { state: State::Open, amount, arrived: Money::zero(amount.currency), until })
}

impl Promise {
    /// What is still held for it: nothing once it has ended.
    pub fn held_minor(&self) -> i64 {
        match self.state {
            State::Open => (self.amount.minor - self.arrived.minor).max(0),
            _ => 0,
        }
    }

    /// Counts what arrived (or, negative, what was taken back). Kept as soon as all is there.
    pub fn receive(self, amount: Money) -> Result<Self, Refusal> {
        let arrived = self.arrived.plus(amount)?;
        let all = arrived.minor >= self.amount.minor;
        let state = match self.state {
            State::Open if all => State::Kept,
            // The bank took the money back: the promise is open again, or was broken after all.
            State::Kept if !all => State::Open,
            state => state,
        };
        Ok(Self { state, arrived, ..self })
    }

    /// Looks at it on a day: broken if its last day has passed. Money that is on its way counts
    /// as on time, and the promise stays open until that is decided.
    pub fn look(self, today: NaiveDate, in_flight_minor: i64) -> Self {
        let missing = self.held_minor();
        if self.state == State::Open && today > self.until && in_flight_minor < missing {
            return Self { state: State::Broken, ..self };
        }
        self
    }

    /// The buyer takes it back.
    pub fn withdraw(self) -> Result<Self, Refusal> {
        match self.state {
            State::Open => Ok(Self { state: State::Withdrawn, ..self }),
            state => Err(Refusal::WrongState { state: state.code() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).expect("a date")
    }
    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    #[test]
    fn a_promise_paid_late_is_broken() {
        let promise = make(eur(100), eur(100), "NH-1", day(20), day(18)).expect("a promise");
        assert_eq!(promise.look(day(20), 0).state, State::Open);
        assert_eq!(promise.look(day(21), 0).state, State::Broken);
        let late = promise.look(day(21), 0).receive(eur(100)).expect("counted");
        assert_eq!(late.state, State::Broken);
    }

    #[test]
    fn a_promise_is_kept_by_parts_that_arrive_in_time() {
        let promise = make(eur(100), eur(100), "NH-1", day(20), day(18)).expect("a promise");
        let half = promise.receive(eur(50)).expect("counted");
        assert_eq!((half.state, half.held_minor()), (State::Open, 50));
        let all = half.receive(eur(50)).expect("counted");
        assert_eq!((all.state, all.held_minor()), (State::Kept, 0));
        let returned = all.receive(eur(-50)).expect("counted");
        assert_eq!((returned.state, returned.held_minor()), (State::Open, 50));
    }

    #[test]
    fn money_on_its_way_is_not_late() {
        let promise = make(eur(100), eur(100), "NH-1", day(20), day(18)).expect("a promise");
        assert_eq!(promise.look(day(21), 100).state, State::Open);
        assert_eq!(promise.look(day(21), 99).state, State::Broken);
    }

    #[test]
    fn what_cannot_be_promised_is_refused() {
        assert_eq!(make(eur(0), eur(100), "NH-1", day(20), day(18)), Err(Refusal::AmountZero));
        let most = eur(100);
        assert_eq!(
            make(eur(101), eur(100), "NH-1", day(20), day(18)),
            Err(Refusal::Overpromise { number: "NH-1".to_owned(), most })
        );
        assert!(make(eur(1), eur(100), "NH-1", day(17), day(18)).is_err());
    }
}
