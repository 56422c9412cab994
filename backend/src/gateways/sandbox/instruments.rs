//! What one can pay with in the sandbox, and what comes of it.

use domain::fee::Method;

/// A card or bank account of the sandbox, and what happens to payments from it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Instrument {
    /// What the provider knows it by.
    pub token: &'static str,
    /// How it pays.
    pub method: Method,
    /// Masked, for people.
    pub label: &'static str,
    /// What will happen.
    pub story: &'static str,
}

/// Everything that one can pay with in the sandbox.
pub const INSTRUMENTS: &[Instrument] = &[
    Instrument {
        token: "debit_settles",
        method: Method::BankDebit,
        label: "NL20 INGB ···· 5678",
        story: "Settles in 2 banking days.",
    },
    Instrument {
        token: "debit_fails",
        method: Method::BankDebit,
        label: "NL44 RABO ···· 1902",
        story: "The bank refuses it after 1 banking day.",
    },
    Instrument {
        token: "debit_returned",
        method: Method::BankDebit,
        label: "DE12 COBA ···· 7741",
        story: "Settles in 2 banking days and comes back 5 later.",
    },
    Instrument {
        token: "card_pays",
        method: Method::Card,
        label: "Visa ···· 4242",
        story: "Pays at once.",
    },
    Instrument {
        token: "card_declined",
        method: Method::Card,
        label: "Visa ···· 0002",
        story: "Its bank says no.",
    },
    Instrument {
        token: "card_authenticates",
        method: Method::Card,
        label: "Mastercard ···· 3155",
        story: "Its bank asks you to confirm.",
    },
    Instrument {
        token: "card_no_answer",
        method: Method::Card,
        label: "Visa ···· 9987",
        story: "Pays, but the answer is lost on the way.",
    },
];

/// An instrument by its token.
pub fn instrument(token: &str) -> Option<&'static Instrument> {
    INSTRUMENTS.iter().find(|instrument| instrument.token == token)
}
