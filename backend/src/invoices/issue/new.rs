//! Invoices that are to be issued.

use chrono::NaiveDate;
use documents::invoice::{Adjustment, SalesTax};
use domain::{
    ids::{AccountId, EntityId, InvoiceId},
    invoice::{Instalment, TaxGroup},
    money::Currency,
};

/// A line as it is stored. Quantities and prices keep four decimals.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewLine {
    /// What was sold.
    pub description: String,
    /// The seller's article number.
    pub article: Option<String>,
    /// Ten-thousandths of a unit.
    pub quantity_e4: i64,
    /// What is counted: pieces, boxes, hours.
    pub unit: String,
    /// Ten-thousandths of a minor unit.
    pub unit_price_e4: i64,
    /// Of how many units that is, in ten-thousandths: 10,000 of one.
    pub price_per_e4: i64,
    /// The net amount: quantity times price, with what it is made cheaper or dearer by.
    pub amount_minor: i64,
    /// EN 16931, BT-151.
    pub tax_category: String,
    /// Hundredths of a per cent.
    pub tax_bp: i32,
    /// More about it.
    pub note: Option<String>,
    /// The article's number at the customer.
    pub customer_article: Option<String>,
    /// The customer's order, where lines are of several.
    pub po_number: Option<String>,
    /// The line of the customer's order.
    pub po_line: Option<String>,
    /// Where it was delivered or done, where lines are of several places.
    pub site: Option<String>,
    /// Where the customer books it.
    pub cost_centre: Option<String>,
    /// What it is made cheaper or dearer by.
    pub adjustments: Vec<Adjustment>,
}

impl Default for NewLine {
    /// One of something that costs nothing, for a caller to say what.
    fn default() -> Self {
        Self {
            description: String::new(),
            article: None,
            quantity_e4: 10_000,
            unit: String::new(),
            unit_price_e4: 0,
            price_per_e4: 10_000,
            amount_minor: 0,
            tax_category: "Z".to_owned(),
            tax_bp: 0,
            note: None,
            customer_article: None,
            po_number: None,
            po_line: None,
            site: None,
            cost_centre: None,
            adjustments: Vec::new(),
        }
    }
}

/// An invoice that is to be issued. Its sums are checked by the database, too.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewInvoice {
    /// Its id.
    pub id: InvoiceId,
    /// The entity that bills.
    pub entity_id: EntityId,
    /// The customer.
    pub account_id: AccountId,
    /// The ERP's number.
    pub number: String,
    /// The customer's order.
    pub po_number: Option<String>,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// Frozen with the document.
    pub currency: Currency,
    /// Its lines.
    pub lines: Vec<NewLine>,
    /// Tax by category and rate.
    pub tax: Vec<TaxGroup>,
    /// The sum of the lines, and of what the whole is made cheaper or dearer by.
    pub net_minor: i64,
    /// The sum of the tax, of whatever kind.
    pub tax_minor: i64,
    /// What is to be paid: net plus tax, less what was paid before, and rounded.
    pub total_minor: i64,
    /// Days until it is due.
    pub terms_days: i32,
    /// Early-payment discount in hundredths of a per cent, and its last day.
    pub discount: Option<(i32, NaiveDate)>,
    /// When it was delivered.
    pub delivered_on: Option<NaiveDate>,
    /// The delivery note's number.
    pub delivery_note: Option<String>,
    /// The place that it was delivered to, as the ERP names it.
    pub site: Option<String>,
    /// Words to the customer.
    pub note: Option<String>,
    /// What is to be paid by when: at least one.
    pub instalments: Vec<Instalment>,
    /// What it was imported from.
    pub import_hash: Option<String>,
    /// What few invoices say.
    pub particulars: Particulars,
}

/// What few invoices say.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Particulars {
    /// What the customer knows its own by: a Leitweg-ID, a department.
    pub buyer_reference: Option<String>,
    /// The contract that it stands on.
    pub contract: Option<String>,
    /// The first and the last day of what it bills.
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// Where it was delivered to, if that is not the customer's address.
    pub deliver_to: Option<Place>,
    /// What was paid before it was issued.
    pub prepaid_minor: i64,
    /// What is added so that the rest can be paid in coins; may be negative.
    pub rounding_minor: i64,
    /// What the whole of it is made cheaper or dearer by.
    pub adjustments: Vec<Adjustment>,
    /// Sales tax by line and jurisdiction.
    pub sales_tax: Vec<SalesTax>,
}

/// A place with somebody who takes deliveries.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// Who is there.
    pub name: Option<String>,
    /// Street and number.
    pub address: Option<String>,
    /// Postcode and city.
    pub city: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
}
