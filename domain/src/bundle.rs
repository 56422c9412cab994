//! Several documents in one file, made while nobody waits for it.

use crate::{format::Format, refusal::Refusal};
use chrono::{Datelike, Days, Months, NaiveDate};

/// The most documents of one bundle.
pub const MOST: usize = 10_000;
/// The most documents of one PDF that holds them all. Such a PDF is set as a whole, in memory: a megabyte for
/// each, and a sixth of one for each row.
pub const MOST_BOUND: usize = 200;
/// The most rows of all documents of such a PDF together.
pub const MOST_BOUND_ROWS: usize = 1_200;
/// The most months of statements.
pub const MOST_MONTHS: usize = 60;
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

/// How several documents become one file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Shape {
    /// A ZIP with a file of each.
    Zip,
    /// One PDF, each on pages of its own.
    Bound,
}

impl Shape {
    /// Both, in the order of offering.
    pub const ALL: [Self; 2] = [Self::Zip, Self::Bound];

    /// The code in forms and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Zip => "zip",
            Self::Bound => "bound",
        }
    }

    /// The shape of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.code() == code)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Zip => "A ZIP with a file of each",
            Self::Bound => "One PDF with all of them",
        }
    }

    /// How the names of such files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Zip => "zip",
            Self::Bound => "pdf",
        }
    }

    /// What such files are, for browsers.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Zip => "application/zip",
            Self::Bound => "application/pdf",
        }
    }

    /// Refuses formats that it cannot hold: one PDF is made of PDFs.
    pub fn holds(self, format: Format) -> Result<(), Refusal> {
        match (self, format) {
            (Self::Zip, _) | (Self::Bound, Format::Pdf) => Ok(()),
            (Self::Bound, _) => {
                Err(Refusal::field("format", "One PDF with all of them needs the format PDF."))
            }
        }
    }

    fn most(self) -> usize {
        match self {
            Self::Zip => MOST,
            Self::Bound => MOST_BOUND,
        }
    }
}

/// What monthly statements tell.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Telling {
    /// What happened in each month, from what was owed before.
    Forward,
    /// What was open at the end of each.
    OpenItems,
}

impl Telling {
    /// Both, in the order of offering.
    pub const ALL: [Self; 2] = [Self::Forward, Self::OpenItems];

    /// The code in forms and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::OpenItems => "open_items",
        }
    }

    /// The one of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|telling| telling.code() == code)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Forward => "What happened in each month",
            Self::OpenItems => "What was open at the end of each month",
        }
    }
}

/// The first and the last day of a period, in this order.
pub fn period(from: NaiveDate, to: NaiveDate) -> Result<(NaiveDate, NaiveDate), Refusal> {
    if from > to {
        return Err(Refusal::field("to", "The last day is before the first."));
    }
    Ok((from, to))
}

/// The months that a period touches: the first and the last day of each. The one that is not over ends today.
pub fn months(
    from: NaiveDate,
    to: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<(NaiveDate, NaiveDate)>, Refusal> {
    let (from, to) = period(from, to)?;
    if to > today {
        return Err(Refusal::field("to", "Choose a day that has come."));
    }
    let first = from.with_day(1).unwrap_or(from);
    let begins = (0..).map_while(|n| first.checked_add_months(Months::new(n)));
    let months: Vec<_> = begins
        .take_while(|begin| *begin <= to)
        .take(MOST_MONTHS + 1)
        .map(|begin| (begin, (begin + Months::new(1) - Days::new(1)).min(today)))
        .collect();
    if months.len() > MOST_MONTHS {
        let words = "There are statements of 60 months at most. Take a shorter period.";
        return Err(Refusal::field("from", words));
    }
    Ok(months)
}

/// Whether so many documents can be in one bundle.
pub fn of_many(count: usize, shape: Shape) -> Result<(), Refusal> {
    if count == 0 {
        return Err(Refusal::field("which", "There is no invoice among these."));
    }
    if count <= shape.most() {
        return Ok(());
    }
    let words = match shape {
        Shape::Zip => "A file holds 10,000 documents at most. Take a shorter period.",
        Shape::Bound => "One PDF holds 200 documents at most. Take a shorter period, or a ZIP.",
    };
    Err(Refusal::field("which", words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn codes_come_back() {
        assert!(State::ALL.into_iter().all(|state| State::of(state.code()) == Some(state)));
        assert!(Shape::ALL.into_iter().all(|shape| Shape::of(shape.code()) == Some(shape)));
        assert!(Telling::ALL.into_iter().all(|one| Telling::of(one.code()) == Some(one)));
    }

    #[test]
    fn a_bundle_holds_something_and_not_everything() {
        assert!(of_many(0, Shape::Zip).is_err() && of_many(1, Shape::Zip).is_ok());
        assert!(of_many(MOST, Shape::Zip).is_ok() && of_many(MOST + 1, Shape::Zip).is_err());
        assert!(of_many(MOST_BOUND, Shape::Bound).is_ok());
        assert!(of_many(MOST_BOUND + 1, Shape::Bound).is_err());
        assert!(
            Shape::Bound.holds(Format::Pdf).is_ok() && Shape::Bound.holds(Format::Ubl).is_err()
        );
        assert!(Shape::Zip.holds(Format::Ubl).is_ok());
    }

    #[test]
    fn a_period_runs_forward() {
        assert!(period(day(11, 1), day(11, 1)).is_ok() && period(day(11, 2), day(11, 1)).is_err());
    }

    #[test]
    fn months_are_whole_but_for_the_one_that_is_not_over() {
        let today = day(11, 18);
        let found = months(day(9, 30), day(11, 2), today).unwrap();
        let ends = [(day(9, 1), day(9, 30)), (day(10, 1), day(10, 31)), (day(11, 1), today)];
        assert_eq!(found, ends);
        assert!(months(day(11, 1), day(11, 19), today).is_err(), "not come yet");
        let five_years = today - Months::new(59);
        assert_eq!(months(five_years, today, today).unwrap().len(), 60);
        assert!(months(five_years - Months::new(1), today, today).is_err());
    }
}
