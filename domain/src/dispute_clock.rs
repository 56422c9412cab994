//! By when a dispute is answered and decided. Both clocks run in the hours in which the seller works;
//! the one of the decision stands while the buyer is asked something.

use crate::{business_hours::BusinessHours, dispute::State, refusal::Refusal};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};

/// How urgent a dispute is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Priority {
    /// As others are.
    #[default]
    Normal,
    /// Before others.
    High,
}

impl Priority {
    /// Every priority.
    pub const ALL: &'static [Self] = &[Self::Normal, Self::High];

    /// The code in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::High => "high",
        }
    }

    /// The priority of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|priority| priority.code() == code)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Normal => "Normal",
            Self::High => "High",
        }
    }
}

/// The longest that a decision may be aimed to take, in hours that are worked.
pub const MOST_HOURS: i32 = 1_000;

/// How long the first answer and the decision may take, in hours that are worked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Target {
    /// Until the first answer.
    pub respond_hours: i32,
    /// Until the decision.
    pub resolve_hours: i32,
}

impl Target {
    /// Refuses one that comes too early, too late, or ends before it begins.
    pub fn check(self) -> Result<Self, Refusal> {
        let words = if self.respond_hours < 1 || self.resolve_hours > MOST_HOURS {
            format!("Type whole hours from 1 to {MOST_HOURS}.")
        } else if self.resolve_hours < self.respond_hours {
            "A decision cannot be due before the first answer.".to_owned()
        } else {
            return Ok(self);
        };
        Err(Refusal::field("targets", words))
    }
}

/// The clocks of a dispute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DisputeClock {
    /// When they began to run.
    pub from: DateTime<Utc>,
    /// The seller says something for the first time by then.
    pub respond_by: DateTime<Utc>,
    /// Every line is decided by then; it moves on while the buyer is asked.
    pub resolve_by: DateTime<Utc>,
    /// When the seller said something first, if they have.
    pub responded_at: Option<DateTime<Utc>>,
    /// Since when the buyer is asked, if they are.
    pub asked_at: Option<DateTime<Utc>>,
    /// How much of the seller's time it has waited for the buyer.
    pub waited: TimeDelta,
}

impl DisputeClock {
    /// The clocks of a dispute that is opened.
    pub fn start<Z: TimeZone>(
        hours: &BusinessHours<Z>,
        target: Target,
        from: DateTime<Utc>,
    ) -> Self {
        let after = |count: i32| hours.add(from, TimeDelta::hours(i64::from(count)));
        Self {
            from,
            respond_by: after(target.respond_hours),
            resolve_by: after(target.resolve_hours),
            responded_at: None,
            asked_at: None,
            waited: TimeDelta::zero(),
        }
    }

    /// The same with other targets, as if they had been these from the beginning.
    #[must_use]
    pub fn aimed_at<Z: TimeZone>(self, hours: &BusinessHours<Z>, target: Target) -> Self {
        let start = Self::start(hours, target, self.from);
        let resolve = TimeDelta::hours(i64::from(target.resolve_hours)) + self.waited;
        Self { respond_by: start.respond_by, resolve_by: hours.add(self.from, resolve), ..self }
    }

    /// Once it is somebody's turn: the decision waits from the question until it is the seller's again.
    #[must_use]
    pub fn turned<Z: TimeZone>(
        self,
        hours: &BusinessHours<Z>,
        to: State,
        at: DateTime<Utc>,
    ) -> Self {
        match (self.asked_at, to) {
            (None, State::Asked) => Self { asked_at: Some(at), ..self },
            (Some(_), State::Asked) | (None, _) => self,
            (Some(since), _) => {
                let passed = hours.elapsed(since, at);
                Self {
                    asked_at: None,
                    resolve_by: hours.add(self.resolve_by, passed),
                    waited: self.waited + passed,
                    ..self
                }
            }
        }
    }

    /// How it stands at a moment, for those who have to act.
    pub fn standing<Z: TimeZone>(
        &self,
        state: State,
        hours: &BusinessHours<Z>,
        now: DateTime<Utc>,
    ) -> Standing {
        match self.next(state) {
            Some(next) if next.is_late(now) => Standing::Late(next),
            Some(next) => Standing::Runs { next, left: hours.elapsed(now, next.by()) },
            None if state == State::Asked => Standing::Waits,
            None => Standing::Over,
        }
    }

    /// What has to be done next, and by when; nothing while the buyer is asked, and after the end.
    pub fn next(&self, state: State) -> Option<Next> {
        if state != State::Open {
            return None;
        }
        Some(match self.responded_at {
            None if self.respond_by <= self.resolve_by => Next::Respond(self.respond_by),
            _ => Next::Resolve(self.resolve_by),
        })
    }
}

/// What the seller has to do next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    /// To say something, by then.
    Respond(DateTime<Utc>),
    /// To decide, by then.
    Resolve(DateTime<Utc>),
}

impl Next {
    /// By when.
    pub fn by(self) -> DateTime<Utc> {
        match self {
            Self::Respond(by) | Self::Resolve(by) => by,
        }
    }

    /// Whether it has not been done by then.
    pub fn is_late(self, now: DateTime<Utc>) -> bool {
        self.by() < now
    }
}

/// How a clock stands at a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// There is time.
    Runs {
        /// For what.
        next: Next,
        /// How much of the seller's time.
        left: TimeDelta,
    },
    /// The time has passed.
    Late(Next),
    /// It stands while the buyer is asked.
    Waits,
    /// The dispute has ended.
    Over,
}

/// Time that is left, rounded down: `2 h`, `35 min`.
pub fn time_text(time: TimeDelta) -> String {
    match (time.num_hours(), time.num_minutes()) {
        (0, minutes) => format!("{} min", minutes.max(0)),
        (hours, _) => format!("{hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::business_hours::nine_to_five;
    use chrono_tz::Tz;
    use std::collections::BTreeSet;

    const NORMAL: Target = Target { respond_hours: 8, resolve_hours: 40 };

    fn hours() -> BusinessHours<Tz> {
        let zone = Tz::Europe__Amsterdam;
        BusinessHours::new(zone, nine_to_five(), BTreeSet::new()).expect("hours")
    }

    /// In Amsterdam, in November 2026.
    fn at(day: u32, hour: u32) -> DateTime<Utc> {
        format!("2026-11-{day:02}T{:02}:00:00Z", hour - 1).parse().expect("a moment")
    }

    #[test]
    fn it_begins_with_both_clocks() {
        let clock = DisputeClock::start(&hours(), NORMAL, at(20, 16));
        assert_eq!((clock.respond_by, clock.resolve_by), (at(23, 16), at(27, 16)));
        assert_eq!(clock.next(State::Open), Some(Next::Respond(at(23, 16))));
        let answered = DisputeClock { responded_at: Some(at(23, 10)), ..clock };
        let next = answered.next(State::Open).expect("something to do");
        assert_eq!(next, Next::Resolve(at(27, 16)));
        assert!(!next.is_late(at(27, 16)) && next.is_late(at(27, 17)));
        let standing = |state, now| answered.standing(state, &hours(), now);
        let left = TimeDelta::hours(9);
        assert_eq!(standing(State::Open, at(26, 15)), Standing::Runs { next, left });
        assert_eq!(standing(State::Open, at(27, 17)), Standing::Late(next));
        assert_eq!(standing(State::Asked, at(27, 17)), Standing::Waits);
        assert_eq!(standing(State::Decided, at(27, 17)), Standing::Over);
    }

    #[test]
    fn the_decision_waits_while_the_buyer_is_asked() {
        let clock = DisputeClock::start(&hours(), NORMAL, at(20, 16));
        let asked = clock.turned(&hours(), State::Asked, at(23, 10));
        assert_eq!(asked.next(State::Asked), None);
        let asked_again = asked.turned(&hours(), State::Asked, at(24, 10));
        assert_eq!(asked_again.asked_at, Some(at(23, 10)), "it waits since the first question");
        let answered = asked_again.turned(&hours(), State::Open, at(24, 12));
        assert_eq!(answered.resolve_by, at(30, 16) + TimeDelta::hours(18), "ten hours later");
        assert_eq!(answered.waited, TimeDelta::hours(10));
        assert_eq!(answered.turned(&hours(), State::Open, at(25, 9)), answered);
    }

    #[test]
    fn another_priority_counts_from_the_beginning_and_keeps_what_was_waited() {
        let clock = DisputeClock::start(&hours(), NORMAL, at(18, 9));
        let asked = clock.turned(&hours(), State::Asked, at(18, 12));
        let answered = asked.turned(&hours(), State::Open, at(18, 14));
        let high = answered.aimed_at(&hours(), Target { respond_hours: 4, resolve_hours: 16 });
        assert_eq!((high.respond_by, high.resolve_by), (at(18, 13), at(20, 11)));
        assert_eq!(high.aimed_at(&hours(), NORMAL), answered);
    }

    #[test]
    fn a_target_is_in_order() {
        let check = |respond_hours, resolve_hours| Target { respond_hours, resolve_hours }.check();
        assert!(check(1, 1).is_ok() && check(8, MOST_HOURS).is_ok());
        for (respond, resolve) in [(0, 8), (8, 7), (1, MOST_HOURS + 1), (-4, -4)] {
            assert!(check(respond, resolve).is_err(), "{respond} {resolve}");
        }
    }

    #[test]
    fn time_is_told_in_hours_or_minutes() {
        assert_eq!(time_text(TimeDelta::minutes(119)), "1 h");
        assert_eq!(time_text(TimeDelta::minutes(59)), "59 min");
        assert_eq!(time_text(TimeDelta::seconds(-5)), "0 min");
    }
}
