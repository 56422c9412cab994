//! Documents with amounts that are made up, between two sides who are not: what a choice makes of receipts,
//! reminders and agreements is seen before there is one.

use crate::accounts::Agreed;
use chrono::{Days, NaiveDate};
use documents::{
    invoice::RemitTo,
    party::Party,
    plan::{self, Plan},
    receipt::{self, Paid, Receipt},
    reminder::{self, Reminder, Stage},
};
use domain::{
    fee::Method,
    invoice::Instalment,
    language::Language,
    money::{Currency, Money},
};

/// What is asked for on all of them, in minor units: two invoices, and what is disputed of the second.
const FIRST: i64 = 284_000;
const SECOND: i64 = 677_600;
const DISPUTED: i64 = 121_000;
/// How many parts the agreement has.
const PARTS: i64 = 3;

/// Both sides of such a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sample {
    /// The seller.
    pub seller: Party,
    remit_to: RemitTo,
    customer: Party,
    account_number: String,
    currency: Currency,
    today: NaiveDate,
}

impl Sample {
    pub(super) fn between(agreed: &Agreed, today: NaiveDate) -> Self {
        Self {
            seller: agreed.seller.party(),
            remit_to: agreed.seller.remit_to(),
            customer: agreed.customer.party(),
            account_number: agreed.customer.number.clone(),
            currency: agreed.customer.currency,
            today,
        }
    }

    /// A receipt of a transfer for two invoices.
    pub fn receipt(&self, language: Language) -> Receipt {
        let paid = |n: u64, amount, left| Paid {
            invoice: number(n),
            issued_on: self.ago(30 + n),
            amount: self.money(amount),
            discount: self.money(0),
            left: self.money(left),
        };
        Receipt {
            seller: self.seller.clone(),
            customer: self.customer.clone(),
            account_number: self.account_number.clone(),
            number: "SAMPLE-R1".to_owned(),
            payment: "SAMPLE-P1".to_owned(),
            received_on: self.today,
            way: receipt::way(Method::BankTransfer, language).to_owned(),
            instrument: None,
            paid: vec![paid(1, FIRST, 0), paid(2, SECOND - DISPUTED, DISPUTED)],
            kept: self.money(0),
            fee: self.money(0),
            came_back_on: None,
            check: None,
            made_on: self.today,
        }
    }

    /// A first reminder of two invoices.
    pub fn reminder(&self) -> Reminder {
        let item = |n: u64, open, collectable| reminder::Item {
            number: number(n),
            issued_on: self.ago(45 + n),
            due_on: self.ago(15 + n),
            open: self.money(open),
            collectable: self.money(collectable),
        };
        Reminder {
            seller: self.seller.clone(),
            remit_to: self.remit_to.clone(),
            customer: self.customer.clone(),
            account_number: self.account_number.clone(),
            stage: Stage::First,
            items: vec![item(1, FIRST, FIRST), item(2, SECOND, SECOND - DISPUTED)],
            pay_by: self.today + Days::new(10),
            payment_reference: None,
            pay_at: None,
            check: None,
            made_on: self.today,
        }
    }

    /// An agreement about two invoices in three parts; what does not divide is in the first.
    pub fn plan(&self) -> Plan {
        let item = |n: u64, amount| plan::Item {
            number: number(n),
            due_on: self.ago(15 + n),
            amount: self.money(amount),
        };
        let total = FIRST + SECOND;
        let part = total / PARTS;
        let parts = (0..3).map(|n| Instalment {
            due_on: self.today + Days::new(30 * (n + 1)),
            amount: self.money(if n == 0 { total - part * (PARTS - 1) } else { part }),
        });
        Plan {
            seller: self.seller.clone(),
            remit_to: self.remit_to.clone(),
            customer: self.customer.clone(),
            account_number: self.account_number.clone(),
            number: "SAMPLE-A1".to_owned(),
            agreed_on: self.today,
            items: vec![item(1, FIRST), item(2, SECOND)],
            fee: self.money(0),
            instalments: parts.collect(),
            grace_days: 5,
            pay_at: None,
            check: None,
            made_on: self.today,
        }
    }

    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    fn ago(&self, days: u64) -> NaiveDate {
        self.today - Days::new(days)
    }
}

fn number(n: u64) -> String {
    format!("SAMPLE-{n}")
}
