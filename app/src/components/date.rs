//! Days and instants. A business date has no time and no zone; an event has both, and is shown
//! in the account's zone.

use crate::markup::*;
use backend::gateways::clock;
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar;

/// In text: `18 November 2026`.
pub fn long(day: NaiveDate) -> Markup {
    time(day.to_string(), calendar::long(day))
}

/// In tables: `18 Nov 2026`.
pub fn medium(day: NaiveDate) -> Markup {
    time(day.to_string(), calendar::medium(day))
}

/// In tables of the running year: `18 Nov`.
pub fn short(day: NaiveDate, today: NaiveDate) -> Markup {
    time(day.to_string(), calendar::short(day, today))
}

/// Where someone must act: `Fri 20 Nov`.
pub fn weekday(day: NaiveDate) -> Markup {
    time(day.to_string(), calendar::with_weekday(day))
}

/// When someone must have acted: `Fri 20 Nov, 17:00`, in an IANA zone.
pub fn until(at: DateTime<Utc>, time_zone: &str) -> Markup {
    let local = at.with_timezone(&clock::zone(time_zone));
    time(local.format("%Y-%m-%dT%H:%M%:z").to_string(), calendar::with_time(local.naive_local()))
}

/// An event: `18 Nov 2026, 10:21`, in an IANA zone.
pub fn instant(at: DateTime<Utc>, time_zone: &str) -> Markup {
    let local = at.with_timezone(&clock::zone(time_zone));
    time(
        local.format("%Y-%m-%dT%H:%M%:z").to_string(),
        local.format("%-d %b %Y, %H:%M").to_string(),
    )
}

fn time(machine: String, human: String) -> Markup {
    view! { <time datetime=machine>{human}</time> }.into_markup()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_say_themselves_to_machines_too() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date");
        assert_eq!(weekday(day).to_html(), "<time datetime=\"2026-11-20\">Fri 20 Nov</time>");
        assert_eq!(long(day).to_html(), "<time datetime=\"2026-11-20\">20 November 2026</time>");
    }

    #[test]
    fn events_are_shown_in_the_zone_of_the_account() {
        let at = DateTime::from_timestamp(1_795_000_860, 0).expect("an instant");
        let html = instant(at, "Europe/Amsterdam").to_html();
        assert_eq!(html, "<time datetime=\"2026-11-18T12:21+01:00\">18 Nov 2026, 12:21</time>");
    }
}
