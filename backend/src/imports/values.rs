//! Reading single cells strictly: what could mean two things is refused, in words that say how to
//! write it instead.

use super::mapping::Format;
use chrono::{
    Datelike, NaiveDate,
    format::{Item, StrftimeItems},
};
use domain::{Currency, Money, language::Language};
use std::fmt::Write;

/// Why a cell cannot be read.
type Told<T> = Result<T, String>;

/// Years that a business document may have; others are slips like 0213 or 20213.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// A date in a notation of strftime.
pub(super) fn date(text: &str, notation: &str) -> Told<NaiveDate> {
    let digits_only = !text.contains(['+', '\u{2212}']) && text.is_ascii();
    NaiveDate::parse_from_str(text, notation)
        .ok()
        .filter(|day| digits_only && YEARS.contains(&day.year()))
        .ok_or_else(|| {
            let like = NaiveDate::from_ymd_opt(2026, 11, 25)
                .and_then(|day| write_date(day, notation))
                .unwrap_or_else(|| notation.to_owned());
            format!("This is not a date. Write it like {like}.")
        })
}

/// A date written in a notation; nothing if the notation is not one.
pub(super) fn write_date(day: NaiveDate, notation: &str) -> Option<String> {
    let items: Vec<Item<'_>> = StrftimeItems::new(notation).collect();
    if items.iter().any(|item| matches!(item, Item::Error)) {
        return None;
    }
    let mut out = String::new();
    write!(out, "{}", day.format_with_items(items.iter())).ok()?;
    Some(out)
}

/// An amount of money: never negative, and in no other style than the file's.
pub(super) fn amount(text: &str, currency: Currency, format: &Format) -> Told<Money> {
    if is_negative(text) {
        return Err("Amounts are positive here. What you owe the customer is a credit note.".into());
    }
    let canonical = canonical(text, format).ok_or_else(|| style(format))?;
    Money::parse(&canonical, currency).map_err(|refusal| refusal.to_string())
}

/// A number with up to so many decimals, as an integer of its smallest step. Quantities may be
/// negative: something is taken back.
pub(super) fn fixed(
    text: &str,
    decimals: u32,
    may_be_negative: bool,
    format: &Format,
) -> Told<i64> {
    let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    if negative && !may_be_negative {
        return Err("This must not be negative.".to_owned());
    }
    let canonical = canonical(digits, format).ok_or_else(|| style(format))?;
    let (whole, fraction) = canonical.split_once('.').unwrap_or((&canonical, ""));
    if fraction.len() > decimals as usize {
        return Err(format!("There can be {decimals} decimals at most."));
    }
    let places = decimals as usize;
    let steps = format!("{whole}{fraction:0<places$}")
        .parse::<i64>()
        .ok()
        .filter(|steps| *steps <= MOST_STEPS)
        .ok_or("This number is too large.")?;
    Ok(if negative { -steps } else { steps })
}

/// The largest number of steps: far from where products of two of them leave what a decimal holds.
const MOST_STEPS: i64 = 1_000_000_000_000_000;

/// An address on a network for e-invoices: a scheme of the list EAS, a colon and the number.
pub(super) fn endpoint(text: &str) -> Told<(String, String)> {
    let parts = text.split_once(':').map(|(scheme, id)| (scheme.trim(), id.trim()));
    let (scheme, id) = parts
        .filter(|(scheme, id)| {
            let letters = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
            (2..=4).contains(&scheme.len()) && scheme.chars().all(letters) && !id.is_empty()
        })
        .ok_or("Write the scheme, a colon and the number, like 0106:12345678.")?;
    Ok((scheme.to_owned(), id.to_owned()))
}

/// A whole number within limits.
pub(super) fn whole(text: &str, most: i32) -> Told<i32> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse::<i32>().ok().filter(|n| digits && *n <= most);
    number.ok_or_else(|| format!("This has to be a whole number from 0 to {most}."))
}

/// Yes or no.
pub(super) fn flag(text: &str) -> Told<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => Ok(true),
        "no" | "n" | "false" | "0" => Ok(false),
        _ => Err("Write yes or no.".to_owned()),
    }
}

/// A country by its two letters (ISO 3166-1).
pub(super) fn country(text: &str) -> Told<String> {
    let code = text.to_ascii_uppercase();
    if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(code);
    }
    Err("Write the country as its two letters, like NL.".to_owned())
}

/// A language by its two letters (ISO 639-1).
pub(super) fn language(text: &str) -> Told<Language> {
    Language::of(&text.to_ascii_lowercase()).ok_or_else(|| {
        let known: Vec<_> = Language::ALL.iter().map(|one| one.code()).collect();
        format!("Write the language as two letters: {}.", known.join(", "))
    })
}

fn is_negative(text: &str) -> bool {
    text.starts_with(['-', '\u{2212}', '(']) || text.ends_with('-')
}

fn style(format: &Format) -> String {
    let sample = match format.decimal.mark() {
        "," => "1240,00",
        _ => "1240.00",
    };
    match format.thousands.as_str() {
        "" => format!(
            "This is not a number in the style of this file. Write it like {sample}, without marks between thousands."
        ),
        mark => format!(
            "This is not a number in the style of this file. Write it like 1{mark}{}.",
            &sample[1..]
        ),
    }
}

/// Digits with a point before the decimals; nothing if the text is in another style.
fn canonical(text: &str, format: &Format) -> Option<String> {
    let (whole, decimals) = match text.split_once(format.decimal.mark()) {
        Some((_, "")) => return None,
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (text, None),
    };
    let whole = ungrouped(whole, &format.thousands)?;
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(&whole) || !digits(decimals.unwrap_or_default()) {
        return None;
    }
    Some(match decimals {
        Some(decimals) => format!("{whole}.{decimals}"),
        None => whole,
    })
}

/// Takes the marks between thousands out, if they stand where they belong.
fn ungrouped(whole: &str, mark: &str) -> Option<String> {
    // Spreadsheets write no-break spaces where people type spaces.
    let whole = match mark {
        " " => whole.replace(['\u{a0}', '\u{202f}'], " "),
        _ => whole.to_owned(),
    };
    if mark.is_empty() || !whole.contains(mark) {
        return Some(whole);
    }
    let mut groups = whole.split(mark);
    let first = groups.next()?;
    let well_formed = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    well_formed.then(|| whole.replace(mark, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::mapping::DecimalMark;

    fn comma(thousands: &str) -> Format {
        Format { decimal: DecimalMark::Comma, thousands: thousands.to_owned(), ..Format::default() }
    }

    #[test]
    fn amounts_are_read_in_the_files_style_only() {
        let read =
            |text: &str, format: &Format| amount(text, Currency::EUR, format).map(|m| m.minor);
        let point = Format::default();
        assert_eq!(read("1240.00", &point), Ok(124_000));
        assert_eq!(read("1240,00", &comma("")), Ok(124_000));
        assert_eq!(read("1.240,00", &comma(".")), Ok(124_000));
        assert_eq!(read("1\u{202f}240,5", &comma(" ")), Ok(124_050));
        for bad in [
            "1.000,00", "1,000.00", "1e3", "1.", ".5", "NaN", "0x10", "١٢", "€5", "1 000", "5-",
            "-5", "(5)", "+5", "", "1.2.3",
        ] {
            assert!(read(bad, &point).is_err(), "{bad:?} was read");
        }
        for bad in ["1.24,00", "12.40", "1.2400,00", ".240,00", "1,240.00"] {
            assert!(read(bad, &comma(".")).is_err(), "{bad:?} was read");
        }
        assert!(read("-5", &point).is_err_and(|told| told.contains("credit note")));
        assert!(read("1.000,00", &point).is_err_and(|told| told.contains("1240.00")));
    }

    #[test]
    fn numbers_keep_their_decimals_exactly() {
        let point = Format::default();
        assert_eq!(fixed("2.5", 4, true, &point), Ok(25_000));
        assert_eq!(fixed("-1", 4, true, &point), Ok(-10_000));
        assert_eq!(fixed("21", 2, false, &point), Ok(2_100));
        assert!(fixed("-1", 4, false, &point).is_err());
        assert!(fixed("0.12345", 4, false, &point).is_err());
        assert!(fixed("--1", 4, true, &point).is_err());
        assert!(fixed("99999999999999999999", 4, true, &point).is_err());
        assert_eq!(whole("30", 365), Ok(30));
        assert!(whole("366", 365).is_err() && whole("+1", 9).is_err() && whole("", 9).is_err());
    }

    #[test]
    fn dates_are_read_in_one_notation_only() {
        let day = NaiveDate::from_ymd_opt(2013, 7, 1);
        assert_eq!(date("7/1/2013", "%m/%d/%Y").ok(), day);
        assert_eq!(date("2013-07-01", "%Y-%m-%d").ok(), day);
        for bad in
            ["2013-02-30", "1/7/2013", "+2013-07-01", "213-07-01", "20130-07-01", "", "2013-07-01x"]
        {
            assert!(date(bad, "%Y-%m-%d").is_err(), "{bad:?} was read");
        }
        assert_eq!(
            date("x", "%m/%d/%Y"),
            Err("This is not a date. Write it like 11/25/2026.".to_owned())
        );
    }
}
