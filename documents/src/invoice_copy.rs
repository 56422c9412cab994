//! A copy of an invoice, loaded: what its page and its PDF are made from.

use crate::statement::Party;
use chrono::NaiveDate;
use domain::{invoice::Instalment, money::Money};

/// An invoice as it was issued, once more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InvoiceCopy {
    /// Who sells.
    pub seller: Party,
    /// Where to write to.
    pub email: String,
    /// Where to pay to.
    pub remit_to: RemitTo,
    /// Who buys, with the address that held when it was issued.
    pub customer: Party,
    /// The customer's number.
    pub account_number: String,
    /// Its number.
    pub number: String,
    /// The customer's order, as it was issued.
    pub po_number: Option<String>,
    /// The order number that the customer gave afterwards.
    pub customer_po: Option<String>,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// When it was delivered.
    pub delivered_on: Option<NaiveDate>,
    /// The delivery note's number.
    pub delivery_note: Option<String>,
    /// What was sold.
    pub lines: Vec<Line>,
    /// Tax by rate.
    pub tax: Vec<Tax>,
    /// The sum of the lines.
    pub net: Money,
    /// What was billed.
    pub total: Money,
    /// What is to be paid by when: one or more.
    pub instalments: Vec<Instalment>,
    /// A share off, in hundredths of a per cent, until a day.
    pub discount: Option<(i32, NaiveDate)>,
    /// Words to the customer.
    pub note: Option<String>,
    /// The day on which the copy is made.
    pub made_on: NaiveDate,
}

/// A bank account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemitTo {
    /// Its number.
    pub iban: String,
    /// The bank's code.
    pub bic: String,
    /// The bank's name.
    pub bank_name: String,
}

/// One line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Its number on the document.
    pub line_no: i32,
    /// What was sold.
    pub description: String,
    /// The article's number.
    pub article: Option<String>,
    /// How much of it, in ten-thousandths.
    pub quantity_e4: i64,
    /// Of what: boxes, pieces.
    pub unit: String,
    /// The price of one, in ten-thousandths of a minor unit.
    pub unit_price_e4: i64,
    /// The rate of tax, in hundredths of a per cent.
    pub tax_bp: i32,
    /// Net.
    pub amount: Money,
}

/// Tax of one category and rate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tax {
    /// The rate in hundredths of a per cent.
    pub rate_bp: i32,
    /// What it is computed from.
    pub taxable: Money,
    /// The tax.
    pub tax: Money,
}

impl InvoiceCopy {
    /// What the document is called. It says that it is not the original.
    pub fn title(&self) -> String {
        format!("Copy of invoice {}", self.number)
    }

    /// The name of its files, without their ending.
    pub fn file_name(&self) -> String {
        format!("invoice-{}-copy", self.number)
    }
}
