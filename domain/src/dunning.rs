//! Reminders: who is written to, when, for how much, and why not. Every silence has a reason.
//!
//! For each open item a few days are laid down when it is issued (the due-work table). On such a
//! day the facts are loaded, one decision is taken, and either one message per account and day
//! asks for exactly the collectable amount, or the reason for silence is kept.

use crate::collectable::Collectable;
use chrono::{Days, NaiveDate};

/// The days of the schedule, relative to the due date.
pub const SCHEDULE: [i32; 3] = [-7, 0, 7];

/// How late a step may still be taken after a day was missed.
pub const CATCH_UP_DAYS: i64 = 3;

/// The day of a step.
pub fn step_on(due_on: NaiveDate, step_days: i32) -> NaiveDate {
    let days = Days::new(u64::from(step_days.unsigned_abs()));
    if step_days < 0 { due_on - days } else { due_on + days }
}

/// How many days there are to pay what is late, from the day on which it is asked for.
const DAYS_TO_PAY: u64 = 7;

/// The day by which a reminder asks for the money: when the last of it is due, or a week from now where that
/// has passed.
pub fn pay_by(today: NaiveDate, last_due_on: NaiveDate) -> NaiveDate {
    if last_due_on < today { today + Days::new(DAYS_TO_PAY) } else { last_due_on }
}

/// Why nothing was said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Silence {
    /// Nothing is open.
    Paid,
    /// All of it is on its way.
    InFlight,
    /// All of it is promised.
    Promised,
    /// All of it is disputed.
    Disputed,
    /// All of it is deferred by a plan.
    OnAPlan,
    /// The customer's credit covers it.
    CreditCovers,
    /// The day was missed by more than may be caught up, or the item came to us later.
    Missed,
    /// Nobody at the account can be written to.
    NoContact,
}

impl Silence {
    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::InFlight => "in_flight",
            Self::Promised => "promised",
            Self::Disputed => "disputed",
            Self::OnAPlan => "on_a_plan",
            Self::CreditCovers => "credit_covers",
            Self::Missed => "missed",
            Self::NoContact => "no_contact",
        }
    }

    /// The reason in words, after "Not sent: ".
    pub fn words(self) -> &'static str {
        match self {
            Self::Paid => "it is paid",
            Self::InFlight => "the money is on its way",
            Self::Promised => "it is promised, and we wait for that day",
            Self::Disputed => "it is disputed",
            Self::OnAPlan => "it is on a plan",
            Self::CreditCovers => "your credit covers it",
            Self::Missed => "the day for it had passed",
            Self::NoContact => "there is no contact to write to",
        }
    }

    /// The reason of a code.
    pub fn of(code: &str) -> Option<Self> {
        [
            Self::Paid,
            Self::InFlight,
            Self::Promised,
            Self::Disputed,
            Self::OnAPlan,
            Self::CreditCovers,
            Self::Missed,
            Self::NoContact,
        ]
        .into_iter()
        .find(|silence| silence.code() == code)
    }
}

/// What a decision is taken from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Considered {
    /// The day for which the step was laid down.
    pub planned_on: NaiveDate,
    /// Today.
    pub today: NaiveDate,
    /// The subtraction of the item.
    pub part: Collectable,
    /// How much of the collectable amount the account's credit covers.
    pub covered_minor: i64,
    /// Whether somebody at the account can be written to.
    pub has_contact: bool,
}

/// What is done about one open item on one of its days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// Ask for this amount, in minor units.
    Ask {
        /// The collectable amount, less what credit covers.
        amount_minor: i64,
    },
    /// Say nothing.
    Silent(Silence),
}

/// Decides. The reasons are looked at from the weightiest on.
pub fn decide(facts: &Considered) -> Decision {
    if facts.part.open_minor == 0 {
        return Decision::Silent(Silence::Paid);
    }
    if (facts.today - facts.planned_on).num_days() > CATCH_UP_DAYS {
        return Decision::Silent(Silence::Missed);
    }
    if facts.part.collectable_minor == 0 {
        return Decision::Silent(largest_hold(&facts.part));
    }
    let amount_minor = facts.part.collectable_minor - facts.covered_minor;
    if amount_minor <= 0 {
        return Decision::Silent(Silence::CreditCovers);
    }
    if !facts.has_contact {
        return Decision::Silent(Silence::NoContact);
    }
    Decision::Ask { amount_minor }
}

fn largest_hold(part: &Collectable) -> Silence {
    let holds = [
        (part.in_flight_minor, Silence::InFlight),
        (part.promised_minor, Silence::Promised),
        (part.disputed_minor, Silence::Disputed),
        (part.deferred_minor, Silence::OnAPlan),
    ];
    let largest = holds.iter().rev().max_by_key(|(minor, _)| *minor);
    largest.map_or(Silence::Paid, |(_, silence)| *silence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).expect("a date")
    }

    fn considered(part: Collectable) -> Considered {
        Considered {
            planned_on: day(10),
            today: day(10),
            part,
            covered_minor: 0,
            has_contact: true,
        }
    }

    #[test]
    fn the_collectable_amount_is_asked_for_and_nothing_else() {
        let part = Collectable {
            open_minor: 1_000,
            disputed_minor: 200,
            collectable_minor: 800,
            ..Collectable::default()
        };
        assert_eq!(decide(&considered(part)), Decision::Ask { amount_minor: 800 });
        let credit = Considered { covered_minor: 300, ..considered(part) };
        assert_eq!(decide(&credit), Decision::Ask { amount_minor: 500 });
    }

    #[test]
    fn every_silence_has_its_reason() {
        let open =
            Collectable { open_minor: 100, collectable_minor: 100, ..Collectable::default() };
        let promised =
            Collectable { open_minor: 100, promised_minor: 100, ..Collectable::default() };
        let moving =
            Collectable { open_minor: 100, in_flight_minor: 100, ..Collectable::default() };
        let cases = [
            (considered(Collectable::default()), Silence::Paid),
            (considered(promised), Silence::Promised),
            (considered(moving), Silence::InFlight),
            (Considered { covered_minor: 100, ..considered(open) }, Silence::CreditCovers),
            (Considered { has_contact: false, ..considered(open) }, Silence::NoContact),
            (Considered { today: day(14), ..considered(open) }, Silence::Missed),
        ];
        for (facts, silence) in cases {
            assert_eq!(decide(&facts), Decision::Silent(silence));
            assert_eq!(Silence::of(silence.code()), Some(silence));
        }
        let late = Considered { today: day(13), ..considered(open) };
        assert_eq!(decide(&late), Decision::Ask { amount_minor: 100 });
    }
}
