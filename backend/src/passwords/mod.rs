//! Passwords: argon2id at OWASP's cost, a few at a time. One hash takes about 70 ms and 19 MiB, so
//! only as many run at once as there are cores, a short queue waits, and the rest is turned away
//! before it can starve the pages of people who are already in.

mod policy;

use crate::error::{Error, Result};
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{self, phc::PasswordHash},
};
use std::{
    sync::{
        LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread::available_parallelism,
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    task::spawn_blocking,
};

pub use policy::accept;

/// How many may wait for a core before the next one is told to come back.
const QUEUE: usize = 32;

/// A hash that no password has, of the cost that real ones have: who does not exist is checked
/// against it, so that the answer takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// One per process: the cores are the process's, whoever asks.
static HASHING: LazyLock<Hashing> = LazyLock::new(|| {
    let cores = available_parallelism().map_or(1, usize::from);
    Hashing { cores: Semaphore::new(cores), here: AtomicUsize::new(0), most: cores + QUEUE }
});

struct Hashing {
    cores: Semaphore,
    /// Hashing or waiting to.
    here: AtomicUsize,
    most: usize,
}

/// What comparing a password with a stored hash says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// It is the password.
    Same,
    /// It is, but its hash was made at another cost: hash it again.
    SameButOutdated,
    /// It is not, or there is no such user.
    Different,
}

/// The hash to store for a password, as a PHC string.
pub async fn hash(password: String) -> Result<String> {
    let _turn = HASHING.take_a_turn().await?;
    let hashed = spawn_blocking(move || {
        let hashed: PasswordHash = argon2()?.hash_password(password.as_bytes())?;
        Ok(hashed.to_string())
    });
    finish(hashed.await)
}

/// Compares a password with a stored hash; without one, with nobody's.
pub async fn compare(password: String, stored: Option<String>) -> Result<Comparison> {
    let _turn = HASHING.take_a_turn().await?;
    let compared = spawn_blocking(move || {
        let known = stored.is_some();
        let stored = PasswordHash::new(stored.as_deref().unwrap_or(NOBODY))?;
        match argon2()?.verify_password(password.as_bytes(), &stored) {
            Ok(()) if !known => Ok(Comparison::Different),
            Ok(()) if is_outdated(&stored)? => Ok(Comparison::SameButOutdated),
            Ok(()) => Ok(Comparison::Same),
            Err(password_hash::Error::PasswordInvalid) => Ok(Comparison::Different),
            Err(error) => Err(error.into()),
        }
    });
    finish(compared.await)
}

/// What can go wrong below us; the two crates have an error type each.
type Failure = Box<dyn std::error::Error + Send + Sync>;

fn finish<T>(outcome: Result<Result<T, Failure>, tokio::task::JoinError>) -> Result<T> {
    outcome
        .map_err(|e| Error::caused("hashing a password", e))?
        .map_err(|e| Error::caused("hashing a password", e))
}

impl Hashing {
    async fn take_a_turn(&self) -> Result<Turn<'_>> {
        // Counted by a guard, so that who leaves while waiting leaves the queue as well.
        let place = Place(&self.here);
        if place.0.fetch_add(1, Ordering::SeqCst) >= self.most {
            return Err(Error::Unavailable("too many people are signing in at this moment"));
        }
        let core = self.cores.acquire().await.map_err(|e| Error::caused("waiting to hash", e))?;
        Ok(Turn { _core: core, _place: place })
    }
}

struct Turn<'a> {
    _core: SemaphorePermit<'a>,
    _place: Place<'a>,
}

struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn params() -> Result<Params, Failure> {
    Params::new(19_456, 2, 1, Some(Params::DEFAULT_OUTPUT_LEN)).map_err(|e| e.to_string().into())
}

fn argon2() -> Result<Argon2<'static>, Failure> {
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params()?))
}

fn is_outdated(stored: &PasswordHash) -> Result<bool, Failure> {
    let current = stored.algorithm == Algorithm::Argon2id.ident()
        && stored.version == Some(Version::V0x13.into())
        && Params::try_from(stored)? == params()?;
    Ok(!current)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_compared_with_its_hash() {
        let stored = hash("nine brown bearings".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let same = compare("nine brown bearings".into(), Some(stored.clone())).await.unwrap();
        assert_eq!(same, Comparison::Same);
        let other = compare("nine brown bearing".into(), Some(stored)).await.unwrap();
        assert_eq!(other, Comparison::Different);
    }

    #[tokio::test]
    async fn two_hashes_of_a_password_differ() {
        let one = hash("nine brown bearings".into()).await.unwrap();
        assert_ne!(one, hash("nine brown bearings".into()).await.unwrap());
    }

    #[tokio::test]
    async fn a_hash_of_lower_cost_is_known_as_outdated() {
        let cheap = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(8_192, 1, 1, Some(32)).unwrap(),
        );
        let stored: PasswordHash = cheap.hash_password(b"nine brown bearings").unwrap();
        let same = compare("nine brown bearings".into(), Some(stored.to_string())).await;
        assert_eq!(same.unwrap(), Comparison::SameButOutdated);
    }

    #[tokio::test]
    async fn nobody_costs_as_much_as_somebody_and_never_matches() {
        assert!(!is_outdated(&PasswordHash::new(NOBODY).unwrap()).unwrap());
        let compared = compare("nine brown bearings".into(), None).await;
        assert_eq!(compared.unwrap(), Comparison::Different);
    }

    #[tokio::test]
    async fn a_full_queue_turns_people_away_and_recovers() {
        let hashing = Hashing { cores: Semaphore::new(1), here: AtomicUsize::new(0), most: 2 };
        let first = hashing.take_a_turn().await.unwrap();
        let mut second = Box::pin(hashing.take_a_turn());
        assert!(futures_pending(second.as_mut()).await, "one waits");
        assert!(matches!(hashing.take_a_turn().await, Err(Error::Unavailable(_))));
        drop(second); // gives up: its place is free again
        drop(first);
        assert!(hashing.take_a_turn().await.is_ok());
        assert_eq!(hashing.here.load(Ordering::SeqCst), 0);
    }

    async fn futures_pending<F: Future + Unpin>(future: F) -> bool {
        tokio::time::timeout(std::time::Duration::from_millis(20), future).await.is_err()
    }
}
