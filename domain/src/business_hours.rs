//! The hours in which a seller works, and time that only counts in them: over nights, weekends, holidays
//! and the days on which clocks are changed.

use crate::refusal::Refusal;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use std::collections::BTreeSet;

/// From when until when a day is worked, on its own clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Opening {
    /// From then on.
    pub opens: NaiveTime,
    /// Until then.
    pub closes: NaiveTime,
}

/// A week, from Monday; nothing where a day is not worked.
pub type Week = [Option<Opening>; 7];

/// The hours of a seller in their time zone. There are some in every week without a holiday.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BusinessHours<Z> {
    zone: Z,
    week: Week,
    holidays: BTreeSet<NaiveDate>,
}

impl<Z: TimeZone> BusinessHours<Z> {
    /// Refuses a week that has no hours, and days that close before they open.
    pub fn new(zone: Z, week: Week, holidays: BTreeSet<NaiveDate>) -> Result<Self, Refusal> {
        if week.iter().flatten().any(|day| day.opens >= day.closes) {
            return Err(Refusal::field("hours", "A day has to close after it opens."));
        }
        if week.iter().all(Option::is_none) {
            return Err(Refusal::field("hours", "Work on one day of the week at least."));
        }
        Ok(Self { zone, week, holidays })
    }

    /// The moment at which so much of the seller's time has passed since `from`. Nothing has passed at
    /// `from` itself; a full day has passed when it closes, not when the next one opens.
    pub fn add(&self, from: DateTime<Utc>, time: TimeDelta) -> DateTime<Utc> {
        let mut left = time;
        let mut day = self.day_of(from);
        while left > TimeDelta::zero() {
            if let Some((opens, closes)) = self.span(day) {
                let begins = opens.max(from);
                let worked = (closes - begins).max(TimeDelta::zero());
                if worked >= left {
                    return begins + left;
                }
                left -= worked;
            }
            match day.succ_opt() {
                Some(next) => day = next,
                None => break, // the end of the calendar
            }
        }
        from
    }

    /// How much of the seller's time lies between two moments; nothing where the second is not later.
    pub fn elapsed(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> TimeDelta {
        let (first, last) = (self.day_of(from), self.day_of(until));
        let days = first.iter_days().take_while(|day| *day <= last);
        let worked = days
            .filter_map(|day| self.span(day))
            .map(|(opens, closes)| (closes.min(until) - opens.max(from)).max(TimeDelta::zero()));
        worked.sum()
    }

    fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    /// When a day is worked, if it is.
    fn span(&self, day: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let hours = self.week[day.weekday().num_days_from_monday() as usize]?;
        if self.holidays.contains(&day) {
            return None;
        }
        let opens = self.moment(day.and_time(hours.opens), false)?;
        let closes = self.moment(day.and_time(hours.closes), true)?;
        (opens < closes).then_some((opens, closes))
    }

    /// A moment on the wall's clock. One that is skipped when clocks go forward is the one after it; of
    /// one that comes twice when they go back, the day opens at the first and closes at the second.
    fn moment(&self, wall: NaiveDateTime, closes: bool) -> Option<DateTime<Utc>> {
        const QUARTERS_OF_A_DAY: i64 = 96;
        (0..QUARTERS_OF_A_DAY).find_map(|quarters| {
            let wall = wall + TimeDelta::minutes(15 * quarters);
            let found = self.zone.from_local_datetime(&wall);
            let at = if closes { found.latest() } else { found.earliest() };
            at.map(|at| at.with_timezone(&Utc))
        })
    }
}

/// Monday to Friday, nine to five: what a seller begins with.
pub fn nine_to_five() -> Week {
    let opening = NaiveTime::from_hms_opt(9, 0, 0).zip(NaiveTime::from_hms_opt(17, 0, 0));
    let day = opening.map(|(opens, closes)| Opening { opens, closes });
    [day, day, day, day, day, None, None]
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Tz;
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a moment")
    }

    fn hours(count: i64) -> TimeDelta {
        TimeDelta::hours(count)
    }

    fn amsterdam(holidays: &[&str]) -> BusinessHours<Tz> {
        let holidays = holidays.iter().map(|day| day.parse().expect("a day")).collect();
        BusinessHours::new(Tz::Europe__Amsterdam, nine_to_five(), holidays).expect("hours")
    }

    #[test]
    fn friday_afternoon_goes_on_on_monday() {
        let open = amsterdam(&[]);
        let friday_at_four = at("2026-11-20T15:00:00Z");
        assert_eq!(open.add(friday_at_four, hours(1)), at("2026-11-20T16:00:00Z"), "it closes");
        assert_eq!(open.add(friday_at_four, hours(2)), at("2026-11-23T09:00:00Z"));
        assert_eq!(open.add(friday_at_four, hours(8)), at("2026-11-23T15:00:00Z"));
        let sunday = at("2026-11-22T11:00:00Z");
        assert_eq!(open.add(sunday, hours(1)), at("2026-11-23T09:00:00Z"));
        assert_eq!(open.elapsed(friday_at_four, sunday), hours(1));
        assert_eq!(open.elapsed(sunday, friday_at_four), TimeDelta::zero());
        assert_eq!(open.add(sunday, TimeDelta::zero()), sunday);
    }

    #[test]
    fn nobody_works_on_a_holiday() {
        let open = amsterdam(&["2026-11-23", "2026-11-24"]);
        assert_eq!(open.add(at("2026-11-20T15:00:00Z"), hours(2)), at("2026-11-25T09:00:00Z"));
    }

    #[test]
    fn a_day_is_as_long_as_its_clock_says() {
        // In Amsterdam clocks went back on 25 October 2026, at night.
        let open = amsterdam(&[]);
        let friday_at_four = at("2026-10-23T14:00:00Z");
        assert_eq!(open.add(friday_at_four, hours(2)), at("2026-10-26T09:00:00Z"));
        // Whoever works through that night works an hour longer, and one shorter on 29 March.
        let (opens, closes) = (NaiveTime::MIN, NaiveTime::from_hms_opt(6, 0, 0).expect("six"));
        let nights = BusinessHours::new(
            Tz::Europe__Amsterdam,
            [Some(Opening { opens, closes }); 7],
            BTreeSet::new(),
        );
        let nights = nights.expect("hours");
        let worked = |from, until| nights.elapsed(at(from), at(until));
        assert_eq!(worked("2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z"), hours(7));
        assert_eq!(worked("2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"), hours(5));
    }

    #[test]
    fn an_hour_that_a_clock_skips_or_has_twice_opens_and_closes_a_day() {
        let half_past = |hour| NaiveTime::from_hms_opt(hour, 30, 0).expect("a time");
        let day = Some(Opening { opens: half_past(2), closes: half_past(4) });
        let open = BusinessHours::new(Tz::Europe__Amsterdam, [day; 7], BTreeSet::new());
        let open = open.expect("hours");
        let worked = |from, until| open.elapsed(at(from), at(until));
        let short = worked("2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z");
        assert_eq!(short, TimeDelta::minutes(90), "from three on");
        let long = worked("2026-10-25T00:00:00Z", "2026-10-25T12:00:00Z");
        assert_eq!(long, hours(3), "half past two comes twice");
    }

    #[test]
    fn a_week_without_hours_is_refused() {
        let none = BusinessHours::new(Tz::UTC, [None; 7], BTreeSet::new());
        assert!(none.is_err());
        let time = NaiveTime::from_hms_opt(9, 0, 0).expect("nine");
        let day = Some(Opening { opens: time, closes: time });
        assert!(BusinessHours::new(Tz::UTC, [day; 7], BTreeSet::new()).is_err());
    }

    prop_compose! {
        /// A day that is worked for a quarter of an hour at least, if it is.
        fn a_day()(is_open in prop::bool::weighted(0.7), opens in 0..90_u32, more in 1..96_u32) -> Option<Opening> {
            let time = |quarters: u32| NaiveTime::from_hms_opt(quarters / 4, quarters % 4 * 15, 0);
            let (opens, closes) = (time(opens)?, time((opens + more).min(95))?);
            is_open.then_some(Opening { opens, closes })
        }
    }

    prop_compose! {
        fn any_hours()(
            zone in prop::sample::select(vec![Tz::Europe__Amsterdam, Tz::America__Chicago, Tz::Australia__Lord_Howe,
                Tz::Asia__Kathmandu, Tz::America__St_Johns, Tz::UTC]),
            days in prop::collection::vec(a_day(), 7),
            off in prop::collection::btree_set(0..365_u64, 0..30),
        ) -> BusinessHours<Tz> {
            let mut week: Week = [None; 7];
            week.copy_from_slice(&days);
            let new_year = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
            let holidays: BTreeSet<_> = off.into_iter().map(|n| new_year + chrono::Days::new(n)).collect();
            let hours = BusinessHours::new(zone, week, holidays.clone());
            hours.unwrap_or_else(|_| BusinessHours { zone, week: nine_to_five(), holidays })
        }
    }

    fn any_moment() -> impl Strategy<Value = DateTime<Utc>> {
        let start = at("2026-01-01T00:00:00Z").timestamp();
        (0..365 * 86_400_i64).prop_map(move |s| DateTime::from_timestamp(start + s, 0).expect("it"))
    }

    proptest! {
        #[test]
        fn what_was_added_has_passed(open in any_hours(), from in any_moment(), minutes in 0..12_000_i64) {
            let time = TimeDelta::minutes(minutes);
            let until = open.add(from, time);
            prop_assert!(until >= from);
            prop_assert_eq!(open.elapsed(from, until), time);
        }

        #[test]
        fn later_and_longer_end_later(
            open in any_hours(), one in any_moment(), other in any_moment(), short in 0..6_000_i64, more in 0..6_000_i64
        ) {
            let (early, late) = (one.min(other), one.max(other));
            let (short, long) = (TimeDelta::minutes(short), TimeDelta::minutes(short + more));
            prop_assert!(open.add(early, short) <= open.add(early, long));
            prop_assert!(open.add(early, short) <= open.add(late, short));
        }

        #[test]
        fn time_adds_up(open in any_hours(), mut moments in prop::collection::vec(any_moment(), 3)) {
            moments.sort();
            let whole = open.elapsed(moments[0], moments[2]);
            let parts = open.elapsed(moments[0], moments[1]) + open.elapsed(moments[1], moments[2]);
            prop_assert_eq!(whole, parts);
        }
    }
}
