//! Conversations: what both sides write about an account, an invoice, a payment or a dispute, and who
//! has to answer.

use crate::{
    ids::{AccountId, DisputeId, InvoiceId, PaymentId},
    refusal::Refusal,
};
use uuid::Uuid;

/// The longest message, in characters.
pub const LONGEST: usize = 4_000;
/// The longest subject, in characters.
pub const LONGEST_SUBJECT: usize = 120;

/// What a conversation is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum About {
    /// The account itself: whatever no document has.
    Account(AccountId),
    /// An invoice.
    Invoice(InvoiceId),
    /// A payment.
    Payment(PaymentId),
    /// A dispute.
    Dispute(DisputeId),
}

impl About {
    /// The code in the database and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Account(_) => "account",
            Self::Invoice(_) => "invoice",
            Self::Payment(_) => "payment",
            Self::Dispute(_) => "dispute",
        }
    }

    /// Which one.
    pub fn id(self) -> Uuid {
        match self {
            Self::Account(id) => id.0,
            Self::Invoice(id) => id.0,
            Self::Payment(id) => id.0,
            Self::Dispute(id) => id.0,
        }
    }

    /// The thing of a code and an id.
    pub fn of(code: &str, id: Uuid) -> Option<Self> {
        match code {
            "account" => Some(Self::Account(id.into())),
            "invoice" => Some(Self::Invoice(id.into())),
            "payment" => Some(Self::Payment(id.into())),
            "dispute" => Some(Self::Dispute(id.into())),
            _ => None,
        }
    }
}

/// Who writes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Side {
    /// The customer's people.
    Buyer,
    /// The seller's people.
    Seller,
}

impl Side {
    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Seller => "seller",
        }
    }

    /// The side of a code.
    pub fn of(code: &str) -> Option<Self> {
        [Self::Buyer, Self::Seller].into_iter().find(|side| side.code() == code)
    }
}

/// Who has to answer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Turn {
    /// The seller.
    Seller,
    /// The buyer.
    Buyer,
    /// Nobody: it is said.
    Nobody,
}

impl Turn {
    /// Every turn.
    pub const ALL: &'static [Self] = &[Self::Seller, Self::Buyer, Self::Nobody];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Seller => "seller",
            Self::Buyer => "buyer",
            Self::Nobody => "nobody",
        }
    }

    /// The turn of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|turn| turn.code() == code)
    }
}

/// What is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Saying {
    /// The buyer writes: the seller has to answer.
    Asked,
    /// The seller asks the buyer, who has to answer.
    Question,
    /// The seller writes, and nobody has to answer.
    Word,
    /// The seller's people write it for themselves; the buyer never reads it.
    Note,
}

impl Saying {
    /// Who writes so.
    pub fn side(self) -> Side {
        if self == Self::Asked { Side::Buyer } else { Side::Seller }
    }

    /// Whose turn it is then. A note leaves it as it was.
    pub fn turn(self) -> Option<Turn> {
        match self {
            Self::Asked => Some(Turn::Seller),
            Self::Question => Some(Turn::Buyer),
            Self::Word => Some(Turn::Nobody),
            Self::Note => None,
        }
    }
}

/// A message as it is kept: without blank ends, not empty, not too long.
pub fn text(typed: &str) -> Result<&str, Refusal> {
    let text = typed.trim();
    if text.is_empty() {
        return Err(Refusal::field("message", "Write something first."));
    }
    if text.chars().count() > LONGEST {
        return Err(Refusal::field("message", format!("Write at most {LONGEST} characters.")));
    }
    Ok(text)
}

/// A subject as it is kept: one line.
pub fn subject(typed: &str) -> Result<&str, Refusal> {
    let subject = typed.trim();
    if subject.is_empty() {
        return Err(Refusal::field("subject", "Say in a few words what it is about."));
    }
    if subject.chars().count() > LONGEST_SUBJECT || subject.chars().any(char::is_control) {
        let words = format!("Write one line of at most {LONGEST_SUBJECT} characters.");
        return Err(Refusal::field("subject", words));
    }
    Ok(subject)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_was_asked_last_has_to_answer_and_notes_change_nothing() {
        assert_eq!(Saying::Asked.turn(), Some(Turn::Seller));
        assert_eq!(Saying::Question.turn(), Some(Turn::Buyer));
        assert_eq!(Saying::Word.turn(), Some(Turn::Nobody));
        assert_eq!(Saying::Note.turn(), None);
        assert_eq!((Saying::Asked.side(), Saying::Note.side()), (Side::Buyer, Side::Seller));
    }

    #[test]
    fn a_message_says_something_and_ends() {
        assert_eq!(text(" Where is it?\n"), Ok("Where is it?"));
        assert!(text(" \n").is_err());
        assert!(text(&"ö".repeat(LONGEST)).is_ok());
        assert!(text(&"ö".repeat(LONGEST + 1)).is_err());
    }

    #[test]
    fn a_subject_is_one_line() {
        assert_eq!(subject(" A new address "), Ok("A new address"));
        assert!(subject("").is_err());
        assert!(subject("One\nTwo").is_err());
        assert!(subject(&"x".repeat(LONGEST_SUBJECT + 1)).is_err());
    }

    #[test]
    fn what_it_is_about_reads_back() {
        let id = Uuid::from_u128(7);
        for code in ["account", "invoice", "payment", "dispute"] {
            let about = About::of(code, id).expect("known");
            assert_eq!((about.code(), about.id()), (code, id));
        }
        assert_eq!(About::of("promise", id), None);
    }
}
