//! Which statement is asked for: read from the address, and written into it.

use crate::forms::{self, Problems};
use backend::{
    invoices::cursor::Cursor,
    statements::{self, Form},
};
use chrono::{Datelike, NaiveDate};
use domain::{Currency, Refusal};
use serde::Deserialize;

/// The kinds of statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Opening balance, movements, closing balance.
    Forward,
    /// What is open.
    Open,
}

impl Kind {
    /// Both, in the order of the tabs.
    pub const ALL: [Self; 2] = [Self::Forward, Self::Open];

    /// The code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Open => "open",
        }
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Forward => "What happened",
            Self::Open => "What is open",
        }
    }
}

/// A period that is one click away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Period {
    /// From the first of this month until today.
    ThisMonth,
    /// The month before.
    LastMonth,
    /// From the first of January until today.
    ThisYear,
}

impl Period {
    /// What is offered: what is open at the end of this year's days is what is open today.
    pub fn of_kind(kind: Kind) -> impl Iterator<Item = Self> {
        let all = [Self::ThisMonth, Self::LastMonth, Self::ThisYear];
        all.into_iter().filter(move |period| kind == Kind::Forward || *period != Self::ThisYear)
    }

    /// What people call it.
    pub fn label(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Self::ThisMonth, Kind::Open) => "Today",
            (Self::LastMonth, Kind::Open) => "End of last month",
            (Self::ThisMonth, Kind::Forward) => "This month",
            (Self::LastMonth, Kind::Forward) => "Last month",
            (Self::ThisYear, _) => "This year",
        }
    }

    /// Its first and its last day.
    pub fn days(self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let first = |day: NaiveDate| day.with_day(1).unwrap_or(day);
        let this_month = first(today);
        match self {
            Self::ThisMonth => (this_month, today),
            Self::LastMonth => {
                let last = this_month.pred_opt().unwrap_or(this_month);
                (first(last), last)
            }
            Self::ThisYear => (today.with_ordinal(1).unwrap_or(today), today),
        }
    }
}

/// The query of the page and of its files.
#[derive(Deserialize, Default, Clone)]
pub struct Query {
    kind: Option<String>,
    from: Option<String>,
    to: Option<String>,
    currency: Option<String>,
    after: Option<String>,
}

/// What is asked for, with what was wrong with it.
pub struct Asked {
    /// Which kind.
    pub kind: Kind,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The currency, where one was chosen.
    pub currency: Option<Currency>,
    /// Behind which line the page begins.
    pub after: Option<Cursor>,
    /// The first day as it was typed.
    pub typed_from: Option<String>,
    /// The last day as it was typed.
    pub typed_to: Option<String>,
    /// What was wrong with the days. Where something was, this month is shown.
    pub problems: Problems,
}

impl Asked {
    /// Reads a query. Without days it is this month.
    pub fn of(query: Query, today: NaiveDate) -> Self {
        let kind = match query.kind.as_deref() {
            Some("open") => Kind::Open,
            _ => Kind::Forward,
        };
        let mut problems = Problems::default();
        let mut read = |field, typed: &Option<String>, otherwise| match typed.as_deref() {
            None | Some("") => Some(otherwise),
            Some(text) => problems.read(field, not_later(forms::day(text), today)),
        };
        let (month, _) = Period::ThisMonth.days(today);
        let to = read("to", &query.to, today);
        // A last day before this month asks for that month.
        let first = to.map_or(month, |to| Period::ThisMonth.days(to).0);
        let from = read("from", &query.from, first).filter(|_| kind == Kind::Forward);
        let (from, to) = match (from, to) {
            (Some(from), Some(to)) if from > to => {
                problems.add_at("from", Refusal::DateTooLate { latest: to });
                (month, today)
            }
            (Some(from), Some(to)) => (from, to),
            (None, Some(to)) if kind == Kind::Open => (first, to),
            _ => (month, today),
        };
        Self {
            kind,
            from,
            to,
            currency: query.currency.and_then(|code| code.parse().ok()),
            after: query.after.and_then(|code| code.parse().ok()),
            typed_from: query.from,
            typed_to: query.to,
            problems,
        }
    }

    /// So many lines of it, for the backend.
    pub fn for_backend(&self, most_lines: i64, after: Option<Cursor>) -> statements::Asked {
        let form = match self.kind {
            Kind::Forward => Form::Forward(self.from),
            Kind::Open => Form::OpenItems,
        };
        statements::Asked { form, to: self.to, currency: self.currency, most_lines, after }
    }

    /// The address of this statement, or of one of its files.
    pub fn address(&self, path: &str) -> String {
        address(path, self.kind, self.from, self.to, self.currency)
    }

    /// The page that begins behind a line.
    pub fn behind(&self, line: &Cursor) -> String {
        format!("{}&after={line}", self.address("/statement"))
    }

    /// The other kind, for the same days.
    pub fn with_kind(&self, kind: Kind) -> String {
        address("/statement", kind, self.from, self.to, self.currency)
    }

    /// Other days.
    pub fn with_days(&self, from: NaiveDate, to: NaiveDate) -> String {
        address("/statement", self.kind, from, to, self.currency)
    }

    /// Another currency.
    pub fn with_currency(&self, currency: Currency) -> String {
        address("/statement", self.kind, self.from, self.to, Some(currency))
    }
}

fn not_later(day: Result<NaiveDate, Refusal>, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    match day {
        Ok(day) if day > today => Err(Refusal::DateTooLate { latest: today }),
        other => other,
    }
}

fn address(
    path: &str,
    kind: Kind,
    from: NaiveDate,
    to: NaiveDate,
    currency: Option<Currency>,
) -> String {
    let currency = currency.map(|currency| format!("&currency={currency}")).unwrap_or_default();
    format!("{path}?kind={}&from={from}&to={to}{currency}", kind.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).expect("a date")
    }

    fn asked(kind: &str, from: &str, to: &str) -> Asked {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let query = Query { kind: text(kind), from: text(from), to: text(to), ..Query::default() };
        Asked::of(query, day(2026, 11, 18))
    }

    #[test]
    fn without_days_it_is_this_month() {
        let asked = asked("", "", "");
        assert_eq!((asked.from, asked.to), (day(2026, 11, 1), day(2026, 11, 18)));
        assert!(asked.problems.is_empty() && asked.kind == Kind::Forward);
    }

    #[test]
    fn days_that_make_no_sense_are_told_beside_their_fields() {
        for (from, to, field) in [
            ("2026-11-19", "", "from"),
            ("", "2027-01-01", "to"),
            ("yesterday", "", "from"),
            ("", "2026-02-30", "to"),
            ("2026-10-02", "2026-10-01", "from"),
        ] {
            let asked = asked("forward", from, to);
            assert!(asked.problems.of(field).is_some(), "{from} {to}");
            assert_eq!((asked.from, asked.to), (day(2026, 11, 1), day(2026, 11, 18)));
        }
    }

    #[test]
    fn a_past_day_asks_for_its_own_month() {
        let asked = asked("open", "", "2026-03-31");
        assert_eq!((asked.from, asked.to), (day(2026, 3, 1), day(2026, 3, 31)));
    }

    #[test]
    fn periods_end_where_people_expect_it() {
        let new_year = day(2027, 1, 5);
        assert_eq!(Period::LastMonth.days(new_year), (day(2026, 12, 1), day(2026, 12, 31)));
        assert_eq!(Period::ThisYear.days(new_year), (day(2027, 1, 1), new_year));
    }
}
