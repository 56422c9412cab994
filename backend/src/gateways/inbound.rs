//! How mail comes into the house: the addresses to which letters are answered, and what the mail gateway
//! signs by which it hands mail over.

use super::signature::{self, Unbelieved};
use chrono::{DateTime, Utc};
use domain::ids::{ConversationId, UserId};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// What stands before the token of a reply address.
const PREFIX: &str = "reply+";
/// Bytes of a token's signature. With the letter's id and the prefix it makes 62 characters, and 64 may
/// stand before an "@".
const MAC_BYTES: usize = 12;
/// What keeps a reply address from ever being the signature of something else.
const LABEL: &[u8] = b"reply address";
/// The same for the addresses that letters come back to.
const BOUNCE_PREFIX: &str = "bounce+";
const BOUNCE_LABEL: &[u8] = b"bounce address";

/// The addresses under which letters are answered.
pub struct Inbound {
    domain: Option<String>,
    secret: Vec<u8>,
}

/// Whose answer it is, to which letter of which conversation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The letter: a row of the outbox.
    pub letter: Uuid,
    /// The conversation that it is about.
    pub conversation: ConversationId,
    /// To whom it went.
    pub user: UserId,
}

/// What a reply address says, before its signature is checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    /// The letter.
    pub letter: Uuid,
    mac: Vec<u8>,
}

impl Inbound {
    /// No mail comes in: letters have no reply address.
    pub fn closed() -> Self {
        Self { domain: None, secret: Vec::new() }
    }

    /// Mail comes in at a domain; the secret signs reply addresses, and the gateway signs with it.
    pub fn at(domain: &str, secret: Vec<u8>) -> Self {
        Self { domain: Some(domain.to_lowercase()), secret }
    }

    /// Whether mail comes in.
    pub fn is_open(&self) -> bool {
        self.domain.is_some()
    }

    /// The address under which a letter is answered. In lower case throughout: mail programs fold it.
    pub fn address(&self, answer: &Answer) -> Option<String> {
        let domain = self.domain.as_ref()?;
        let mac = hex::encode(self.mac(answer));
        Some(format!("{PREFIX}{}{mac}@{domain}", answer.letter.simple()))
    }

    /// What an address says, if it is one of ours. Nothing is checked yet.
    pub fn read(&self, address: &str) -> Option<Token> {
        let (letter, mac) = self.token(address, PREFIX)?;
        Some(Token { letter, mac })
    }

    /// The letter and the signature of an address with such a beginning.
    fn token(&self, address: &str, prefix: &str) -> Option<(Uuid, Vec<u8>)> {
        let address = address.trim().to_lowercase();
        let (local, domain) = address.rsplit_once('@')?;
        let token =
            local.strip_prefix(prefix).filter(|_| Some(domain) == self.domain.as_deref())?;
        let bytes = hex::decode(token).ok()?;
        let (letter, mac) = bytes.split_at_checked(16)?;
        Some((Uuid::from_slice(letter).ok()?, mac.to_vec()))
    }

    /// The address that a letter comes back to which nobody can be given (RFC 5321's reverse-path). It is the
    /// letter's own, so that whoever returns it need not say which it was.
    pub fn bounce_address(&self, letter: Uuid) -> Option<String> {
        let domain = self.domain.as_ref()?;
        let mac = hex::encode(self.bounce_mac(letter));
        Some(format!("{BOUNCE_PREFIX}{}{mac}@{domain}", letter.simple()))
    }

    /// The letter that comes back to an address, if we have signed it.
    pub fn returned(&self, address: &str) -> Option<Uuid> {
        let (letter, mac) = self.token(address, BOUNCE_PREFIX)?;
        bool::from(mac.as_slice().ct_eq(&self.bounce_mac(letter))).then_some(letter)
    }

    fn bounce_mac(&self, letter: Uuid) -> Vec<u8> {
        let mut mac = signature::mac(&self.secret, &[BOUNCE_LABEL, letter.as_bytes()]);
        mac.truncate(MAC_BYTES);
        mac
    }

    /// Whether an address is one that was meant for us, readable or not.
    pub fn is_ours(&self, address: &str) -> bool {
        let address = address.trim().to_lowercase();
        address.rsplit_once('@').is_some_and(|(_, domain)| Some(domain) == self.domain.as_deref())
    }

    /// Whether we have signed it for this answer; in constant time.
    pub fn is_genuine(&self, token: &Token, answer: &Answer) -> bool {
        token.letter == answer.letter && bool::from(token.mac.as_slice().ct_eq(&self.mac(answer)))
    }

    fn mac(&self, answer: &Answer) -> Vec<u8> {
        let Answer { letter, conversation, user } = answer;
        let parts: [&[u8]; 4] =
            [LABEL, letter.as_bytes(), conversation.0.as_bytes(), user.0.as_bytes()];
        let mut mac = signature::mac(&self.secret, &parts);
        mac.truncate(MAC_BYTES);
        mac
    }

    /// As the gateway signs what it hands over.
    pub fn sign(&self, raw: &[u8], at: DateTime<Utc>) -> String {
        signature::sign(&self.secret, raw, at)
    }

    /// Checks that the gateway has handed it over, and just now.
    pub fn verify(
        &self,
        signature: Option<&str>,
        raw: &[u8],
        at: DateTime<Utc>,
    ) -> Result<(), Unbelieved> {
        signature::verify(&self.secret, signature, raw, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(n: u128) -> Answer {
        let of = Uuid::from_u128;
        Answer { letter: of(n), conversation: of(n + 1).into(), user: of(n + 2).into() }
    }

    #[test]
    fn an_address_comes_back_whatever_its_case_and_says_whose_it_is() {
        let inbound = Inbound::at("Reply.nordhaven.example", b"secret".to_vec());
        let address = inbound.address(&answer(7)).expect("an address");
        assert!(address.find('@').is_some_and(|at| at <= 64), "{address}");
        assert_eq!(address, address.to_lowercase());
        let token = inbound.read(&address.to_uppercase()).expect("a token");
        assert!(inbound.is_genuine(&token, &answer(7)));
        for other in [
            answer(8),
            Answer { user: Uuid::from_u128(1).into(), ..answer(7) },
            Answer { conversation: Uuid::from_u128(1).into(), ..answer(7) },
        ] {
            assert!(!inbound.is_genuine(&token, &other), "{other:?}");
        }
        let elsewhere = Inbound::at("reply.nordhaven.example", b"other".to_vec());
        assert!(!elsewhere.is_genuine(&token, &answer(7)));
        let short = inbound.read(&format!("{}@reply.nordhaven.example", &address[..40]));
        assert!(short.is_none_or(|token| !inbound.is_genuine(&token, &answer(7))));
    }

    #[test]
    fn a_letter_comes_back_to_an_address_of_its_own() {
        let inbound = Inbound::at("reply.nordhaven.example", b"secret".to_vec());
        let letter = Uuid::from_u128(7);
        let address = inbound.bounce_address(letter).expect("an address");
        assert!(address.find('@').is_some_and(|at| at <= 64), "{address}");
        assert_eq!(inbound.returned(&address.to_uppercase()), Some(letter));
        let other =
            address.replace(&letter.simple().to_string(), &Uuid::from_u128(8).simple().to_string());
        assert_eq!(inbound.returned(&other), None, "signed for another letter");
        let reply = inbound.address(&answer(7)).expect("an address");
        assert_eq!(inbound.returned(&reply.replace("reply+", "bounce+")), None);
    }

    #[test]
    fn other_addresses_say_nothing() {
        let inbound = Inbound::at("reply.nordhaven.example", b"secret".to_vec());
        for other in [
            "",
            "reply+@reply.nordhaven.example",
            "reply+00@reply.nordhaven.example",
            "reply+zz@reply.nordhaven.example",
            "reply+é@reply.nordhaven.example",
            "portal@nordhaven.example",
        ] {
            assert_eq!(inbound.read(other), None, "{other}");
        }
        let address = inbound.address(&answer(7)).expect("an address");
        assert_eq!(inbound.read(&address.replace("nordhaven", "evil")), None);
        assert_eq!(Inbound::closed().address(&answer(7)), None);
    }
}
