//! Changes of an account's own data that its people make: the address on invoices to come, and whom
//! is written to. What an entity wants to confirm waits, and so does what is only proposed.

use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// The longest name, street or city, in characters.
pub const LONGEST: usize = 200;
/// The longest e-mail address (RFC 5321, 4.5.3.1.3).
pub const LONGEST_EMAIL: usize = 254;
/// The longest telephone number, in characters.
pub const LONGEST_PHONE: usize = 40;
/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 500;

/// Where invoices go.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Address {
    /// Street and number.
    pub street: String,
    /// Postcode and city.
    pub city: String,
}

/// Somebody who is written to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// Their address, in lower case.
    pub email: String,
    /// Their number.
    pub phone: Option<String>,
}

/// Where a change stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// It waits for the seller.
    Pending,
    /// It is made.
    Done,
    /// The seller said no.
    Refused,
}

impl State {
    /// Every state.
    pub const ALL: &'static [Self] = &[Self::Pending, Self::Done, Self::Refused];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.code() == code)
    }

    /// What a decision makes of it. What has ended stays so.
    pub fn decide(self, verdict: Verdict<'_>) -> Result<Self, Refusal> {
        match (self, verdict) {
            (Self::Pending, Verdict::Confirm) => Ok(Self::Done),
            (Self::Pending, Verdict::Refuse(_)) => Ok(Self::Refused),
            (Self::Done, _) => Err(Refusal::WrongState { state: "made already" }),
            (Self::Refused, _) => Err(Refusal::WrongState { state: "refused already" }),
        }
    }
}

/// What the seller decides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict<'a> {
    /// It shall be so.
    Confirm,
    /// It shall not, for a reason that the customer reads.
    Refuse(&'a str),
}

/// Where a change begins: it waits where the entity confirms such changes, and where whoever asks for
/// it may not make it.
pub fn begins(may_change: bool, is_confirmed: bool) -> State {
    if may_change && !is_confirmed { State::Done } else { State::Pending }
}

/// An address as it is kept.
pub fn address(street: &str, city: &str) -> Result<Address, Refusal> {
    let street = line("street", street, LONGEST, "Type street and number.")?;
    let city = line("city", city, LONGEST, "Type postcode and city.")?;
    Ok(Address { street, city })
}

/// Somebody's name, as it is kept.
pub fn name(typed: &str) -> Result<String, Refusal> {
    line("name", typed, LONGEST, "Type a name.")
}

/// An e-mail address, as it is kept: in lower case.
pub fn email(typed: &str) -> Result<String, Refusal> {
    let email = line("email", typed, LONGEST_EMAIL, "Type an e-mail address.")?.to_lowercase();
    match looks_like_email(&email) {
        true => Ok(email),
        false => Err(Refusal::field("email", "This is not an e-mail address.")),
    }
}

/// A telephone number, as it is kept; it may be left out.
pub fn phone(typed: &str) -> Result<Option<String>, Refusal> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let is_number = typed.chars().any(|c| c.is_ascii_digit())
        && typed.chars().all(|c| c.is_ascii_digit() || "+-/(). ".contains(c))
        && typed.len() <= LONGEST_PHONE;
    match is_number {
        true => Ok(Some(typed.to_owned())),
        false => Err(Refusal::field("phone", "Type a telephone number, like +31 10 123 4567.")),
    }
}

/// Why something is refused, as it is kept.
pub fn reason(typed: &str) -> Result<&str, Refusal> {
    let reason = typed.trim();
    if reason.is_empty() {
        return Err(Refusal::field("reason", "Tell the customer why in a sentence."));
    }
    if reason.chars().count() > LONGEST_REASON {
        let words = format!("Write at most {LONGEST_REASON} characters.");
        return Err(Refusal::field("reason", words));
    }
    Ok(reason)
}

fn line(field: &'static str, typed: &str, longest: usize, empty: &str) -> Result<String, Refusal> {
    let line = typed.trim();
    if line.is_empty() {
        return Err(Refusal::field(field, empty));
    }
    if line.chars().count() > longest || line.chars().any(char::is_control) {
        let words = format!("Write one line of at most {longest} characters.");
        return Err(Refusal::field(field, words));
    }
    Ok(line.to_owned())
}

/// One @, something on both sides, a dot in the domain, no spaces: what can be told without asking.
pub fn looks_like_email(text: &str) -> bool {
    let mut parts = text.split('@');
    let (Some(local), Some(host), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let plain = !text.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';'));
    let dotted = host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    plain && !local.is_empty() && dotted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_may_and_where_nobody_confirms_it_is_a_change_made_at_once() {
        assert_eq!(begins(true, false), State::Done);
        for (may, confirmed) in [(true, true), (false, false), (false, true)] {
            assert_eq!(begins(may, confirmed), State::Pending, "{may} {confirmed}");
        }
    }

    #[test]
    fn only_what_waits_can_be_decided() {
        let no = Verdict::Refuse("Not yours.");
        assert_eq!(State::Pending.decide(Verdict::Confirm), Ok(State::Done));
        assert_eq!(State::Pending.decide(no), Ok(State::Refused));
        for ended in [State::Done, State::Refused] {
            assert!(ended.decide(Verdict::Confirm).is_err(), "{ended:?}");
            assert!(ended.decide(no).is_err(), "{ended:?}");
        }
    }

    #[test]
    fn what_cannot_be_an_address_a_person_or_a_reason_is_not_kept() {
        assert_eq!(email(" M.DeWit@Ferrow.example "), Ok("m.dewit@ferrow.example".to_owned()));
        for bad in ["", "mirjam", "a@b", "a@@b.c", "a b@c.d", "<a@b.c>", "a@.b"] {
            assert!(email(bad).is_err(), "{bad}");
        }
        assert_eq!(phone(" "), Ok(None));
        assert_eq!(phone("+31 10 123 4567"), Ok(Some("+31 10 123 4567".to_owned())));
        assert!(phone("ask Joost").is_err());
        assert!(phone("-").is_err());
        assert!(address("Dock 4", "").is_err());
        assert!(address("Dock 4\nGate 2", "3011 Rotterdam").is_err());
        assert!(name(&"x".repeat(LONGEST + 1)).is_err());
        assert_eq!(reason(" Not yours. "), Ok("Not yours."));
        assert!(reason(" ").is_err());
    }
}
