//! Asking for one thing over several connections for a while, and what that took.

use crate::http::{Connection, Request};
use anyhow::Result;
use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// How long is asked without counting, so that connections and caches are warm.
const WARM_UP: Duration = Duration::from_millis(600);

/// What asking took.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    /// One number for each answer, in microseconds; sorted.
    micros: Vec<u32>,
    /// How long was counted, in microseconds.
    elapsed: u64,
    /// Answers with another status than the right one.
    pub wrong: u64,
}

impl Samples {
    /// The time within which so many hundredths of the answers came, in microseconds.
    pub fn percentile(&self, hundredths: usize) -> u32 {
        let rank = (self.micros.len() * hundredths).div_ceil(100).max(1);
        self.micros.get(rank - 1).copied().unwrap_or(0)
    }

    /// Answers in a second.
    pub fn per_second(&self) -> u64 {
        let answers = self.micros.len() as u64;
        (answers * 1_000_000).checked_div(self.elapsed).unwrap_or(0)
    }

    /// Both together.
    pub fn and(mut self, other: Self) -> Self {
        self.micros.extend(other.micros);
        self.micros.sort_unstable();
        self.elapsed += other.elapsed;
        self.wrong += other.wrong;
        self
    }
}

/// Asks over as many connections as there are requests: each sends its own, again and again.
pub async fn ask(
    address: SocketAddr,
    requests: &[Request],
    right: u16,
    counted: Duration,
) -> Result<Samples> {
    let begin = Instant::now() + WARM_UP;
    let end = begin + counted;
    let mut running = JoinSet::new();
    for request in requests {
        let request = Arc::new(request.clone());
        running.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut samples = Samples::default();
            let mut sent = Instant::now();
            // The last answer counts, however long it takes: else the slowest would be left out.
            while sent < end {
                let answer = connection.ask(&request).await?;
                let answered = Instant::now();
                if sent >= begin {
                    samples.wrong += u64::from(answer.status != right);
                    let took = (answered - sent).as_micros();
                    samples.micros.push(u32::try_from(took).unwrap_or(u32::MAX));
                }
                sent = answered;
            }
            let counted = (sent - begin).as_micros();
            samples.elapsed = u64::try_from(counted).unwrap_or(u64::MAX);
            Ok::<_, anyhow::Error>(samples)
        });
    }
    let mut all = Samples::default();
    while let Some(samples) = running.join_next().await {
        let samples = samples??;
        // They asked at the same time, so what counts is the one that took longest.
        let elapsed = all.elapsed.max(samples.elapsed);
        all = all.and(samples);
        all.elapsed = elapsed;
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_and_rates_are_those_of_all_answers() {
        let of = |micros: std::ops::RangeInclusive<u32>| Samples {
            micros: micros.collect(),
            elapsed: 1_000_000,
            wrong: 1,
        };
        let both = of(1..=50).and(of(51..=100));
        assert_eq!((both.percentile(50), both.percentile(99)), (50, 99));
        assert_eq!((both.per_second(), both.wrong), (50, 2));
        assert_eq!(Samples::default().percentile(99), 0);
        assert_eq!(Samples::default().per_second(), 0);
    }
}
