//! A reminder by letter, loaded: what becomes due or is past its day, and may be asked for.

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
    /// What it is about. What nothing may be asked for of does not stand on it.
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
    /// Nothing is late yet.
    Ahead,
    /// It may have been overlooked.
    First,
    /// It was asked for before.
    Second,
    /// It says what comes next.
    Last,
}

/// An item that it may ask for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// The invoice's number, with the instalment where there are several.
    pub number: String,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// The day by which it is due.
    pub due_on: NaiveDate,
    /// What is open of it.
    pub open: Money,
    /// What of that may be asked for: nothing disputed, promised, deferred or on its way.
    pub collectable: Money,
}

impl Reminder {
    /// What is asked for, item by item.
    pub fn asked(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.collectable.minor > 0)
    }

    /// The currencies of what is asked for, in the order of its items.
    pub fn currencies(&self) -> Vec<Currency> {
        let mut all = Vec::new();
        for item in self.asked() {
            if !all.contains(&item.collectable.currency) {
                all.push(item.collectable.currency);
            }
        }
        all
    }

    /// What is asked for in a currency.
    pub fn asked_in(&self, currency: Currency) -> impl Iterator<Item = &Item> {
        self.asked().filter(move |item| item.collectable.currency == currency)
    }

    /// What it asks for in all, in a currency.
    pub fn total(&self, currency: Currency) -> Result<Money, Refusal> {
        Money::sum(self.asked_in(currency).map(|item| item.collectable), currency)
    }

    /// What is open of the items that it asks for in a currency, and not asked for.
    pub fn held(&self, currency: Currency) -> Result<Money, Refusal> {
        Money::sum(self.asked_in(currency).map(|item| item.open), currency)?
            .minus(self.total(currency)?)
    }

    /// The name of its files, without their ending.
    pub fn file_name(&self) -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let number: String = self.account_number.chars().filter(|&c| plain(c)).collect();
        format!("reminder-{number}-{}", self.made_on)
    }
}
