//! What an invoice or a credit note says below its head: pages, copies and files are made from the same.

use crate::error::{Error, Result};
use chrono::NaiveDate;
use documents::{
    invoice::{Adjustment, Line, SalesTax, Tax},
    party::Party,
};
use domain::{
    Refusal,
    ids::{AccountId, InvoiceId},
    money::{Currency, Money},
};
use serde::Deserialize;
use sqlx::{PgConnection, types::Json};

/// Lines, tax and sums.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Says {
    /// What was sold.
    pub lines: Vec<Line>,
    /// What the whole of it is made cheaper or dearer by.
    pub adjustments: Vec<Adjustment>,
    /// VAT by category and rate, the highest rate first.
    pub tax: Vec<Tax>,
    /// Sales tax by line and jurisdiction.
    pub sales_tax: Vec<SalesTax>,
    /// Lines and adjustments, without tax.
    pub net: Money,
    /// The sum of the tax, of whatever kind.
    pub tax_total: Money,
    /// What was billed: net and tax.
    pub total: Money,
    /// What was paid before it was issued.
    pub prepaid: Money,
    /// What is added so that the rest can be paid in coins.
    pub rounding: Money,
    /// What is to be paid.
    pub due: Money,
    /// What the customer knows its own by.
    pub buyer_reference: Option<String>,
    /// The contract that it stands on.
    pub contract: Option<String>,
    /// The first and the last day of what it bills.
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// Where it was delivered to, if that is not the customer's address.
    pub deliver_to: Option<Party>,
}

impl Says {
    /// The sum of the sales tax.
    pub fn sales_total(&self) -> Result<Money, Refusal> {
        Money::sum(self.sales_tax.iter().map(|one| one.tax), self.net.currency)
    }
}

/// What the database's functions `invoice_says` and `credit_note_says` answer.
#[derive(Debug, Deserialize)]
pub(crate) struct Row {
    net_minor: i64,
    tax_minor: i64,
    due_minor: i64,
    prepaid_minor: i64,
    rounding_minor: i64,
    buyer_reference: Option<String>,
    contract: Option<String>,
    period_from: Option<NaiveDate>,
    period_to: Option<NaiveDate>,
    deliver_to_name: Option<String>,
    deliver_to_address: Option<String>,
    deliver_to_city: Option<String>,
    deliver_to_country: Option<String>,
    lines: Vec<LineRow>,
    taxes: Vec<TaxRow>,
    adjustments: Vec<AdjustmentRow>,
    sales_tax: Vec<SalesTaxRow>,
}

#[derive(Debug, Deserialize)]
struct LineRow {
    line_no: i32,
    description: String,
    note: Option<String>,
    article: Option<String>,
    customer_article: Option<String>,
    po_number: Option<String>,
    po_line: Option<String>,
    site: Option<String>,
    cost_centre: Option<String>,
    quantity_e4: i64,
    unit: String,
    unit_price_e4: i64,
    price_per_e4: i64,
    tax_category: String,
    tax_bp: i32,
    amount_minor: i64,
}

#[derive(Debug, Deserialize)]
struct TaxRow {
    category: String,
    rate_bp: i32,
    taxable_minor: i64,
    tax_minor: i64,
    exemption: Option<String>,
    exemption_code: Option<String>,
}

#[derive(Debug, Deserialize)]
struct AdjustmentRow {
    line_no: Option<i32>,
    is_charge: bool,
    reason: String,
    reason_code: Option<String>,
    share_bp: Option<i32>,
    base_minor: Option<i64>,
    amount_minor: i64,
    tax_category: String,
    tax_bp: i32,
}

#[derive(Debug, Deserialize)]
struct SalesTaxRow {
    line_no: i32,
    jurisdiction: String,
    rate_e6: i32,
    taxable_minor: i64,
    tax_minor: i64,
}

impl Row {
    /// In the document's currency.
    pub fn says(self, currency: Currency) -> Says {
        let money = |minor| Money::new(minor, currency);
        let deliver_to = self.deliver_to();
        let (of_lines, of_all): (Vec<_>, Vec<_>) =
            self.adjustments.into_iter().partition(|one| one.line_no.is_some());
        let line = |row: LineRow| {
            let its = of_lines.iter().filter(|one| one.line_no == Some(row.line_no));
            let adjustments = its.map(|one| one.adjustment(currency)).collect();
            row.line(adjustments, currency)
        };
        Says {
            lines: self.lines.into_iter().map(line).collect(),
            adjustments: of_all.iter().map(|one| one.adjustment(currency)).collect(),
            tax: self.taxes.into_iter().map(|row| row.tax(currency)).collect(),
            sales_tax: self.sales_tax.into_iter().map(|row| row.sales_tax(currency)).collect(),
            net: money(self.net_minor),
            tax_total: money(self.tax_minor),
            total: money(self.net_minor + self.tax_minor),
            prepaid: money(self.prepaid_minor),
            rounding: money(self.rounding_minor),
            due: money(self.due_minor),
            buyer_reference: self.buyer_reference,
            contract: self.contract,
            period: self.period_from.zip(self.period_to),
            deliver_to,
        }
    }

    fn deliver_to(&self) -> Option<Party> {
        let lines = self.deliver_to_address.iter().chain(&self.deliver_to_city);
        let party = Party {
            name: self.deliver_to_name.clone().unwrap_or_default(),
            address: lines.filter(|line| !line.is_empty()).cloned().collect(),
            country: self.deliver_to_country.clone().unwrap_or_default(),
            ..Party::default()
        };
        (party != Party::default()).then_some(party)
    }
}

impl LineRow {
    fn line(self, adjustments: Vec<Adjustment>, currency: Currency) -> Line {
        Line {
            line_no: self.line_no,
            description: self.description,
            note: self.note,
            article: self.article,
            customer_article: self.customer_article,
            po_number: self.po_number,
            po_line: self.po_line,
            site: self.site,
            cost_centre: self.cost_centre,
            quantity_e4: self.quantity_e4,
            unit: self.unit,
            unit_price_e4: self.unit_price_e4,
            price_per_e4: self.price_per_e4,
            adjustments,
            tax_category: self.tax_category,
            tax_bp: self.tax_bp,
            amount: Money::new(self.amount_minor, currency),
        }
    }
}

impl TaxRow {
    fn tax(self, currency: Currency) -> Tax {
        Tax {
            category: self.category,
            rate_bp: self.rate_bp,
            taxable: Money::new(self.taxable_minor, currency),
            tax: Money::new(self.tax_minor, currency),
            exemption: self.exemption,
            exemption_code: self.exemption_code,
        }
    }
}

impl AdjustmentRow {
    fn adjustment(&self, currency: Currency) -> Adjustment {
        Adjustment {
            is_charge: self.is_charge,
            reason: self.reason.clone(),
            reason_code: self.reason_code.clone(),
            share_bp: self.share_bp,
            base: self.base_minor.map(|minor| Money::new(minor, currency)),
            amount: Money::new(self.amount_minor, currency),
            tax_category: self.tax_category.clone(),
            tax_bp: self.tax_bp,
        }
    }
}

impl SalesTaxRow {
    fn sales_tax(self, currency: Currency) -> SalesTax {
        SalesTax {
            line_no: self.line_no,
            jurisdiction: self.jurisdiction,
            rate_e6: self.rate_e6,
            taxable: Money::new(self.taxable_minor, currency),
            tax: Money::new(self.tax_minor, currency),
        }
    }
}

/// All that an invoice says.
pub(crate) async fn of_invoice(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: InvoiceId,
) -> Result<Says> {
    let row = sqlx::query!(
        r#"SELECT currency, invoice_says(account_id, id) AS "says!: Json<Row>" FROM invoice
           WHERE account_id = $1 AND id = $2"#,
        account_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(row.says.0.says(row.currency.parse()?))
}
