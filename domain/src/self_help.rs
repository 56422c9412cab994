//! Helping oneself: what a buyer may need of an invoice, how such a case ends, and by what a payment
//! is recognised that somebody is sure to have made.

use crate::money::Money;
use chrono::NaiveDate;

/// How many days a payment may lie from the date that somebody remembers.
const NEAR_DAYS: i64 = 7;
/// How many days before its issue an invoice may have been paid.
const AHEAD_DAYS: i64 = 30;
/// The fewest letters and digits by which a part of a reference says something.
const FEWEST_LETTERS: usize = 4;
/// The longest reference, in characters.
pub const LONGEST_REFERENCE: usize = 120;

/// What is needed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// To see where a payment went.
    Paid,
    /// The document once more.
    Copy,
    /// The customer's own order number on it.
    Order,
    /// Another address or contact.
    Contact,
    /// Something on it is wrong.
    Wrong,
    /// Anything else.
    Other,
}

impl Kind {
    /// In the order of offering.
    pub const ALL: &'static [Self] =
        &[Self::Paid, Self::Copy, Self::Order, Self::Contact, Self::Wrong, Self::Other];

    /// The code in the database and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Copy => "copy",
            Self::Order => "order",
            Self::Contact => "contact",
            Self::Wrong => "wrong",
            Self::Other => "other",
        }
    }

    /// The kind of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

/// How a case ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Outcome {
    /// With what the portal had: nobody of the seller was needed.
    Helped,
    /// With something that the seller has to answer or to confirm.
    Asked,
    /// With a dispute.
    Disputed,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: &'static [Self] = &[Self::Helped, Self::Asked, Self::Disputed];

    /// The code in the database and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Helped => "helped",
            Self::Asked => "asked",
            Self::Disputed => "disputed",
        }
    }

    /// The outcome of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|outcome| outcome.code() == code)
    }
}

/// The share of cases that needed nobody, in whole per cent, rounded down: it never flatters. None
/// where there was no case.
pub fn helped_percent(helped: i64, all: i64) -> Option<i64> {
    (all > 0).then(|| helped.saturating_mul(100) / all)
}

/// What somebody remembers of a payment; all of it may be missing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Remembered {
    /// How much.
    pub amount: Option<Money>,
    /// When.
    pub on: Option<NaiveDate>,
    /// What it said, or the account that it came from.
    pub reference: Option<String>,
}

/// The invoice that it was for, and what is remembered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// What was billed.
    pub total: Money,
    /// What is open of it.
    pub open: Money,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// What is remembered.
    pub remembered: Remembered,
}

/// Money or credit of the account, by what it can be recognised.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trace {
    /// Whether it is meant for the invoice, or was applied to it.
    pub is_of_invoice: bool,
    /// How much it is.
    pub amount: Money,
    /// How much the bank shows: with the fee.
    pub charged: Money,
    /// How much of it is applied to nothing, or came back.
    pub loose: Money,
    /// The day on which it was made or settled.
    pub on: NaiveDate,
    /// What it is called: references, numbers, the masked account.
    pub names: Vec<String>,
}

/// Why a trace may be what is looked for, the strongest reason first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Why {
    /// It is called as somebody remembers.
    Reference,
    /// It is of this invoice.
    Invoice,
    /// It has exactly the amount.
    Amount,
    /// It is applied to nothing, and what is open has room for it.
    Room,
}

/// Why a trace may be what is looked for, if it may.
pub fn why(wanted: &Wanted, trace: &Trace) -> Option<Why> {
    let remembered = &wanted.remembered;
    if trace.amount.currency != wanted.total.currency {
        return None;
    }
    if remembered.reference.as_ref().is_some_and(|typed| is_called(trace, typed)) {
        return Some(Why::Reference);
    }
    if trace.is_of_invoice {
        return Some(Why::Invoice);
    }
    let is_loose = !trace.loose.is_zero();
    let is_near = match remembered.on {
        Some(day) => (trace.on - day).num_days().abs() <= NEAR_DAYS,
        None => is_loose || (wanted.issued_on - trace.on).num_days() <= AHEAD_DAYS,
    };
    if !is_near {
        return None;
    }
    let is = |amount: Money| !amount.is_zero() && [trace.amount, trace.charged].contains(&amount);
    match remembered.amount {
        Some(amount) => is(amount).then_some(Why::Amount),
        None if is(wanted.open) || is(wanted.total) => Some(Why::Amount),
        None => (is_loose && trace.loose.minor <= wanted.open.minor).then_some(Why::Room),
    }
}

/// Letters and digits only, in capitals: people leave out dashes and spaces.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Whether one of its names is or contains what was typed, or is contained in it.
fn is_called(trace: &Trace, typed: &str) -> bool {
    let typed = plain(typed);
    let says = |text: &str| text.chars().count() >= FEWEST_LETTERS;
    says(&typed)
        && trace.names.iter().any(|name| {
            let name = plain(name);
            name.contains(&typed) || (says(&name) && typed.contains(&name))
        })
}

/// Which of several traces may be what is looked for: the strongest reason first, then the latest.
/// At most `most`, by their place in the list.
pub fn find(wanted: &Wanted, traces: &[Trace], most: usize) -> Vec<(usize, Why)> {
    let mut found: Vec<(usize, Why)> =
        traces.iter().enumerate().filter_map(|(n, trace)| Some((n, why(wanted, trace)?))).collect();
    found.sort_by_key(|&(n, why)| (why, std::cmp::Reverse(traces[n].on), n));
    found.truncate(most);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use chrono::Days;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 12).expect("a day")
    }

    fn wanted() -> Wanted {
        let remembered = Remembered::default();
        Wanted { total: eur(100_000), open: eur(80_000), issued_on: day(), remembered }
    }

    /// Somebody else's money: applied elsewhere, of another amount.
    fn trace() -> Trace {
        Trace {
            is_of_invoice: false,
            amount: eur(55_500),
            charged: eur(55_500),
            loose: eur(0),
            on: day(),
            names: vec!["P-0A1B2C3D".to_owned(), "NL91 •••• 4300".to_owned()],
        }
    }

    #[test]
    fn the_amount_is_that_of_what_is_open_or_of_the_invoice_to_the_cent() {
        assert_eq!(why(&wanted(), &trace()), None);
        for minor in [80_000, 100_000] {
            let same = Trace { amount: eur(minor), ..trace() };
            assert_eq!(why(&wanted(), &same), Some(Why::Amount));
            let beside = Trace { amount: eur(minor + 1), ..trace() };
            assert_eq!(why(&wanted(), &beside), None);
        }
        let with_fee = Trace { amount: eur(78_818), charged: eur(80_000), ..trace() };
        assert_eq!(why(&wanted(), &with_fee), Some(Why::Amount), "the bank shows it with its fee");
        let dollars = Money::new(80_000, "USD".parse().expect("a currency"));
        let other = Trace { amount: dollars, charged: dollars, loose: dollars, ..trace() };
        assert_eq!(why(&wanted(), &other), None, "800 dollars are not 800 euros");
    }

    #[test]
    fn what_is_applied_to_nothing_may_be_meant_where_there_is_room() {
        let loose = |minor| Trace { loose: eur(minor), ..trace() };
        assert_eq!(why(&wanted(), &loose(55_500)), Some(Why::Room));
        assert_eq!(why(&wanted(), &loose(80_001)), None);
        let old = Trace { on: day() - Days::new(400), ..loose(20_000) };
        assert_eq!(why(&wanted(), &old), Some(Why::Room), "credit does not grow old");
        let paid = Wanted { open: eur(0), ..wanted() };
        assert_eq!(why(&paid, &loose(55_500)), None, "nothing is open");
    }

    #[test]
    fn a_date_narrows_it_down_and_so_does_an_amount() {
        let eur_800 = eur(80_000);
        let same = Trace { amount: eur_800, charged: eur_800, loose: eur_800, ..trace() };
        let on = |days| {
            let mut wanted = wanted();
            wanted.remembered.on = Some(day() + Days::new(days));
            wanted
        };
        assert_eq!(why(&on(7), &same), Some(Why::Amount));
        assert_eq!(why(&on(8), &same), None);
        let mut of_555 = wanted();
        of_555.remembered.amount = Some(eur(55_500));
        assert_eq!(why(&of_555, &same), None, "that was another amount");
        assert_eq!(why(&of_555, &trace()), Some(Why::Amount));
        let early = Trace { amount: eur(80_000), on: day() - Days::new(31), ..trace() };
        assert_eq!(why(&wanted(), &early), None, "long before it was billed");
    }

    #[test]
    fn a_reference_is_recognised_however_it_is_typed() {
        let typed = |text: &str| {
            let mut wanted = wanted();
            wanted.remembered.reference = Some(text.to_owned());
            why(&wanted, &trace())
        };
        for text in ["P-0A1B2C3D", "p0a1b2c3d", "payment P-0A1B2C3D of May", "4300"] {
            assert_eq!(typed(text), Some(Why::Reference), "{text}");
        }
        for text in ["", "300", "P-0A1B2C3E", "—"] {
            assert_eq!(typed(text), None, "{text}");
        }
    }

    #[test]
    fn the_strongest_reason_comes_first_and_then_the_latest() {
        let room = |days| Trace { loose: eur(5_000), on: day() - Days::new(days), ..trace() };
        let of_invoice = Trace { is_of_invoice: true, ..trace() };
        let exact = Trace { amount: eur(80_000), ..trace() };
        let traces = [room(9), trace(), exact, room(2), of_invoice];
        let found = find(&wanted(), &traces, 3);
        assert_eq!(found, [(4, Why::Invoice), (2, Why::Amount), (3, Why::Room)]);
    }

    #[test]
    fn a_share_never_flatters() {
        assert_eq!(helped_percent(2, 3), Some(66));
        assert_eq!(helped_percent(3, 3), Some(100));
        assert_eq!(helped_percent(0, 0), None);
    }

    #[test]
    fn codes_read_back() {
        assert!(Kind::ALL.iter().all(|&kind| Kind::of(kind.code()) == Some(kind)));
        assert!(Outcome::ALL.iter().all(|&outcome| Outcome::of(outcome.code()) == Some(outcome)));
    }
}
