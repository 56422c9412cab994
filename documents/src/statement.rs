//! A statement of account, loaded: what its page, its CSV and its PDF are made from.

use crate::{check::Check, party::Party};
use chrono::NaiveDate;
use domain::{
    ids::{InvoiceId, PaymentId},
    money::{Currency, Money},
    statement::Row,
};

/// A statement of account in one currency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// Who sells.
    pub seller: Party,
    /// Who buys.
    pub customer: Party,
    /// The customer's number.
    pub account_number: String,
    /// How its paper is proved to be genuine, if it was issued.
    pub check: Option<Check>,
    /// The currency of all its amounts.
    pub currency: Currency,
    /// The last day that it covers.
    pub to: NaiveDate,
    /// The day on which it is made.
    pub made_on: NaiveDate,
    /// What it tells.
    pub body: Body,
    /// What is owed at the end of its last day, as the ledger says; negative in the customer's
    /// favour.
    pub closing: Money,
    /// What of it is disputed at the end of that day.
    pub disputed: Money,
}

/// What a statement tells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Body {
    /// What happened: opening balance, movements, closing balance.
    Forward {
        /// The first day that it covers.
        from: NaiveDate,
        /// What was owed before.
        opening: Money,
        /// What happened.
        lines: Vec<Line>,
    },
    /// What is open at the end of the last day.
    OpenItems {
        /// The items.
        items: Vec<OpenLine>,
        /// Credit and money that is applied to nothing: not negative.
        unapplied: Money,
    },
}

/// A movement with its balance, and the document that tells more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Date, kind, reference, change and balance.
    pub row: Row,
    /// The document.
    pub document: Document,
}

/// The document behind a movement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Document {
    /// An invoice.
    Invoice(InvoiceId),
    /// A payment.
    Payment(PaymentId),
    /// A document without a page of its own.
    Other,
}

/// An item that is open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenLine {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// Its number.
    pub number: String,
    /// Which instalment of how many, if there are several.
    pub instalment: Option<(i32, i64)>,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// The day by which it is due.
    pub due_on: NaiveDate,
    /// What it was over.
    pub amount: Money,
    /// What is open of it.
    pub open: Money,
    /// What of that is disputed.
    pub disputed: Money,
}

impl OpenLine {
    /// The number, with the instalment where there are several.
    pub fn label(&self) -> String {
        match self.instalment {
            Some((nth, of)) => format!("{}, instalment {nth} of {of}", self.number),
            None => self.number.clone(),
        }
    }
}

impl Statement {
    /// What people call it.
    pub fn title(&self) -> &'static str {
        match self.body {
            Body::Forward { .. } => "Statement of account",
            Body::OpenItems { .. } => "Open items",
        }
    }

    /// A name for files: `statement-10482-EUR-2026-11-18`.
    pub fn file_name(&self) -> String {
        let kind = match self.body {
            Body::Forward { .. } => "statement",
            Body::OpenItems { .. } => "open-items",
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let number: String = self.account_number.chars().filter(|&c| plain(c)).collect();
        format!("{kind}-{number}-{}-{}", self.currency, self.to)
    }
}
