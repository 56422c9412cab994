//! How old debt is: buckets of days past due, as every ageing report has them.

/// The buckets, youngest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Bucket {
    /// Not past due.
    Current,
    /// 1 to 30 days past due.
    To30,
    /// 31 to 60 days.
    To60,
    /// 61 to 90 days.
    To90,
    /// More than 90 days.
    Over90,
}

impl Bucket {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Current, Self::To30, Self::To60, Self::To90, Self::Over90];

    /// The bucket of a number of days past due (zero or negative: not due).
    pub fn of(days_past_due: i64) -> Self {
        match days_past_due {
            ..=0 => Self::Current,
            1..=30 => Self::To30,
            31..=60 => Self::To60,
            61..=90 => Self::To90,
            _ => Self::Over90,
        }
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Current => "Not due",
            Self::To30 => "1–30",
            Self::To60 => "31–60",
            Self::To90 => "61–90",
            Self::Over90 => "Over 90",
        }
    }

    /// The code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::To30 => "1-30",
            Self::To60 => "31-60",
            Self::To90 => "61-90",
            Self::Over90 => "90+",
        }
    }

    /// The bucket of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bucket| bucket.code() == code)
    }

    /// The days past due that belong to it: from (inclusive) to (inclusive), open where `None`.
    pub fn days(self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::Current => (None, Some(0)),
            Self::To30 => (Some(1), Some(30)),
            Self::To60 => (Some(31), Some(60)),
            Self::To90 => (Some(61), Some(90)),
            Self::Over90 => (Some(91), None),
        }
    }
}

/// Days sales outstanding: receivables ÷ credit sales of the period × days of the period, in
/// tenths of a day, rounded half up. `None` without sales (the formula has no answer then).
pub fn dso_tenths(receivables_minor: i64, sales_minor: i64, days: i64) -> Option<i64> {
    if sales_minor <= 0 {
        return None;
    }
    let tenths = i128::from(receivables_minor) * i128::from(days) * 10;
    let sales = i128::from(sales_minor);
    i64::try_from((tenths * 2 + sales).div_euclid(sales * 2)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_fall_into_one_bucket_each() {
        for days in -5..200 {
            let bucket = Bucket::of(days);
            let (from, to) = bucket.days();
            assert!(from.is_none_or(|from| days >= from) && to.is_none_or(|to| days <= to));
        }
    }

    #[test]
    fn dso_is_that_of_the_worked_example() {
        assert_eq!(dso_tenths(180_833_800, 384_271_825, 90), Some(424));
        assert_eq!(dso_tenths(1, 0, 90), None);
    }
}
