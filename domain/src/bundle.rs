//! Several documents in one file, made while nobody waits for it.

use crate::refusal::Refusal;
use chrono::NaiveDate;

/// The most documents of one bundle.
pub const MOST: usize = 10_000;
/// How many days a bundle is kept.
pub const KEPT_DAYS: i64 = 7;
/// How many bundles of one account are made at a time.
pub const MOST_AT_ONCE: i64 = 3;

/// Where a bundle stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// Nobody has begun it.
    Waiting,
    /// It is being made.
    Making,
    /// It can be had.
    Ready,
    /// Who asked for it stopped it.
    Stopped,
    /// It could not be made.
    Failed,
    /// Its days are over.
    Gone,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Making, Self::Ready, Self::Stopped, Self::Failed, Self::Gone];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Making => "making",
            Self::Ready => "ready",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
            Self::Gone => "gone",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether it goes on by itself.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Waiting | Self::Making)
    }
}

/// The first and the last day of a period, in this order.
pub fn period(from: NaiveDate, to: NaiveDate) -> Result<(NaiveDate, NaiveDate), Refusal> {
    if from > to {
        return Err(Refusal::field("to", "The last day is before the first."));
    }
    Ok((from, to))
}

/// Whether so many documents can be in one bundle.
pub fn of_many(count: usize) -> Result<(), Refusal> {
    match count {
        0 => Err(Refusal::field("which", "There is no invoice among these.")),
        many if many > MOST => Err(Refusal::field(
            "which",
            "A file holds 10,000 invoices at most. Take a shorter period.",
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back() {
        assert!(State::ALL.into_iter().all(|state| State::of(state.code()) == Some(state)));
    }

    #[test]
    fn a_bundle_holds_something_and_not_everything() {
        assert!(of_many(0).is_err() && of_many(1).is_ok());
        assert!(of_many(MOST).is_ok() && of_many(MOST + 1).is_err());
    }

    #[test]
    fn a_period_runs_forward() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        assert!(period(day(1), day(1)).is_ok() && period(day(2), day(1)).is_err());
    }
}
