//! Where an invoice stands: its open items taken together. Most have one; an invoice in instalments
//! has several, each with its own day and holds.

use crate::{
    collectable::{self, Collectable},
    open_item::{self, Facts, State},
};
use chrono::NaiveDate;

/// What people read of an invoice on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// The subtractions of its items, summed.
    pub part: Collectable,
    /// The one state.
    pub state: State,
    /// The day that the state speaks of: when the next part that may be asked for falls due; if
    /// nothing may be, when the next open part does; of a paid invoice, the last part.
    pub due_on: NaiveDate,
    /// The last day of the promises that hold something.
    pub promised_until: Option<NaiveDate>,
}

/// Takes the items of an invoice together. `items` are due days with facts, in any order; an invoice
/// always has at least one.
pub fn of_items(total_minor: i64, items: &[(NaiveDate, Facts)], on: NaiveDate) -> Standing {
    let parts = || items.iter().map(|(_, facts)| collectable::of_item(facts, on));
    let part = Collectable::sum(parts());
    let promised_until = items
        .iter()
        .zip(parts())
        .filter(|(_, part)| part.promised_minor > 0)
        .filter_map(|((_, facts), _)| facts.promised_until)
        .max();
    let due_on = due_on(items, on);
    // The holds are clamped item by item; summed, they are the facts of one item.
    let facts = Facts {
        open_minor: part.open_minor,
        disputed_minor: part.disputed_minor,
        in_flight_minor: part.in_flight_minor,
        promised_minor: part.promised_minor,
        promised_until,
        deferred_minor: part.deferred_minor,
    };
    let state = open_item::state(total_minor, &facts, due_on, on);
    Standing { part, state, due_on, promised_until }
}

fn due_on(items: &[(NaiveDate, Facts)], on: NaiveDate) -> NaiveDate {
    let first = |wanted: &dyn Fn(&Facts) -> bool| {
        let days = items.iter().filter(|(_, facts)| wanted(facts)).map(|(day, _)| *day);
        days.min()
    };
    first(&|facts| collectable::of_item(facts, on).collectable_minor > 0)
        .or_else(|| first(&|facts| facts.open_minor > 0))
        .or_else(|| items.iter().map(|(day, _)| *day).max())
        .unwrap_or(on)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).expect("a date")
    }

    fn facts(open: i64, in_flight: i64, promised: i64) -> Facts {
        Facts {
            open_minor: open,
            in_flight_minor: in_flight,
            promised_minor: promised,
            promised_until: (promised > 0).then(|| day(25)),
            ..Facts::default()
        }
    }

    #[test]
    fn an_invoice_is_overdue_while_something_past_due_may_be_asked_for() {
        let today = day(18);
        let standing =
            of_items(300, &[(day(1), facts(0, 0, 0)), (day(10), facts(100, 0, 0))], today);
        assert_eq!(standing.state, State::Overdue { days: 8 });
        // The overdue part is promised: what may be asked for is due later.
        let items = [(day(10), facts(100, 0, 100)), (day(28), facts(200, 0, 0))];
        let standing = of_items(300, &items, today);
        assert_eq!(standing.state, State::Open { days: 10 });
        assert_eq!(standing.promised_until, Some(day(25)));
        assert_eq!(standing.part.collectable_minor, 200);
    }

    #[test]
    fn if_nothing_may_be_asked_for_the_largest_reason_is_the_state() {
        let items = [(day(10), facts(100, 0, 100)), (day(28), facts(200, 200, 0))];
        let standing = of_items(300, &items, day(18));
        assert_eq!((standing.state, standing.due_on), (State::OnItsWay, day(10)));
        let paid = [(day(10), facts(0, 0, 0)), (day(28), facts(0, 0, 0))];
        let standing = of_items(300, &paid, day(18));
        assert_eq!((standing.state, standing.due_on), (State::Paid, day(28)));
    }

    #[test]
    fn holds_are_taken_item_by_item() {
        // A hold that is larger than its item does not reach over to the next one.
        let too_much = Facts { disputed_minor: 500, ..facts(100, 0, 0) };
        let standing = of_items(300, &[(day(10), too_much), (day(28), facts(200, 0, 0))], day(18));
        assert_eq!(standing.part.disputed_minor, 100);
        assert_eq!(standing.part.collectable_minor, 200);
    }
}
