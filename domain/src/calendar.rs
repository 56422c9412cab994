//! Business dates: banking days and how dates are written. Dates have no time and no zone; the
//! caller says which day it is.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, Weekday};

/// Whether banks settle on this day. TARGET2: closed on weekends, 1 January, Good Friday, Easter
/// Monday, 1 May, 25 and 26 December (ECB, long-term calendar for TARGET closing days).
pub fn is_banking_day(day: NaiveDate) -> bool {
    if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        return false;
    }
    let easter = easter_sunday(day.year());
    let near_easter = |days_after: i64| day == easter + chrono::Duration::days(days_after);
    let fixed = matches!((day.month(), day.day()), (1, 1) | (5, 1) | (12, 25) | (12, 26));
    !fixed && !near_easter(-2) && !near_easter(1)
}

/// The banking day that lies `count` banking days after `day`.
pub fn banking_days_after(day: NaiveDate, count: u32) -> NaiveDate {
    let mut day = day;
    for _ in 0..count {
        day = next_banking_day(day + Days::new(1));
    }
    day
}

/// `day` itself, or the next one on which banks settle.
pub fn next_banking_day(day: NaiveDate) -> NaiveDate {
    let mut day = day;
    while !is_banking_day(day) {
        day = day + Days::new(1);
    }
    day
}

/// Gregorian Easter by the anonymous algorithm (Meeus, Astronomical Algorithms, chapter 8).
fn easter_sunday(year: i32) -> NaiveDate {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    let (month, day) = (n / 31, n % 31 + 1);
    NaiveDate::from_ymd_opt(year, month.unsigned_abs(), day.unsigned_abs())
        .expect("Easter falls between 22 March and 25 April")
}

/// In text: `18 November 2026`.
pub fn long(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// In tables: `18 Nov 2026`.
pub fn medium(day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), month(day), day.year())
}

/// In tables of the running year: `18 Nov`; with the year outside of it.
pub fn short(day: NaiveDate, today: NaiveDate) -> String {
    if day.year() == today.year() { format!("{} {}", day.day(), month(day)) } else { medium(day) }
}

/// A month in three letters. Lists have a hundred dates, and to read a format for each takes longer
/// than to write it.
fn month(day: NaiveDate) -> &'static str {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    MONTHS[day.month0() as usize]
}

/// Where someone must act: `Fri 20 Nov`.
pub fn with_weekday(day: NaiveDate) -> String {
    day.format("%a %-d %b").to_string()
}

/// When someone must act: `Fri 20 Nov, 17:00`, on the wall's clock.
pub fn with_time(wall: NaiveDateTime) -> String {
    wall.format("%a %-d %b, %H:%M").to_string()
}

/// `1 day`, `12 days`.
pub fn days_text(count: i64) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).expect("a date")
    }

    #[test]
    fn banks_rest_on_weekends_and_target_holidays() {
        assert!(is_banking_day(day(2026, 11, 18)));
        assert!(!is_banking_day(day(2026, 11, 22)));
        assert!(!is_banking_day(day(2026, 4, 3)), "Good Friday");
        assert!(!is_banking_day(day(2026, 4, 6)), "Easter Monday");
        assert!(!is_banking_day(day(2026, 12, 25)));
        assert_eq!(banking_days_after(day(2026, 11, 18), 2), day(2026, 11, 20));
        assert_eq!(banking_days_after(day(2026, 12, 24), 1), day(2026, 12, 28));
    }

    #[test]
    fn dates_are_written_as_the_design_says() {
        assert_eq!(long(day(2026, 11, 18)), "18 November 2026");
        assert_eq!(short(day(2026, 10, 28), day(2026, 11, 18)), "28 Oct");
        assert_eq!(with_weekday(day(2026, 11, 20)), "Fri 20 Nov");
        let at_five = day(2026, 11, 20).and_hms_opt(17, 0, 0).expect("five");
        assert_eq!(with_time(at_five), "Fri 20 Nov, 17:00");
    }
}
