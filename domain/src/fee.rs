//! Fees of a way of paying. A fee lives on the payment, never on an invoice: it is computed once
//! per payment, shown before the button and on the receipt, and an abandoned payment leaves none.

use crate::{money::Money, rates, refusal::Refusal};

/// How a payment is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// A payment card.
    Card,
    /// A debit from the buyer's bank account.
    BankDebit,
    /// A transfer that the buyer starts at their bank.
    BankTransfer,
}

impl Method {
    /// Every method, in the order of offering.
    pub const ALL: &'static [Self] = &[Self::BankDebit, Self::Card, Self::BankTransfer];

    /// The code in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::BankDebit => "bank_debit",
            Self::BankTransfer => "bank_transfer",
        }
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Card => "Card",
            Self::BankDebit => "Bank debit",
            Self::BankTransfer => "Bank transfer",
        }
    }

    /// The method of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|m| m.code() == code)
    }
}

/// The fee of one method: a share, in hundredths of a per cent, of what is paid.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FeePolicy {
    /// 1.5 % is 150.
    pub rate_bp: i32,
}

impl FeePolicy {
    /// The fee on an amount, rounded half up.
    pub fn on(&self, amount: Money) -> Result<Money, Refusal> {
        rates::percent_of(amount, rates::from_basis_points(self.rate_bp))
    }
}
