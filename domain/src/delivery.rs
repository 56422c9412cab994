//! What is delivered again: a promise of the seller, by a day. It is kept by delivering, or moved with a
//! reason; the amount stays to be paid meanwhile, as it was decided.
//!
//! ```text
//! promised → delivered      it has come
//!        ↘ overtaken        the buyer opened the dispute again first
//! ```

use crate::refusal::Refusal;
use chrono::{Days, NaiveDate};

/// How far ahead a delivery may be promised, in days.
pub const LONGEST_DAYS: u64 = 365;
/// The longest number of a delivery note, in characters.
pub const LONGEST_NOTE: usize = 40;

/// Where a delivery stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// It is to come.
    Promised,
    /// It has come.
    Delivered,
    /// The dispute was opened again before it came.
    Overtaken,
}

impl State {
    /// Every state.
    pub const ALL: &'static [Self] = &[Self::Promised, Self::Delivered, Self::Overtaken];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Promised => "promised",
            Self::Delivered => "delivered",
            Self::Overtaken => "overtaken",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.code() == code)
    }

    fn told(self) -> &'static str {
        match self {
            Self::Promised => "promised",
            Self::Delivered => "delivered already",
            Self::Overtaken => "disputed again",
        }
    }
}

/// A delivery.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// Where it stands.
    pub state: State,
    /// By when it is promised.
    pub promised_on: NaiveDate,
    /// When it came.
    pub delivered_on: Option<NaiveDate>,
}

/// Promises a delivery by a day.
pub fn promise(by: Option<NaiveDate>, today: NaiveDate) -> Result<Delivery, Refusal> {
    let by = by.ok_or_else(|| Refusal::field("date", "Say by when it is delivered."))?;
    let promised_on = within(by, today)?;
    Ok(Delivery { state: State::Promised, promised_on, delivered_on: None })
}

fn within(by: NaiveDate, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    if by < today {
        return Err(Refusal::DateTooEarly { earliest: today });
    }
    let latest = today + Days::new(LONGEST_DAYS);
    if by > latest {
        return Err(Refusal::DateTooLate { latest });
    }
    Ok(by)
}

impl Delivery {
    /// Moves it to another day.
    pub fn moved(self, to: NaiveDate, today: NaiveDate) -> Result<Self, Refusal> {
        self.is_to_come()?;
        let promised_on = within(to, today)?;
        if promised_on == self.promised_on {
            return Err(Refusal::field("date", "It is promised by this day already."));
        }
        Ok(Self { promised_on, ..self })
    }

    /// It has come, on a day from which on it was decided until today.
    pub fn made(
        self,
        on: NaiveDate,
        decided_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Self, Refusal> {
        self.is_to_come()?;
        if on < decided_on {
            return Err(Refusal::DateTooEarly { earliest: decided_on });
        }
        if on > today {
            return Err(Refusal::DateTooLate { latest: today });
        }
        Ok(Self { state: State::Delivered, delivered_on: Some(on), ..self })
    }

    /// Whether it should have come.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.state == State::Promised && self.promised_on < today
    }

    fn is_to_come(&self) -> Result<(), Refusal> {
        match self.state {
            State::Promised => Ok(()),
            other => Err(Refusal::WrongState { state: other.told() }),
        }
    }
}

/// From which day on the time counts in which a dispute can be opened again: from its end, or from the
/// last delivery if that came later. None while something is to come: the time has not begun.
pub fn counts_from(
    ended_on: Option<NaiveDate>,
    deliveries: impl IntoIterator<Item = Delivery>,
) -> Option<NaiveDate> {
    deliveries.into_iter().try_fold(ended_on?, |latest, delivery| match delivery.state {
        State::Promised => None,
        State::Delivered => Some(latest.max(delivery.delivered_on?)),
        State::Overtaken => Some(latest),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispute::{self, Step};

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).expect("a date")
    }

    fn promised(by: u32) -> Delivery {
        promise(Some(day(by)), day(18)).expect("promised")
    }

    #[test]
    fn a_promise_names_a_day_that_has_not_passed() {
        assert!(promise(None, day(18)).is_err());
        assert_eq!(
            promise(Some(day(17)), day(18)),
            Err(Refusal::DateTooEarly { earliest: day(18) })
        );
        assert!(promise(Some(day(18)), day(18)).is_ok());
        let far = day(18) + Days::new(LONGEST_DAYS);
        assert!(promise(Some(far), day(18)).is_ok());
        assert!(promise(Some(far + Days::new(1)), day(18)).is_err());
    }

    #[test]
    fn it_is_late_once_its_day_has_passed_and_until_it_has_come() {
        let delivery = promised(20);
        assert!(!delivery.is_late(day(20)) && delivery.is_late(day(21)));
        let moved = delivery.moved(day(25), day(21)).expect("moved");
        assert!(!moved.is_late(day(21)));
        let made = delivery.made(day(21), day(18), day(22)).expect("delivered");
        assert!(!made.is_late(day(30)));
    }

    #[test]
    fn every_state_takes_only_what_fits() {
        for state in State::ALL {
            let delivery = Delivery { state: *state, ..promised(20) };
            let is_promised = *state == State::Promised;
            assert_eq!(delivery.moved(day(25), day(19)).is_ok(), is_promised, "{state:?}");
            assert_eq!(delivery.made(day(19), day(18), day(19)).is_ok(), is_promised, "{state:?}");
            assert_eq!(delivery.is_late(day(30)), is_promised, "{state:?}");
            assert_eq!(State::of(state.code()), Some(*state));
        }
        assert!(promised(20).moved(day(20), day(19)).is_err(), "it is there already");
        assert!(promised(20).moved(day(18), day(19)).is_err());
        assert!(promised(20).made(day(17), day(18), day(19)).is_err(), "before it was decided");
        assert!(promised(20).made(day(20), day(18), day(19)).is_err(), "tomorrow");
    }

    #[test]
    fn the_time_to_open_again_counts_from_the_delivery() {
        let made = promised(20).made(day(21), day(18), day(22)).expect("delivered");
        assert_eq!(counts_from(Some(day(18)), []), Some(day(18)));
        assert_eq!(counts_from(Some(day(18)), [made]), Some(day(21)));
        assert_eq!(counts_from(Some(day(25)), [made]), Some(day(25)));
        assert_eq!(counts_from(Some(day(18)), [made, promised(28)]), None);
        let again = |on| {
            let from = counts_from(Some(day(18)), [made]);
            dispute::after(dispute::State::Decided, Step::Reopen, from, on)
        };
        let last = day(21) + Days::new(dispute::REOPEN_DAYS);
        assert!(again(last).is_ok() && again(last + Days::new(1)).is_err());
        let waits = counts_from(Some(day(1)), [promised(20)]);
        let late = day(1) + Days::new(400);
        assert!(dispute::after(dispute::State::Decided, Step::Reopen, waits, late).is_ok());
    }
}
