//! An invoice, loaded: the one struct that its page and each of its formats are made from. The numbers
//! in brackets are the business terms of EN 16931.

use crate::{check::Check, party::Party};
use chrono::NaiveDate;
use domain::{Refusal, invoice::Instalment, money::Money};

/// An invoice or a credit note as it was issued.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invoice {
    /// What it is (BT-3).
    pub kind: Kind,
    /// Whether it is the document that was issued or one made later, which says so.
    pub is_copy: bool,
    /// Who sells (BG-4).
    pub seller: Party,
    /// Where to pay to (BG-17).
    pub remit_to: RemitTo,
    /// Who buys, with the address that held when it was issued (BG-7).
    pub customer: Party,
    /// The customer's number (BT-46).
    pub account_number: String,
    /// Its number (BT-1).
    pub number: String,
    /// The invoice that it credits or corrects (BG-3).
    pub preceding: Option<Preceding>,
    /// What the customer wants to read on it to know whose it is: a Leitweg-ID, a cost centre (BT-10).
    pub buyer_reference: Option<String>,
    /// The customer's order, as it was issued (BT-13).
    pub po_number: Option<String>,
    /// The order number that the customer gave afterwards.
    pub customer_po: Option<String>,
    /// The contract that it stands on (BT-12).
    pub contract: Option<String>,
    /// The day of issue (BT-2).
    pub issued_on: NaiveDate,
    /// When it was delivered (BT-72).
    pub delivered_on: Option<NaiveDate>,
    /// Where to, if that is not the customer's address (BG-13).
    pub deliver_to: Option<Party>,
    /// The delivery note's number (BT-16).
    pub delivery_note: Option<String>,
    /// The first and the last day of what it bills (BG-14).
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// What was sold (BG-25).
    pub lines: Vec<Line>,
    /// What the whole of it is made cheaper or dearer by (BG-20, BG-21).
    pub adjustments: Vec<Adjustment>,
    /// VAT by category and rate (BG-23).
    pub tax: Vec<Tax>,
    /// Sales tax of the United States, by line and jurisdiction. What it adds up to is in the total, and
    /// no part of `tax`.
    pub sales_tax: Vec<SalesTax>,
    /// Lines and adjustments, without tax (BT-109).
    pub net: Money,
    /// With tax (BT-112).
    pub total: Money,
    /// What was paid before it was issued (BT-113).
    pub prepaid: Money,
    /// What is added so that the rest can be paid in coins (BT-114).
    pub rounding: Money,
    /// What is to be paid by when: one or more (BT-9). They add up to [`Invoice::due`].
    pub instalments: Vec<Instalment>,
    /// A share off, if it is paid early.
    pub discount: Option<Discount>,
    /// What a payment names it by, if that is not its number: a creditor reference (ISO 11649), a Swiss QR
    /// reference (BT-83).
    pub payment_reference: Option<String>,
    /// The address at which it can be paid online.
    pub pay_at: Option<String>,
    /// How its paper is proved to be genuine.
    pub check: Option<Check>,
    /// Words to the customer (BT-22).
    pub note: Option<String>,
    /// The day on which this document is made.
    pub made_on: NaiveDate,
}

/// What a document is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A commercial invoice (UNTDID 1001: 380).
    Invoice,
    /// An invoice in the place of another (384).
    Correction,
    /// What is taken back, in positive figures (381).
    CreditNote,
}

/// An earlier document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preceding {
    /// Its number (BT-25).
    pub number: String,
    /// Its day of issue (BT-26).
    pub issued_on: Option<NaiveDate>,
}

/// What a line or the whole is made cheaper or dearer by: an allowance (BG-20, BG-27) or a charge (BG-21,
/// BG-28).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Adjustment {
    /// Dearer.
    pub is_charge: bool,
    /// Why (BT-97, BT-104; BT-139, BT-144).
    pub reason: String,
    /// Why, as a code: UNCL 5189 of an allowance, UNCL 7161 of a charge.
    pub reason_code: Option<String>,
    /// The share in hundredths of a per cent, if it is one.
    pub share_bp: Option<i32>,
    /// What the share is of.
    pub base: Option<Money>,
    /// By how much, always positive (BT-92, BT-99; BT-136, BT-141).
    pub amount: Money,
    /// The category of tax; of a line's it is the line's.
    pub tax_category: String,
    /// The rate of tax in hundredths of a per cent; of a line's it is the line's.
    pub tax_bp: i32,
}

/// Sales tax on a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SalesTax {
    /// Of which line.
    pub line_no: i32,
    /// Whose tax: state, county, city or district, as `NY`, `NY-New York`, `NY-MCTD`.
    pub jurisdiction: String,
    /// The rate in millionths: 8.875 per cent is 88,750.
    pub rate_e6: i32,
    /// What it is computed from.
    pub taxable: Money,
    /// The tax.
    pub tax: Money,
}

/// A bank account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemitTo {
    /// Its number: an IBAN, or what the bank's country has instead (BT-84).
    pub iban: String,
    /// The bank's code: a BIC, or a routing number (BT-86).
    pub bic: String,
    /// The bank's name.
    pub bank_name: String,
}

/// A discount for early payment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Discount {
    /// In hundredths of a per cent.
    pub rate_bp: i32,
    /// The last day on which it is granted.
    pub until: NaiveDate,
}

/// One line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Its number on the document (BT-126).
    pub line_no: i32,
    /// What was sold (BT-153).
    pub description: String,
    /// More about it (BT-127).
    pub note: Option<String>,
    /// The article's number (BT-155).
    pub article: Option<String>,
    /// The article's number at the customer (BT-156).
    pub customer_article: Option<String>,
    /// The customer's order, where lines are of several.
    pub po_number: Option<String>,
    /// The line of the customer's order (BT-132).
    pub po_line: Option<String>,
    /// Where it was delivered or done, where lines are of several places.
    pub site: Option<String>,
    /// Where the customer books it (BT-133).
    pub cost_centre: Option<String>,
    /// How much of it, in ten-thousandths (BT-129).
    pub quantity_e4: i64,
    /// Of what: boxes, pieces (BT-130).
    pub unit: String,
    /// The price, in ten-thousandths of a minor unit (BT-146).
    pub unit_price_e4: i64,
    /// Of how many, in ten-thousandths: 10,000 of one (BT-149).
    pub price_per_e4: i64,
    /// What it is made cheaper or dearer by (BG-27, BG-28).
    pub adjustments: Vec<Adjustment>,
    /// The category of tax: S Z E AE K G O, UNCL 5305 (BT-151).
    pub tax_category: String,
    /// The rate of tax, in hundredths of a per cent (BT-152).
    pub tax_bp: i32,
    /// Net: quantity times price, with what it is made cheaper or dearer by (BT-131).
    pub amount: Money,
}

/// Tax of one category and rate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tax {
    /// The category (BT-118).
    pub category: String,
    /// The rate in hundredths of a per cent (BT-119).
    pub rate_bp: i32,
    /// What it is computed from (BT-116).
    pub taxable: Money,
    /// The tax (BT-117).
    pub tax: Money,
    /// Why there is none, in words (BT-120).
    pub exemption: Option<String>,
    /// Why, as a code of the list VATEX (BT-121).
    pub exemption_code: Option<String>,
}

impl Invoice {
    /// What it is called: `Invoice NH-26-0894`. A copy says that it is one.
    pub fn title(&self) -> String {
        let number = &self.number;
        match (self.is_copy, self.kind) {
            (false, Kind::Invoice) => format!("Invoice {number}"),
            (false, Kind::Correction) => format!("Corrected invoice {number}"),
            (false, Kind::CreditNote) => format!("Credit note {number}"),
            (true, Kind::Invoice) => format!("Copy of invoice {number}"),
            (true, Kind::Correction) => format!("Copy of corrected invoice {number}"),
            (true, Kind::CreditNote) => format!("Copy of credit note {number}"),
        }
    }

    /// The name of its files, without their ending.
    pub fn file_name(&self) -> String {
        let kind = if self.kind == Kind::CreditNote { "credit-note" } else { "invoice" };
        let copy = if self.is_copy { "-copy" } else { "" };
        format!("{kind}-{}{copy}", self.number)
    }

    /// The last day by which something of it is to be paid.
    pub fn due_on(&self) -> Option<NaiveDate> {
        self.instalments.iter().map(|part| part.due_on).max()
    }

    /// What is to be paid for it: the total, less what was prepaid, and rounded (BT-115).
    pub fn due(&self) -> Result<Money, Refusal> {
        self.total.minus(self.prepaid)?.plus(self.rounding)
    }
}
