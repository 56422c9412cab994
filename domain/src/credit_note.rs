//! Credit notes: what the seller owes back. Unused credit belongs to the account and lowers what
//! may be asked for.

use crate::{money::Money, refusal::Refusal};

/// What is left of a credit note.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Credit {
    /// Its gross amount.
    pub total: Money,
    /// What has been applied to invoices.
    pub used: Money,
}

impl Credit {
    /// What can still be applied.
    pub fn left(&self) -> Result<Money, Refusal> {
        self.total.minus(self.used)
    }

    /// Applies a part. Refuses nothing and more than is left.
    pub fn apply(self, amount: Money, number: &str) -> Result<Self, Refusal> {
        if amount.minor <= 0 {
            return Err(Refusal::AmountZero);
        }
        let left = self.left()?;
        if amount.minor > left.minor {
            return Err(Refusal::Overpayment { number: number.to_owned(), most: left });
        }
        Ok(Self { used: self.used.plus(amount)?, ..self })
    }
}
