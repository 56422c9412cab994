//! A reminder by letter, loaded: what is past its day and may be asked for.

use crate::{check::Check, invoice::RemitTo, party::Party};
use chrono::NaiveDate;
use domain::{Money, Refusal, money::Currency};

/// A reminder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reminder {
    /// Who is owed.
    pub seller: Party,
    /// Where to pay to.
    pub remit_to: RemitTo,
    /// Who owes.
    pub customer: Party,
    /// The customer's number.
    pub account_number: String,
    /// How firmly it asks.
    pub stage: Stage,
    /// The currency of all its amounts.
    pub currency: Currency,
    /// What is past its day. What nothing may be asked for of does not stand on it.
    pub items: Vec<Item>,
    /// The day by which it asks for the money.
    pub pay_by: NaiveDate,
    /// What a payment names it by; the customer's number if there is none.
    pub payment_reference: Option<String>,
    /// The address at which it can be paid online.
    pub pay_at: Option<String>,
    /// How its paper is proved to be genuine.
    pub check: Option<Check>,
    /// The day on which it is written.
    pub made_on: NaiveDate,
}

/// How firmly a reminder asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// It may have been overlooked.
    First,
    /// It was asked for before.
    Second,
    /// It says what comes next.
    Last,
}

/// An item past its day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// The invoice's number, with the instalment where there are several.
    pub number: String,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// The day by which it was due.
    pub due_on: NaiveDate,
    /// What is open of it.
    pub open: Money,
    /// What of that may be asked for: nothing disputed, promised, deferred or on its way.
    pub collectable: Money,
}

impl Reminder {
    /// What is asked for, item by item: those past their day of which something may be asked for.
    pub fn asked(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.collectable.minor > 0 && item.due_on < self.made_on)
    }

    /// What it asks for in all.
    pub fn total(&self) -> Result<Money, Refusal> {
        Money::sum(self.asked().map(|item| item.collectable), self.currency)
    }

    /// What is open of the items that it asks for, and not asked for.
    pub fn held(&self) -> Result<Money, Refusal> {
        Money::sum(self.asked().map(|item| item.open), self.currency)?.minus(self.total()?)
    }

    /// The name of its files, without their ending.
    pub fn file_name(&self) -> String {
        format!("reminder-{}-{}", self.account_number, self.made_on)
    }
}
