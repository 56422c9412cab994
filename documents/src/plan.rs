//! An agreement to pay in instalments, loaded.

use crate::{check::Check, invoice::RemitTo, party::Party};
use chrono::NaiveDate;
use domain::{Money, Refusal, invoice::Instalment};

/// An agreement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// Who is owed.
    pub seller: Party,
    /// Where to pay to.
    pub remit_to: RemitTo,
    /// Who owes.
    pub customer: Party,
    /// The customer's number.
    pub account_number: String,
    /// Its number; payments name it.
    pub number: String,
    /// When it was agreed.
    pub agreed_on: NaiveDate,
    /// What it covers.
    pub items: Vec<Item>,
    /// What the agreement costs.
    pub fee: Money,
    /// What is paid by when. They add up to [`Plan::total`].
    pub instalments: Vec<Instalment>,
    /// How many days an instalment may be late.
    pub grace_days: u32,
    /// The address at which it can be paid online.
    pub pay_at: Option<String>,
    /// How its paper is proved to be genuine.
    pub check: Option<Check>,
    /// The day on which this document is made.
    pub made_on: NaiveDate,
}

/// What an agreement covers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// The invoice's number.
    pub number: String,
    /// The day by which it was due.
    pub due_on: NaiveDate,
    /// What is paid of it by the agreement.
    pub amount: Money,
}

impl Plan {
    /// What is paid in all.
    pub fn total(&self) -> Result<Money, Refusal> {
        Money::sum(self.items.iter().map(|item| item.amount), self.fee.currency)?.plus(self.fee)
    }

    /// Whether the instalments add up to what is paid.
    pub fn adds_up(&self) -> bool {
        let parts = self.instalments.iter().map(|part| part.amount);
        self.total().is_ok_and(|total| Money::sum(parts, self.fee.currency) == Ok(total))
    }

    /// The name of its files, without their ending.
    pub fn file_name(&self) -> String {
        format!("payment-plan-{}", self.number)
    }
}
