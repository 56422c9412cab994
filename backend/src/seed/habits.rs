//! How customers pay: the days on which the money for an open item arrives, and in how many parts.

use super::random::Random;
use crate::error::Result;
use chrono::{Datelike, Days, Months, NaiveDate};
use domain::{calendar, invoice::DiscountTerms, money::Money};

/// A customer's way of paying.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Habit {
    /// A few days before the due date.
    Early,
    /// On the due date or the day before.
    Prompt,
    /// Always about so many days late.
    Late(u64),
    /// One payment run on the 10th of the month.
    Tenth,
    /// Everything that fell due in a month, on its last banking day.
    MonthEnd,
    /// Weeks after the due date.
    Slow,
    /// A round sum first, the rest weeks later.
    InParts,
    /// In time for the discount, where there is one.
    Discount,
}

/// What is to be paid, and when it should be.
#[derive(Clone, Copy, Debug)]
pub struct Owed {
    /// When it was billed.
    pub issued_on: NaiveDate,
    /// When it is due.
    pub due_on: NaiveDate,
    /// How much it is.
    pub amount: Money,
    /// What paying early would save.
    pub discount: Option<DiscountTerms>,
}

/// Money that arrives for an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Arrival {
    /// The day.
    pub on: NaiveDate,
    /// How much.
    pub minor: i64,
    /// The discount taken beside it.
    pub discount_minor: i64,
}

/// What arrives for an item over time. All of it together is the whole amount.
pub fn arrivals(habit: Habit, owed: &Owed, random: &mut Random) -> Result<Vec<Arrival>> {
    let (issued_on, due_on) = (owed.issued_on, owed.due_on);
    let later = |days: u64| due_on + Days::new(days);
    let on = match habit {
        Habit::Early => due_on - Days::new(u64::from(random.between(3, 8))),
        Habit::Prompt => due_on - Days::new(u64::from(random.below(2))),
        Habit::Late(days) => later((days + u64::from(random.below(5))).saturating_sub(2)),
        Habit::Tenth => tenth_from(due_on),
        Habit::MonthEnd => month_end(due_on),
        Habit::Slow => later(u64::from(random.between(20, 110))),
        Habit::InParts => return Ok(in_parts(owed, random)),
        Habit::Discount => match early(owed, random)? {
            Some(arrival) => return Ok(vec![arrival]),
            None => due_on,
        },
    };
    let soonest = issued_on + Days::new(4);
    Ok(vec![in_full(calendar::next_banking_day(on.max(soonest)), owed)])
}

fn in_full(on: NaiveDate, owed: &Owed) -> Arrival {
    Arrival { on, minor: owed.amount.minor, discount_minor: 0 }
}

/// The next 10th that is not before a day.
fn tenth_from(day: NaiveDate) -> NaiveDate {
    let tenth = |day: NaiveDate| day.with_day(10).unwrap_or(day);
    if day.day() <= 10 { tenth(day) } else { tenth(day + Months::new(1)) }
}

/// The last banking day of a month, or the first after it for what is due later than that.
fn month_end(day: NaiveDate) -> NaiveDate {
    let next_month = day.with_day(1).unwrap_or(day) + Months::new(1);
    banking_day_before(next_month).max(day)
}

/// The last banking day before a day.
pub fn banking_day_before(day: NaiveDate) -> NaiveDate {
    let mut day = day - Days::new(1);
    while !calendar::is_banking_day(day) {
        day = day - Days::new(1);
    }
    day
}

/// About half of it in a round sum, the rest three to six weeks later.
fn in_parts(owed: &Owed, random: &mut Random) -> Vec<Arrival> {
    let exact = owed.amount.minor * i64::from(random.between(35, 65)) / 100;
    let round = 10_000;
    let first = if exact > round { exact / round * round } else { exact.max(1) };
    let soon = owed.due_on + Days::new(u64::from(random.below(6)));
    let late = soon + Days::new(u64::from(random.between(20, 45)));
    let part = |on, minor| Arrival { on: calendar::next_banking_day(on), minor, discount_minor: 0 };
    if first >= owed.amount.minor {
        return vec![in_full(calendar::next_banking_day(soon), owed)];
    }
    vec![part(soon, first), part(late, owed.amount.minor - first)]
}

/// Just in time for the discount.
fn early(owed: &Owed, random: &mut Random) -> Result<Option<Arrival>> {
    let Some(terms) = owed.discount else {
        return Ok(None);
    };
    let last = terms.until - Days::new(u64::from(random.below(3)));
    let on = banking_day_before(last + Days::new(1));
    if on <= owed.issued_on {
        return Ok(None);
    }
    let saved = terms.discount(owed.amount, on)?.minor;
    Ok(Some(Arrival { on, minor: owed.amount.minor - saved, discount_minor: saved }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::Currency;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn whatever_the_habit_all_of_it_arrives_on_banking_days() {
        let habits = [
            Habit::Early,
            Habit::Prompt,
            Habit::Late(8),
            Habit::Tenth,
            Habit::MonthEnd,
            Habit::Slow,
            Habit::InParts,
            Habit::Discount,
        ];
        let mut random = Random::of("habits");
        for habit in habits {
            for minor in [1, 999, 123_456_789] {
                let owed = Owed {
                    issued_on: day(10, 19),
                    due_on: day(11, 18),
                    amount: Money::new(minor, Currency::EUR),
                    discount: Some(DiscountTerms { rate_bp: 200, until: day(10, 29) }),
                };
                let arrivals = arrivals(habit, &owed, &mut random).unwrap();
                let all: i64 = arrivals.iter().map(|a| a.minor + a.discount_minor).sum();
                assert_eq!(all, minor, "{habit:?}");
                for arrival in arrivals {
                    assert!(calendar::is_banking_day(arrival.on), "{habit:?}");
                    assert!(arrival.on > owed.issued_on && arrival.minor > 0, "{habit:?}");
                }
            }
        }
    }

    #[test]
    fn payment_runs_are_on_their_days() {
        assert_eq!(tenth_from(day(11, 10)), day(11, 10));
        assert_eq!(tenth_from(day(11, 11)), day(12, 10));
        assert_eq!(month_end(day(10, 3)), day(10, 30), "the 31st is a Saturday");
        assert_eq!(month_end(day(10, 31)), day(10, 31));
    }
}
