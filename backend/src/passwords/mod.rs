//! Passwords: argon2id at OWASP's cost, a few at a time. One hash takes about 70 ms and 19 MiB, so
//! only as many run at once as there are cores, a short queue waits, and the rest is turned away
//! before it can starve the pages of people who are already in.
//!
//! With a pepper, a secret that the database does not have, who steals the database cannot even begin
//! to guess. Each hash names the pepper that it was made with; those from before there was one still
//! compare, and are made anew when their owners sign in.

mod policy;

use crate::{
    error::{Error, Result},
    turns::Turns,
};
use argon2::{
    Algorithm, Argon2, KeyId, Params, ParamsBuilder, PasswordHasher, PasswordVerifier, Version,
    password_hash::{self, phc::PasswordHash},
};
use sha2::{Digest, Sha256};
use std::{
    fmt,
    sync::{Arc, LazyLock},
    thread::available_parallelism,
};
use tokio::task::spawn_blocking;

pub use policy::accept;

/// How many may wait for a core before the next one is told to come back.
const QUEUE: usize = 32;

/// A hash that no password has, of the cost that real ones have: who does not exist is checked
/// against it, so that the answer takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// One per process: the cores are the process's, whoever asks.
static HASHING: LazyLock<Turns> = LazyLock::new(|| {
    let cores = available_parallelism().map_or(1, usize::from);
    Turns::new(cores, QUEUE, "too many people are signing in at this moment")
});

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

/// Makes hashes and compares with them.
#[derive(Clone, Default)]
pub struct Passwords {
    pepper: Option<Arc<[u8]>>,
}

impl Passwords {
    /// With a secret that goes into every hash. All processes need the same one, for ever.
    pub fn with_pepper(pepper: &[u8]) -> Self {
        Self { pepper: Some(pepper.into()) }
    }

    /// The hash to store for a password, as a PHC string.
    pub async fn hash(&self, password: String) -> Result<String> {
        let _turn = HASHING.take().await?;
        let this = self.clone();
        let hashed = spawn_blocking(move || {
            let hashed: PasswordHash =
                this.argon2(this.params()?)?.hash_password(password.as_bytes())?;
            Ok(hashed.to_string())
        });
        finish(hashed.await)
    }

    /// Compares a password with a stored hash; without one, with nobody's.
    pub async fn compare(&self, password: String, stored: Option<String>) -> Result<Comparison> {
        let _turn = HASHING.take().await?;
        let this = self.clone();
        let compared =
            spawn_blocking(move || this.compare_here(password.as_bytes(), stored.as_deref()));
        finish(compared.await)
    }

    fn compare_here(&self, password: &[u8], stored: Option<&str>) -> Result<Comparison, Failure> {
        let known = stored.is_some();
        let stored = PasswordHash::new(stored.unwrap_or(NOBODY))?;
        let made_with = Params::try_from(&stored)?;
        if !made_with.keyid().is_empty() && made_with.keyid() != self.params()?.keyid() {
            return Err("a password was hashed with another pepper than this one".into());
        }
        match self.argon2(made_with)?.verify_password(password, &stored) {
            Ok(()) if !known => Ok(Comparison::Different),
            Ok(()) if self.is_outdated(&stored)? => Ok(Comparison::SameButOutdated),
            Ok(()) => Ok(Comparison::Same),
            Err(password_hash::Error::PasswordInvalid) => Ok(Comparison::Different),
            Err(error) => Err(error.into()),
        }
    }

    /// Those of a hash that is made now. The pepper's name is a part of its SHA-256.
    fn params(&self) -> Result<Params, Failure> {
        let mut params = ParamsBuilder::new();
        params.m_cost(19_456).t_cost(2).p_cost(1).output_len(Params::DEFAULT_OUTPUT_LEN);
        if let Some(pepper) = &self.pepper {
            let name = KeyId::new(&Sha256::digest(pepper)[..8]).map_err(|e| e.to_string())?;
            params.keyid(name);
        }
        params.build().map_err(|e| e.to_string().into())
    }

    fn argon2(&self, params: Params) -> Result<Argon2<'_>, Failure> {
        let pepper = self.pepper.as_deref().filter(|_| !params.keyid().is_empty());
        let (id, version) = (Algorithm::Argon2id, Version::V0x13);
        match pepper {
            Some(pepper) => Argon2::new_with_secret(pepper, id, version, params)
                .map_err(|e| e.to_string().into()),
            None => Ok(Argon2::new(id, version, params)),
        }
    }

    fn is_outdated(&self, stored: &PasswordHash) -> Result<bool, Failure> {
        let current = stored.algorithm == Algorithm::Argon2id.ident()
            && stored.version == Some(Version::V0x13.into())
            && Params::try_from(stored)? == self.params()?;
        Ok(!current)
    }
}

/// Never in a log.
impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passwords")
    }
}

/// What can go wrong below us; the two crates have an error type each.
type Failure = Box<dyn std::error::Error + Send + Sync>;

fn finish<T>(outcome: Result<Result<T, Failure>, tokio::task::JoinError>) -> Result<T> {
    outcome
        .map_err(|e| Error::caused("hashing a password", e))?
        .map_err(|e| Error::caused("hashing a password", e))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Passwords = Passwords { pepper: None };

    #[tokio::test]
    async fn a_password_is_compared_with_its_hash() {
        let stored = PLAIN.hash("nine brown bearings".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let same = PLAIN.compare("nine brown bearings".into(), Some(stored.clone())).await.unwrap();
        assert_eq!(same, Comparison::Same);
        let other = PLAIN.compare("nine brown bearing".into(), Some(stored)).await.unwrap();
        assert_eq!(other, Comparison::Different);
    }

    #[tokio::test]
    async fn two_hashes_of_a_password_differ() {
        let one = PLAIN.hash("nine brown bearings".into()).await.unwrap();
        assert_ne!(one, PLAIN.hash("nine brown bearings".into()).await.unwrap());
    }

    #[tokio::test]
    async fn a_hash_of_lower_cost_is_known_as_outdated() {
        let cheap = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(8_192, 1, 1, Some(32)).unwrap(),
        );
        let stored: PasswordHash = cheap.hash_password(b"nine brown bearings").unwrap();
        let same = PLAIN.compare("nine brown bearings".into(), Some(stored.to_string())).await;
        assert_eq!(same.unwrap(), Comparison::SameButOutdated);
    }

    #[tokio::test]
    async fn a_pepper_is_needed_to_compare_and_comes_with_the_next_log_in() {
        let words = || "nine brown bearings".to_owned();
        let peppered = Passwords::with_pepper(b"a secret that is not in the database");
        let before = PLAIN.hash(words()).await.unwrap();
        let compared = peppered.compare(words(), Some(before)).await.unwrap();
        assert_eq!(compared, Comparison::SameButOutdated);

        let stored = peppered.hash(words()).await.unwrap();
        let same = peppered.compare(words(), Some(stored.clone())).await.unwrap();
        assert_eq!(same, Comparison::Same);
        let wrong = peppered.compare("nine brown bearing".into(), Some(stored.clone())).await;
        assert_eq!(wrong.unwrap(), Comparison::Different);
        let other = Passwords::with_pepper(b"another one");
        for without in [PLAIN, other] {
            assert!(without.compare(words(), Some(stored.clone())).await.is_err());
        }
    }

    #[tokio::test]
    async fn nobody_costs_as_much_as_somebody_and_never_matches() {
        assert!(!PLAIN.is_outdated(&PasswordHash::new(NOBODY).unwrap()).unwrap());
        let compared = PLAIN.compare("nine brown bearings".into(), None).await;
        assert_eq!(compared.unwrap(), Comparison::Different);
    }
}
