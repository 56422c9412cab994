//! Failed log-ins, counted by address, by user and by both. Somebody who mistypes waits a little;
//! somebody who guesses waits ever longer. The count of one address and one user is the strict one.
//! That of the user alone only slows down many addresses at once, by a minute at most, and not those
//! from which this user has signed in before: strangers can delay nobody who belongs here.
//!
//! A try is counted before the password is compared, and taken back if it was right: tries that
//! arrive together cannot slip through together. Times are the database's clock.

use crate::{db::Db, error::Result};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use std::net::{IpAddr, Ipv6Addr};

/// What one count allows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Limit {
    /// The tries that cost no wait.
    free: i32,
    /// The first wait; each further failure doubles it.
    first_wait_seconds: i32,
    longest_wait_seconds: i32,
    /// After how many seconds without a try it starts anew.
    forgotten_after_seconds: i32,
}

const OF_BOTH: Limit = Limit {
    free: 5,
    first_wait_seconds: 30,
    longest_wait_seconds: 15 * 60,
    forgotten_after_seconds: 12 * 3_600,
};
/// An office of many people may share an address.
const OF_ADDRESS: Limit = Limit {
    free: 50,
    first_wait_seconds: 30,
    longest_wait_seconds: 15 * 60,
    forgotten_after_seconds: 3_600,
};
const OF_USER: Limit = Limit {
    free: 100,
    first_wait_seconds: 30,
    longest_wait_seconds: 60,
    forgotten_after_seconds: 3_600,
};
/// How long an address is known as one of a user's own.
const KNOWN_DAYS: i32 = 30;

/// Whether somebody may try.
#[derive(Debug)]
pub(crate) enum Admission {
    /// They may; the try is counted as failed until it is said to have succeeded.
    Admitted(Try),
    /// Not yet.
    Wait {
        /// For how long.
        seconds: i64,
    },
}

/// A try that was admitted.
#[derive(Debug)]
pub(crate) struct Try {
    counts: Vec<String>,
    both: String,
    known: String,
    /// How many more there are before a wait.
    pub(crate) left: i32,
    /// How long the wait is if this one fails, in seconds. 0 while tries are left.
    pub(crate) wait_seconds: i32,
}

/// Counts a try, unless its turn has not come.
pub(crate) async fn admit(db: &Db, ip: IpAddr, email: &str) -> Result<Admission> {
    let names = Names::of(ip, email);
    let mut tx = db.gate().await?;
    let limits = limits_for(&mut tx, &names).await?;
    let keys: Vec<String> = limits.iter().map(|(key, _)| (*key).to_owned()).collect();
    let forgotten: Vec<i32> = limits.iter().map(|(_, l)| l.forgotten_after_seconds).collect();
    // Makes the rows that are missing and locks all of them, always in the order of their keys.
    let rows = sqlx::query!(
        r#"INSERT INTO throttle AS t (key, failures, last_at)
           SELECT key, 0, clock_timestamp() FROM unnest($1::text[]) AS key ORDER BY key
           ON CONFLICT (key) DO UPDATE SET key = t.key
           RETURNING key, failures,
               ceil(extract(epoch FROM blocked_until - clock_timestamp()))::bigint AS wait_seconds,
               last_at < clock_timestamp() - make_interval(secs =>
                   ($2::int[])[array_position($1, key)]) AS "forgotten!""#,
        &keys,
        &forgotten,
    )
    .fetch_all(&mut *tx)
    .await?;

    let wait = rows.iter().filter_map(|row| row.wait_seconds).max().unwrap_or(0);
    if wait > 0 {
        tx.commit().await?;
        return Ok(Admission::Wait { seconds: wait });
    }
    let mut attempt = Try {
        counts: keys,
        both: names.both.clone(),
        known: names.known.clone(),
        left: 0,
        wait_seconds: 0,
    };
    for row in rows {
        let Some((_, limit)) = limits.iter().find(|(key, _)| *key == row.key) else {
            continue;
        };
        let failures = if row.forgotten { 1 } else { row.failures.saturating_add(1) };
        let wait = limit.wait_after(failures);
        sqlx::query!(
            "UPDATE throttle SET failures = $2, last_at = clock_timestamp(),
                    blocked_until = CASE WHEN $3::int > 0
                        THEN clock_timestamp() + make_interval(secs => $3::int) END
              WHERE key = $1",
            row.key,
            failures,
            wait,
        )
        .execute(&mut *tx)
        .await?;
        if row.key == names.both {
            attempt.left = (limit.free - failures).max(0);
            attempt.wait_seconds = wait;
        }
    }
    tx.commit().await?;
    Ok(Admission::Admitted(attempt))
}

/// Takes a try back from every count, forgets the failures of this address and user, and notes the
/// address as one of the user's own.
pub(crate) async fn succeeded(tx: &mut PgConnection, attempt: &Try) -> Result<()> {
    take_back(tx, attempt).await?;
    sqlx::query!("DELETE FROM throttle WHERE key = $1", attempt.both).execute(&mut *tx).await?;
    sqlx::query!(
        "INSERT INTO throttle (key, failures, last_at) VALUES ($1, 0, clock_timestamp())
         ON CONFLICT (key) DO UPDATE SET last_at = clock_timestamp()",
        attempt.known,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes a try back that nobody has judged.
pub(crate) async fn take_back(tx: &mut PgConnection, attempt: &Try) -> Result<()> {
    // Whoever was admitted was not blocked, so taking the try back also takes its wait back.
    sqlx::query!(
        "UPDATE throttle SET failures = greatest(failures - 1, 0), blocked_until = NULL
          WHERE key IN (SELECT key FROM throttle WHERE key = ANY($1) ORDER BY key FOR UPDATE)",
        &attempt.counts,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Counts something that is done by machines, and tells whether it is done more often than so many times a
/// minute. What is too often is counted, too, but the minute does not begin anew.
pub(crate) async fn is_too_often(db: &Db, key: &str, most_a_minute: i32) -> Result<bool> {
    let count = sqlx::query_scalar!(
        "INSERT INTO throttle AS t (key, failures, last_at) VALUES ($1, 1, clock_timestamp())
         ON CONFLICT (key) DO UPDATE SET
             failures = CASE WHEN t.last_at < clock_timestamp() - interval '1 minute'
                 THEN 1 ELSE least(t.failures, 1000000) + 1 END,
             last_at = CASE WHEN t.last_at < clock_timestamp() - interval '1 minute'
                 THEN clock_timestamp() ELSE t.last_at END
         RETURNING failures",
        key,
    )
    .fetch_one(db.gate_pool())
    .await?;
    Ok(count > most_a_minute)
}

/// The key of what somebody does from a network.
pub(crate) fn network_key(of: &str, ip: IpAddr) -> String {
    format!("{of}:{}", network(ip))
}

/// Deletes counts that nobody needs any more, and tells how many.
pub async fn delete_forgotten(db: &Db) -> Result<u64> {
    let deleted = sqlx::query!(
        "DELETE FROM throttle WHERE last_at < clock_timestamp() - make_interval(days =>
            CASE WHEN key LIKE 'known:%' THEN $1::int ELSE 1 END)",
        KNOWN_DAYS
    )
    .execute(db.worker_pool())
    .await?;
    Ok(deleted.rows_affected())
}

async fn limits_for<'a>(tx: &mut PgConnection, names: &'a Names) -> Result<Vec<(&'a str, Limit)>> {
    let is_known = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM throttle WHERE key = $1
               AND last_at > clock_timestamp() - make_interval(days => $2)) AS "known!""#,
        names.known,
        KNOWN_DAYS,
    )
    .fetch_one(tx)
    .await?;
    let mut limits = vec![(names.both.as_str(), OF_BOTH), (names.address.as_str(), OF_ADDRESS)];
    if !is_known {
        limits.push((names.user.as_str(), OF_USER));
    }
    Ok(limits)
}

impl Limit {
    /// How many seconds to wait after so many failures.
    fn wait_after(self, failures: i32) -> i32 {
        let Ok(beyond) = u32::try_from(failures - self.free) else {
            return 0;
        };
        self.first_wait_seconds.saturating_mul(1 << beyond.min(20)).min(self.longest_wait_seconds)
    }
}

/// The keys of the counts. What was typed as an e-mail address may be anything, even a password:
/// only a hash of it is kept.
struct Names {
    address: String,
    user: String,
    both: String,
    known: String,
}

impl Names {
    fn of(ip: IpAddr, email: &str) -> Self {
        let ip = network(ip);
        let user = hex::encode(&Sha256::digest(email)[..16]);
        Self {
            address: format!("address:{ip}"),
            both: format!("both:{ip}:{user}"),
            known: format!("known:{ip}:{user}"),
            user: format!("user:{user}"),
        }
    }
}

/// One household has one IPv4 address, or 2^64 of IPv6.
fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let waits: Vec<i32> = (0..=13).map(|failures| OF_BOTH.wait_after(failures)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900]);
        assert_eq!(OF_BOTH.wait_after(i32::MAX), 900);
        assert_eq!(OF_USER.wait_after(100_000), 60, "strangers delay a user by a minute at most");
    }

    #[test]
    fn neighbours_in_an_ipv6_network_count_together() {
        let one = network("2001:db8:1:2:3::4".parse().unwrap());
        assert_eq!(one, network("2001:db8:1:2:ffff::1".parse().unwrap()));
        assert_ne!(one, network("2001:db8:1:3::4".parse().unwrap()));
        assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()).to_string(), "192.0.2.1");
    }

    #[test]
    fn what_was_typed_is_not_kept() {
        let names = Names::of("192.0.2.1".parse().unwrap(), "hunter2hunter2");
        assert!(![names.user, names.both, names.known].iter().any(|key| key.contains("hunter2")));
    }
}
