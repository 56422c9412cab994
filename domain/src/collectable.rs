//! What may be asked for. The only source of it: pay-now, reminders, worklist, ageing and
//! statement ask here and nowhere else, so they cannot disagree.
//!
//! `collectable = open − disputed − in flight − promised (until the date) − deferred − credits`
//!
//! Holds never take more than is open. Where they overlap, they are subtracted in the order of
//! the formula and each takes at most what is left, so that the subtraction on the screen adds up.
//! The SQL function `collectable_minor` (migrations) is its twin; a property test holds them equal.

use crate::open_item::Facts;
use chrono::NaiveDate;

/// The subtraction for one open item, in minor units. `open = Σ holds + collectable`, always.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Collectable {
    /// What is open.
    pub open_minor: i64,
    /// Held because it is disputed.
    pub disputed_minor: i64,
    /// Held because a payment is on its way.
    pub in_flight_minor: i64,
    /// Held because it is promised.
    pub promised_minor: i64,
    /// Held because a plan defers it.
    pub deferred_minor: i64,
    /// What may be asked for.
    pub collectable_minor: i64,
}

/// What may be asked for on one open item on a day.
pub fn of_item(facts: &Facts, on: NaiveDate) -> Collectable {
    let mut left = facts.open_minor.max(0);
    let mut hold = |claimed: i64| {
        let taken = claimed.clamp(0, left);
        left -= taken;
        taken
    };
    let disputed_minor = hold(facts.disputed_minor);
    let in_flight_minor = hold(facts.in_flight_minor);
    let promise_holds = facts.promised_until.is_some_and(|until| on <= until);
    let promised_minor = hold(if promise_holds { facts.promised_minor } else { 0 });
    let deferred_minor = hold(facts.deferred_minor);
    Collectable {
        open_minor: facts.open_minor.max(0),
        disputed_minor,
        in_flight_minor,
        promised_minor,
        deferred_minor,
        collectable_minor: left,
    }
}

impl Collectable {
    /// Sums the subtractions of several items of one currency.
    pub fn sum(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().fold(Self::default(), |a, b| Self {
            open_minor: a.open_minor + b.open_minor,
            disputed_minor: a.disputed_minor + b.disputed_minor,
            in_flight_minor: a.in_flight_minor + b.in_flight_minor,
            promised_minor: a.promised_minor + b.promised_minor,
            deferred_minor: a.deferred_minor + b.deferred_minor,
            collectable_minor: a.collectable_minor + b.collectable_minor,
        })
    }

    /// What is neither asked for nor moving.
    pub fn held_minor(&self) -> i64 {
        self.disputed_minor + self.promised_minor + self.deferred_minor
    }
}

/// What credits leave of the collectable amounts of one account and currency, oldest due date
/// first: the credit cannot be asked for twice, and it covers what has waited longest.
/// Returns the amount covered for each of `collectable_minor`, in the order given.
pub fn cover_with_credits(
    collectable_minor: impl IntoIterator<Item = i64>,
    credits_minor: i64,
) -> Vec<i64> {
    let mut left = credits_minor.max(0);
    collectable_minor
        .into_iter()
        .map(|asked| {
            let covered = asked.clamp(0, left);
            left -= covered;
            covered
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(n: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 1).expect("a date") + chrono::Duration::days(n)
    }

    #[test]
    fn a_promise_holds_through_its_last_day_and_not_after() {
        let facts = Facts {
            open_minor: 100,
            promised_minor: 60,
            promised_until: Some(day(5)),
            ..Facts::default()
        };
        assert_eq!(of_item(&facts, day(5)).collectable_minor, 40);
        assert_eq!(of_item(&facts, day(6)).collectable_minor, 100);
    }

    #[test]
    fn credits_cover_the_oldest_first() {
        assert_eq!(cover_with_credits([100, 50, 25], 120), [100, 20, 0]);
        assert_eq!(cover_with_credits([100], -5), [0]);
    }

    proptest! {
        #[test]
        fn the_subtraction_always_adds_up(
            open in 0_i64..10_000, disputed in 0_i64..10_000, in_flight in 0_i64..10_000,
            promised in 0_i64..10_000, until in -3_i64..3, deferred in 0_i64..10_000,
        ) {
            let facts = Facts {
                open_minor: open, disputed_minor: disputed, in_flight_minor: in_flight,
                promised_minor: promised, promised_until: Some(day(until)), deferred_minor: deferred,
            };
            let part = of_item(&facts, day(0));
            prop_assert_eq!(
                part.collectable_minor + part.held_minor() + part.in_flight_minor, part.open_minor
            );
            prop_assert!(part.collectable_minor >= 0);
            let held = disputed + in_flight + deferred + if until >= 0 { promised } else { 0 };
            prop_assert_eq!(part.collectable_minor, (open - held).max(0));
        }
    }
}
