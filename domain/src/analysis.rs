//! Figures about disputes: shares, how long things took, and how many there are of a hundred. Each is a
//! division, and each division names its rounding.

/// A share in tenths of a per cent, rounded half up. Nothing of nothing has none.
pub fn share_tenths(part_minor: i64, whole_minor: i64) -> Option<i64> {
    tenths(i128::from(part_minor) * 100, whole_minor)
}

/// How many there are for each hundred of something else, in tenths, rounded half up.
pub fn per_hundred_tenths(number: i64, of: i64) -> Option<i64> {
    tenths(i128::from(number) * 100, of)
}

fn tenths(dividend: i128, divisor: i64) -> Option<i64> {
    if divisor <= 0 {
        return None;
    }
    let divisor = i128::from(divisor);
    i64::try_from((dividend * 20 + divisor).div_euclid(divisor * 2)).ok()
}

/// How long something took in the middle and on average, in tenths of a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spans {
    /// How many were measured.
    pub count: i64,
    /// Half of them were as quick or quicker. Of an even number it is the mean of the two in the middle.
    pub median_tenths: i64,
    /// Their sum by their number.
    pub mean_tenths: i64,
}

/// Measures spans of seconds. A day has 24 hours, whatever a clock does meanwhile; both figures are
/// rounded half up, at the end only. Nothing has no middle.
pub fn spans(mut seconds: Vec<i64>) -> Option<Spans> {
    const DAY: i64 = 86_400;
    seconds.sort_unstable();
    let (len, count) = (seconds.len(), i64::try_from(seconds.len()).ok()?);
    let (low, high) = (seconds.get(len.checked_sub(1)? / 2)?, seconds.get(len / 2)?);
    let days = |sum: i128, number: i64| {
        let divisor = i128::from(number) * i128::from(DAY);
        i64::try_from((sum * 20 + divisor).div_euclid(divisor * 2)).ok()
    };
    Some(Spans {
        count,
        median_tenths: days(i128::from(*low) + i128::from(*high), 2)?,
        mean_tenths: days(seconds.iter().map(|&one| i128::from(one)).sum(), count)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600;

    #[test]
    fn a_share_is_rounded_half_up_and_once() {
        assert_eq!(share_tenths(1, 8), Some(125)); // 12.5 %
        assert_eq!(share_tenths(1, 2_000), Some(1)); // 0.05 % → 0.1 %
        assert_eq!(share_tenths(49, 100_000), Some(0)); // 0.049 %
        assert_eq!(share_tenths(0, 100), Some(0));
        assert_eq!(share_tenths(100, 0), None);
        assert_eq!(share_tenths(i64::MAX, 1), None, "beyond what can be told");
        assert_eq!(per_hundred_tenths(3, 240), Some(13)); // 1.25 → 1.3
    }

    #[test]
    fn the_middle_of_an_even_number_is_between_two() {
        // 6 h, 12 h, 36 h, 10 days: median 24 h; mean 294 h ÷ 4 = 73.5 h = 3.0625 days.
        let took = spans(vec![36 * HOUR, 6 * HOUR, 240 * HOUR, 12 * HOUR]).unwrap();
        assert_eq!((took.count, took.median_tenths, took.mean_tenths), (4, 10, 31));
        let odd = spans(vec![48 * HOUR, 0, 24 * HOUR]).unwrap();
        assert_eq!((odd.median_tenths, odd.mean_tenths), (10, 10));
        assert_eq!(spans(Vec::new()), None);
    }
}
