//! Why the business says no. A closed list: each has words that a person can act on.

use crate::money::{Currency, Money};
use chrono::NaiveDate;
use thiserror::Error;

/// A request that was understood and is refused. Nothing has changed.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Refusal {
    /// The amount is not in canonical form.
    #[error("“{typed}” is not an amount. Type it like {}.", example(*currency))]
    AmountUnreadable {
        /// What was typed, cut short.
        typed: String,
        /// The currency it was to be in.
        currency: Currency,
    },
    /// More decimals than the currency has.
    #[error("{currency} has {} decimals at most.", currency.exponent())]
    TooManyDecimals {
        /// The currency.
        currency: Currency,
    },
    /// Beyond what is accepted anywhere.
    #[error("That amount is too large.")]
    AmountTooLarge,
    /// Nothing is not an amount to pay or promise.
    #[error("The amount must be more than zero.")]
    AmountZero,
    /// A currency that we have no minor unit for.
    #[error("“{0}” is not a currency that we know. Use its three letters, like EUR.")]
    UnknownCurrency(String),
    /// Two currencies where one is needed.
    #[error("This is in {expected}, not in {got}.")]
    CurrencyMismatch {
        /// The currency of the document or page.
        expected: Currency,
        /// What came.
        got: Currency,
    },
    /// More parts than minor units.
    #[error("That amount cannot be split into so many parts.")]
    SplitTooFine,
    /// More than may be paid on one document.
    #[error("At most {} can be paid on {number}.", most.bare())]
    Overpayment {
        /// The document.
        number: String,
        /// What may be paid.
        most: Money,
    },
    /// More than may be promised on one document.
    #[error("At most {} can be promised on {number}.", most.bare())]
    Overpromise {
        /// The document.
        number: String,
        /// What may be promised.
        most: Money,
    },
    /// More than may be paid on all that was chosen.
    #[error("At most {} can be paid on what you chose.", most.bare())]
    OverpaymentInTotal {
        /// What may be paid.
        most: Money,
    },
    /// Nothing can be paid: paid, on its way, or held.
    #[error("There is nothing to pay on {number}: {reason}.")]
    NothingToPay {
        /// The document.
        number: String,
        /// What its amount is doing.
        reason: String,
    },
    /// No invoice was chosen.
    #[error("Choose at least one invoice.")]
    NothingChosen,
    /// Too many documents for one payment.
    #[error("Choose at most {most} invoices for one payment.")]
    TooManyChosen {
        /// The limit.
        most: usize,
    },
    /// The page showed other numbers than hold now.
    #[error(
        "Somebody was faster: what is to pay has changed since you opened this page. It now shows the amounts of this moment."
    )]
    Stale,
    /// Something that is set up, or in whose hands something is, has changed since the page was opened.
    #[error(
        "Somebody was faster: this has changed since you opened the page. It now shows how it is; press again if you still want this."
    )]
    ChangedMeanwhile,
    /// The same key was used for another request.
    #[error("This form was sent before with other contents. Open the page again.")]
    KeyReused,
    /// The role does not allow it.
    #[error("Your role is “{role}”, which does not include this.")]
    RoleLacks {
        /// The role's name.
        role: &'static str,
    },
    /// A payment method that this account is not offered.
    #[error("This way of paying is not offered to you. Choose another one.")]
    MethodNotOffered,
    /// A date before today.
    #[error("Choose a date from {} on.", crate::calendar::long(*earliest))]
    DateTooEarly {
        /// The first date allowed.
        earliest: NaiveDate,
    },
    /// A date beyond a limit.
    #[error("Choose a date until {}.", crate::calendar::long(*latest))]
    DateTooLate {
        /// The last date allowed.
        latest: NaiveDate,
    },
    /// Not a date.
    #[error("“{0}” is not a date. Type it like 2026-11-25.")]
    DateUnreadable(String),
    /// There is a promise on this item already.
    #[error("There is a promise for this already, until {}. Withdraw it first.", crate::calendar::long(*until))]
    AlreadyPromised {
        /// Until when.
        until: NaiveDate,
    },
    /// The verb does not fit the state.
    #[error("This is {state} and cannot be changed that way.")]
    WrongState {
        /// The state's name.
        state: &'static str,
    },
    /// Something is missing or unusable in a field.
    #[error("{message}")]
    Field {
        /// The field's name.
        field: &'static str,
        /// What to do.
        message: String,
    },
}

impl Refusal {
    /// A refusal of one field, in words.
    pub fn field(field: &'static str, message: impl Into<String>) -> Self {
        Self::Field { field, message: message.into() }
    }
}

fn example(currency: Currency) -> &'static str {
    match currency.exponent() {
        0 => "1240",
        3 => "1240.000",
        _ => "1240.00",
    }
}
