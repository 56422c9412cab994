//! Numbers of invoices and credit notes, running within a year in the order of their dates.
//!
//! A few documents of the story have the numbers that they must have. Between two of them the head
//! office's series has only so many numbers left; what does not fit is billed by the warehouse, in
//! its own series.

use super::book::{Bill, Book, Credit};
use chrono::{Datelike, NaiveDate};
use domain::ids::EntityId;
use std::collections::BTreeMap;

/// Numbers everything.
pub fn assign(book: &mut Book) {
    book.bills.sort_by_key(|bill| (bill.invoice.issued_on, bill.pinned, bill.invoice.id));
    let mut head_office = Series::new(book.bills.iter().filter_map(Bill::pin));
    let mut warehouse = Series::new([].into_iter());
    for bill in &mut book.bills {
        let [first, second] = bill.account.seller.series;
        let (entity, on) = (bill.account.seller.id, bill.invoice.issued_on);
        let year = on.year() % 100;
        bill.invoice.number = match head_office.next(entity, on, bill.pinned) {
            Some(n) => format!("{first}-{year:02}-{n:04}"),
            None => {
                let n = warehouse.next(entity, on, None).unwrap_or(0);
                format!("{second}-{year:02}-{n:04}")
            }
        };
    }
    book.credits.sort_by_key(|credit| (credit.note.issued_on, credit.pinned, credit.note.id));
    let mut notes = Series::new(book.credits.iter().filter_map(Credit::pin));
    let mut corrections = Series::new([].into_iter());
    for credit in &mut book.credits {
        let (entity, on) = (credit.account.seller.id, credit.note.issued_on);
        let year = on.year() % 100;
        credit.note.number = match notes.next(entity, on, credit.pinned) {
            Some(n) => format!("CN-{year:02}-{n:04}"),
            None => {
                let n = corrections.next(entity, on, None).unwrap_or(0);
                format!("CK-{year:02}-{n:04}")
            }
        };
    }
}

/// A number that is taken from a day on.
type Pin = (EntityId, NaiveDate, u32);

impl Bill {
    fn pin(&self) -> Option<Pin> {
        let on = self.invoice.issued_on;
        self.pinned.map(|n| (self.account.seller.id, on, n))
    }
}

impl Credit {
    fn pin(&self) -> Option<Pin> {
        let on = self.note.issued_on;
        self.pinned.map(|n| (self.account.seller.id, on, n))
    }
}

struct Series {
    pins: Vec<Pin>,
    last: BTreeMap<(EntityId, i32), u32>,
}

impl Series {
    fn new(pins: impl Iterator<Item = Pin>) -> Self {
        Self { pins: pins.collect(), last: BTreeMap::new() }
    }

    /// The next number of a day; `None` where those before the next pin are used up.
    fn next(&mut self, entity: EntityId, on: NaiveDate, pinned: Option<u32>) -> Option<u32> {
        let last = self.last.entry((entity, on.year())).or_default();
        if let Some(pinned) = pinned {
            *last = pinned;
            return Some(pinned);
        }
        let limit = self
            .pins
            .iter()
            .filter(|pin| pin.0 == entity && pin.1 >= on && pin.1.year() == on.year())
            .map(|pin| pin.2)
            .filter(|n| *n > *last)
            .min();
        let next = *last + 1;
        if limit.is_some_and(|limit| next >= limit) {
            return None;
        }
        *last = next;
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_pinned_number_is_left_free_and_nothing_after_it_is_lower() {
        let entity = EntityId(Uuid::nil());
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let mut series = Series::new([(entity, day(5), 3)].into_iter());
        assert_eq!(series.next(entity, day(1), None), Some(1));
        assert_eq!(series.next(entity, day(2), None), Some(2));
        assert_eq!(series.next(entity, day(3), None), None);
        assert_eq!(series.next(entity, day(5), Some(3)), Some(3));
        assert_eq!(series.next(entity, day(5), None), Some(4));
    }
}
