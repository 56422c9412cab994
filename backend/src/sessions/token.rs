//! The value of a session's cookie.

use sha2::{Digest, Sha256};
use std::fmt;

/// 256 random bits that stand for a session. Only the browser has them; the database has their
/// SHA-256, so that who reads the table cannot sign in with what is there.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl Token {
    pub(super) fn random() -> Self {
        Self(rand::random())
    }

    /// Reads a cookie's value.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// For the cookie, and for nothing else.
    pub fn reveal(&self) -> String {
        hex::encode(self.0)
    }

    pub(super) fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0).to_vec()
    }
}

/// Never in a log.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_its_cookie_and_stays_out_of_logs() {
        let token = Token::random();
        assert_eq!(Token::parse(&token.reveal()), Some(token.clone()));
        assert!(!format!("{token:?}").contains(&token.reveal()[..8]));
        assert_ne!(hex::encode(token.hash()), token.reveal());
    }

    #[test]
    fn what_is_no_token_is_none() {
        for text in ["", "00", &"0".repeat(63), &"0".repeat(66), &"g".repeat(64), &"é".repeat(32)]
        {
            assert_eq!(Token::parse(text), None, "{text}");
        }
    }
}
