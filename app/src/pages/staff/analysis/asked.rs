//! Which period is counted: read from the address, and written into it.

use crate::pages::staff::query::{self, Address};
use backend::receivables::analysis;
use chrono::{Datelike, Months, NaiveDate};
use domain::Currency;
use serde::Deserialize;

/// The longest period, in months.
const LONGEST: u32 = 60;

/// The query of the pages and of their files.
#[derive(Deserialize, Default)]
pub struct Typed {
    since: Option<String>,
    until: Option<String>,
    currency: Option<String>,
    /// Of a file: the table.
    pub table: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

impl Typed {
    /// Which part of a list is asked for.
    pub fn from(&self) -> backend::receivables::paging::From {
        query::part(self.after.as_deref(), self.before.as_deref())
    }
}

/// A period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    /// The first day.
    pub since: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// The currency, where one was chosen.
    pub currency: Option<Currency>,
}

impl Asked {
    /// Reads a query. Without days it is the last twelve months; days that cannot be are not asked, and of
    /// a longer period than we count it is the end.
    pub fn of(typed: &Typed, today: NaiveDate) -> Self {
        let until = query::day(typed.until.as_deref()).filter(|day| *day <= today).unwrap_or(today);
        let since = query::day(typed.since.as_deref()).filter(|day| *day <= until);
        let back = |months: u32| until.checked_sub_months(Months::new(months)).unwrap_or(until);
        let year = back(12).succ_opt().unwrap_or(until);
        let since = since.unwrap_or(year).max(back(LONGEST));
        Self { since, until, currency: query::currency(typed.currency.as_deref()) }
    }

    /// For the backend.
    pub fn for_backend(&self) -> analysis::Asked {
        analysis::Asked { since: self.since, until: self.until, currency: self.currency }
    }

    /// The address of this period.
    pub fn address(&self, path: &str) -> Address {
        Address::new(path)
            .with("since", self.since)
            .with("until", self.until)
            .maybe("currency", self.currency)
    }

    /// Periods that are one click away.
    pub fn presets(today: NaiveDate) -> [(&'static str, NaiveDate); 3] {
        let back = |months: u32| {
            let day = today.checked_sub_months(Months::new(months)).unwrap_or(today);
            day.succ_opt().unwrap_or(day)
        };
        let year = today.with_ordinal(1).unwrap_or(today);
        [("Last 3 months", back(3)), ("Last 12 months", back(12)), ("This year", year)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn asked(since: &str, until: &str) -> (NaiveDate, NaiveDate) {
        let text = |text: &str| Some(text.to_owned());
        let typed = Typed { since: text(since), until: text(until), ..Typed::default() };
        let asked = Asked::of(&typed, day("2026-11-18"));
        (asked.since, asked.until)
    }

    #[test]
    fn without_days_it_is_the_last_year() {
        let year = (day("2025-11-19"), day("2026-11-18"));
        for (since, until) in [("", ""), ("x", "2027-01-01"), ("2026-12-01", "")] {
            assert_eq!(asked(since, until), year, "{since} {until}");
        }
    }

    #[test]
    fn a_period_is_as_typed_but_not_without_end() {
        let (since, until) = (day("2026-02-03"), day("2026-04-05"));
        assert_eq!(asked("2026-02-03", "2026-04-05"), (since, until));
        assert_eq!(asked("1900-01-01", "2026-04-05"), (day("2021-04-05"), until));
    }
}
