//! Signatures of what comes in over HTTP: `t=<seconds>,v1=<hex of HMAC-SHA256 over "t.body">`, one or
//! more `v1` while a secret changes.

use chrono::{DateTime, Duration, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// How far a signature's time may be from ours, in seconds.
const TOLERANCE_SECONDS: i64 = 300;

/// Why something that came in is not believed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unbelieved {
    /// No signature, or one that cannot be read.
    #[error("unsigned")]
    Unsigned,
    /// The signature is not ours.
    #[error("wrong signature")]
    Wrong,
    /// Signed too long ago, or in the future.
    #[error("stale signature")]
    Stale,
}

/// Signs a body at a time.
pub(super) fn sign(secret: &[u8], body: &[u8], at: DateTime<Utc>) -> String {
    let t = at.timestamp();
    let signed = mac(secret, &[t.to_string().as_bytes(), b".", body]);
    format!("t={t},v1={}", hex::encode(signed))
}

/// Checks what a header says about a body, in constant time.
pub(super) fn verify(
    secret: &[u8],
    signature: Option<&str>,
    body: &[u8],
    at: DateTime<Utc>,
) -> Result<(), Unbelieved> {
    let (t, given) = signature.and_then(read).ok_or(Unbelieved::Unsigned)?;
    let expected = mac(secret, &[t.to_string().as_bytes(), b".", body]);
    if !given.iter().any(|v1| bool::from(v1.as_slice().ct_eq(&expected))) {
        return Err(Unbelieved::Wrong);
    }
    let signed_at = DateTime::from_timestamp(t, 0).ok_or(Unbelieved::Stale)?;
    if (at - signed_at).abs() > Duration::seconds(TOLERANCE_SECONDS) {
        return Err(Unbelieved::Stale);
    }
    Ok(())
}

/// HMAC-SHA256 over parts, one after the other.
pub(crate) fn mac(secret: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

/// The time and every `v1` of a signature.
fn read(header: &str) -> Option<(i64, Vec<Vec<u8>>)> {
    let mut t = None;
    let mut given = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=')? {
            ("t", value) => t = value.parse().ok(),
            ("v1", value) => given.push(hex::decode(value).ok()?),
            _ => {}
        }
    }
    Some((t?, given))
}
