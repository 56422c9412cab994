//! Business time. Everything that depends on the day asks this clock; only leases and sessions
//! use the database's. In a demonstration it runs ahead of the real one by an offset that all
//! processes share through the database.

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// Business time. Cheap to clone; clones share the offset.
#[derive(Clone, Debug)]
pub struct Clock {
    offset_seconds: Arc<AtomicI64>,
    /// A clock that stands still, for tests: microseconds since the epoch.
    fixed: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The real time, plus the offset of a demonstration (zero at first).
    pub fn real() -> Self {
        Self { offset_seconds: Arc::default(), fixed: None }
    }

    /// A clock that stands still until it is moved.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        let fixed = Some(Arc::new(AtomicI64::new(at.timestamp_micros())));
        Self { offset_seconds: Arc::default(), fixed }
    }

    /// Now.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the time")]
    pub fn now(&self) -> DateTime<Utc> {
        if let Some(fixed) = &self.fixed {
            return DateTime::from_timestamp_micros(fixed.load(Ordering::SeqCst))
                .unwrap_or(DateTime::UNIX_EPOCH);
        }
        let now = Utc::now() + Duration::seconds(self.offset_seconds.load(Ordering::Relaxed));
        // Postgres keeps microseconds; what is written must read back equal.
        DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now)
    }

    /// The business date in an IANA zone; UTC where the zone is unknown.
    pub fn today(&self, time_zone: &str) -> NaiveDate {
        date_in(self.now(), time_zone)
    }

    /// Sets the offset of a demonstration, in seconds.
    pub fn set_offset(&self, seconds: i64) {
        self.offset_seconds.store(seconds, Ordering::Relaxed);
    }

    /// Moves a clock that stands still.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Some(fixed) = &self.fixed {
            fixed.store(at.timestamp_micros(), Ordering::SeqCst);
        }
    }
}

/// The date of an instant in an IANA zone; UTC where the zone is unknown.
pub fn date_in(at: DateTime<Utc>, time_zone: &str) -> NaiveDate {
    at.with_timezone(&zone(time_zone)).date_naive()
}

/// When a day has ended in an IANA zone: the first moment of the next one. Where clocks are put on at
/// midnight, that is the moment to which they are put on.
pub fn end_of(day: NaiveDate, time_zone: &str) -> DateTime<Utc> {
    let next = day.succ_opt().unwrap_or(day);
    let zone = zone(time_zone);
    let hours = (0..24).filter_map(|hour| next.and_hms_opt(hour, 0, 0));
    let first = hours.filter_map(|at| at.and_local_timezone(zone).earliest()).next();
    first.map_or_else(|| next.and_time(NaiveTime::MIN).and_utc(), |at| at.with_timezone(&Utc))
}

/// The zone of a name; UTC where it is unknown.
pub fn zone(time_zone: &str) -> Tz {
    time_zone.parse().unwrap_or(Tz::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_when_the_next_one_begins_there() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let end = |on, zone| end_of(day(on), zone).to_rfc3339();
        assert_eq!(end("2026-11-18", "Europe/Amsterdam"), "2026-11-18T23:00:00+00:00");
        assert_eq!(end("2026-07-18", "Europe/Amsterdam"), "2026-07-18T22:00:00+00:00");
        assert_eq!(end("2026-11-18", "nowhere"), "2026-11-19T00:00:00+00:00");
        // In Santiago clocks go from 24:00 on the fifth to 01:00 on the sixth.
        assert_eq!(end("2026-09-05", "America/Santiago"), "2026-09-06T04:00:00+00:00");
    }
}
