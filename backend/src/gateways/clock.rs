//! Business time. Everything that depends on the day asks this clock; only leases and sessions
//! use the database's. In a demonstration it runs ahead of the real one by an offset that all
//! processes share through the database.

use chrono::{DateTime, Duration, NaiveDate, Utc};
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

/// The zone of a name; UTC where it is unknown.
pub fn zone(time_zone: &str) -> Tz {
    time_zone.parse().unwrap_or(Tz::UTC)
}
