//! Chance that is the same every time: SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom
//! Number Generators, 2014). Every account has a stream of its own, so that adding one account
//! changes nothing at the others.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

/// A stream of numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream of a name.
    pub fn of(name: &str) -> Self {
        // FNV-1a, 64 bits: spreads short names well enough to start a stream.
        let start = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(start)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `bound` - 1; 0 where the bound is 0. The bias of the remainder does not
    /// matter here.
    pub fn below(&mut self, bound: u32) -> u32 {
        let number = self.next() % u64::from(bound.max(1));
        u32::try_from(number).unwrap_or(0)
    }

    /// A number between two, both included.
    pub fn between(&mut self, least: u32, most: u32) -> u32 {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// True so many times in a thousand.
    pub fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1_000) < per_mille
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let last = u32::try_from(from.len()).unwrap_or(u32::MAX);
        &from[self.below(last) as usize]
    }

    /// The id of a name: of what is there from the beginning, and the same in every demonstration.
    pub fn id_of(name: &str) -> Uuid {
        Self::of(name).id(DateTime::UNIX_EPOCH + Duration::days(19_730)) // in January 2024
    }

    /// An id as one made at that moment would be: version 7, so it sorts by time.
    pub fn id(&mut self, at: DateTime<Utc>) -> Uuid {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.next().to_be_bytes());
        random[8..].copy_from_slice(&self.next().to_be_bytes()[..2]);
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_always_has_the_same_stream() {
        let draw = |name| {
            let mut random = Random::of(name);
            (0..5).map(|_| random.below(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(draw("10482"), draw("10482"));
        assert_ne!(draw("10482"), draw("10483"));
    }

    #[test]
    fn numbers_stay_between_their_bounds() {
        let mut random = Random::of("bounds");
        assert!((0..1_000).all(|_| (3..=9).contains(&random.between(3, 9))));
        assert_eq!(random.below(0), 0);
    }
}
