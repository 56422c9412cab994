//! Which page of which list is asked for.

use super::cursor::Cursor;
use domain::money::Currency;

/// Which invoices.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Show {
    /// Those with something open.
    #[default]
    Open,
    /// Those with something past due that may be asked for.
    Overdue,
    /// Those with nothing open.
    Paid,
    /// Every one.
    All,
}

/// By what they are sorted. The id breaks ties.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// When the next open part falls due.
    Due,
    /// The day of issue.
    Issued,
    /// The number.
    Number,
    /// The total.
    Total,
}

/// In which direction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Smallest or earliest first.
    Up,
    /// Largest or latest first.
    Down,
}

/// Which part of the list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Place {
    /// Its beginning.
    #[default]
    Start,
    /// What comes after a row.
    After(Cursor),
    /// What comes before a row.
    Before(Cursor),
}

/// Which invoices, narrowed down.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// By where they stand.
    pub show: Show,
    /// By currency.
    pub currency: Option<Currency>,
    /// By words: of number, order and lines, or an amount like 6776.00. All of them must be there.
    pub words: String,
}

/// A page that is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Which invoices.
    pub filter: Filter,
    /// By what they are sorted.
    pub sort: Sort,
    /// In which direction.
    pub direction: Direction,
    /// Which part.
    pub place: Place,
}
