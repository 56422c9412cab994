//! What is to be paid of an invoice by one date: the facts that everything is decided from.

use crate::{collectable::Collectable, ids::*, money::Currency};
use chrono::NaiveDate;

/// The amounts of one open item, in minor units of one currency. Loaded under a lock where
/// something is decided from them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    /// What is not yet paid, credited or discounted. Never negative.
    pub open_minor: i64,
    /// What the buyer disputes and nobody has decided.
    pub disputed_minor: i64,
    /// What payments that are neither settled nor failed will apply here.
    pub in_flight_minor: i64,
    /// What a promise still covers.
    pub promised_minor: i64,
    /// The last day of that promise.
    pub promised_until: Option<NaiveDate>,
    /// What a payment plan defers.
    pub deferred_minor: i64,
}

/// One open item as lists, allocation and reminders need it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenItem {
    /// Its id.
    pub id: OpenItemId,
    /// The invoice it is of.
    pub invoice_id: InvoiceId,
    /// The invoice's number.
    pub number: String,
    /// 1 for the only or first instalment.
    pub seq: i32,
    /// The day by which it is to be paid.
    pub due_on: NaiveDate,
    /// The currency, frozen with the invoice.
    pub currency: Currency,
    /// Its amounts.
    pub facts: Facts,
}

impl OpenItem {
    /// What may be asked for on a day.
    pub fn collectable(&self, on: NaiveDate) -> Collectable {
        crate::collectable::of_item(&self.facts, on)
    }

    /// Days past due on a day; negative before.
    pub fn days_past_due(&self, on: NaiveDate) -> i64 {
        (on - self.due_on).num_days()
    }
}

/// The one state of an invoice or item that people read, of its collectable part; held and moving
/// amounts are notes under it. If nothing is collectable, the largest reason is the state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Due later than seven days from now.
    Open {
        /// Days until due.
        days: i64,
    },
    /// Due within seven days, or today.
    DueSoon {
        /// Days until due, 0 for today.
        days: i64,
    },
    /// Paid in part, before it is due.
    PartPaid,
    /// Past due, and something may be asked for.
    Overdue {
        /// Days past due.
        days: i64,
    },
    /// Everything left is on its way.
    OnItsWay,
    /// Everything left is promised.
    Promised {
        /// Until when.
        until: NaiveDate,
    },
    /// Everything left is disputed.
    Disputed,
    /// Everything left is deferred by a plan.
    OnAPlan,
    /// Nothing is open.
    Paid,
    /// Voided.
    Void,
}

/// Days before the due date from which it reads as "soon".
const SOON_DAYS: i64 = 7;

/// The state of something with a total, its facts and its next due date.
pub fn state(total_minor: i64, facts: &Facts, due_on: NaiveDate, on: NaiveDate) -> State {
    if facts.open_minor == 0 {
        return State::Paid;
    }
    let part = crate::collectable::of_item(facts, on);
    if part.collectable_minor == 0 {
        return largest_reason(&part, facts);
    }
    let days = (due_on - on).num_days();
    match days {
        ..0 => State::Overdue { days: -days },
        _ if facts.open_minor < total_minor => State::PartPaid,
        0..=SOON_DAYS => State::DueSoon { days },
        _ => State::Open { days },
    }
}

fn largest_reason(part: &Collectable, facts: &Facts) -> State {
    let until = facts.promised_until.unwrap_or(NaiveDate::MAX);
    let reasons = [
        (part.in_flight_minor, State::OnItsWay),
        (part.disputed_minor, State::Disputed),
        (part.promised_minor, State::Promised { until }),
        (part.deferred_minor, State::OnAPlan),
    ];
    // The first of equals wins, so that the order above is the order of telling.
    let largest = reasons.iter().rev().max_by_key(|(minor, _)| *minor);
    largest.map_or(State::Paid, |(_, state)| *state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_is_that_of_the_collectable_part() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).expect("a date");
        let today = day(18);
        let facts = |open, in_flight, promised| Facts {
            open_minor: open,
            in_flight_minor: in_flight,
            promised_minor: promised,
            promised_until: Some(day(25)),
            ..Facts::default()
        };
        assert_eq!(state(100, &facts(0, 0, 0), day(1), today), State::Paid);
        assert_eq!(state(100, &facts(100, 0, 0), day(6), today), State::Overdue { days: 12 });
        assert_eq!(state(100, &facts(40, 0, 0), day(28), today), State::PartPaid);
        assert_eq!(state(100, &facts(40, 0, 0), day(6), today), State::Overdue { days: 12 });
        assert_eq!(state(100, &facts(100, 0, 0), today, today), State::DueSoon { days: 0 });
        assert_eq!(state(100, &facts(100, 0, 0), day(29), today), State::Open { days: 11 });
        assert_eq!(state(100, &facts(100, 100, 0), day(6), today), State::OnItsWay);
        assert_eq!(
            state(100, &facts(100, 20, 80), day(6), today),
            State::Promised { until: day(25) }
        );
        assert_eq!(state(100, &facts(100, 20, 30), day(6), today), State::Overdue { days: 12 });
    }
}
