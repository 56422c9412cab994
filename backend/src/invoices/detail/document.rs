//! The document itself: head, lines and tax, as they were issued.

use crate::error::{Error, Result};
use chrono::NaiveDate;
use domain::{
    ids::{AccountId, InvoiceId},
    money::Money,
};
use serde::Deserialize;
use sqlx::{PgConnection, types::Json};

/// What stands at the top of an invoice, and its sums.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// Its number.
    pub number: String,
    /// The customer's order.
    pub po_number: Option<String>,
    /// The order number that the customer gave afterwards.
    pub customer_po: Option<String>,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// Days from issue until it is due.
    pub terms_days: i32,
    /// The sum of the lines.
    pub net: Money,
    /// The sum of the tax.
    pub tax: Money,
    /// What was billed.
    pub total: Money,
    /// When it was delivered.
    pub delivered_on: Option<NaiveDate>,
    /// The delivery note's number.
    pub delivery_note: Option<String>,
    /// Words to the customer.
    pub note: Option<String>,
    /// The customer's VAT number.
    pub customer_vat_id: Option<String>,
    /// Who sells.
    pub seller: Seller,
}

/// Who sells, and where a bank transfer goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seller {
    /// Its full name.
    pub name: String,
    /// Its VAT number.
    pub vat_id: Option<String>,
    /// The bank account.
    pub iban: String,
    /// The bank's code.
    pub bic: String,
    /// The bank.
    pub bank_name: String,
    /// Since when the bank account is unchanged.
    pub bank_since: NaiveDate,
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
    /// Net.
    pub amount: Money,
}

/// Tax of one category and rate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tax {
    /// The category of EN 16931.
    pub category: String,
    /// The rate in hundredths of a per cent.
    pub rate_bp: i32,
    /// What it is computed from.
    pub taxable: Money,
    /// The tax.
    pub tax: Money,
}

/// A document, and what else there is to be read of its invoice.
pub(super) struct Document {
    pub head: Head,
    pub lines: Vec<Line>,
    pub tax: Vec<Tax>,
    pub has: Has,
}

/// What there is of an invoice beside its document. Most have little, and nothing is asked in vain.
pub(super) struct Has {
    pub allocations: bool,
    pub promises: bool,
    pub decisions: bool,
    pub disputes: bool,
}

#[derive(Debug, Deserialize)]
struct LineRow {
    line_no: i32,
    description: String,
    article: Option<String>,
    quantity_e4: i64,
    unit: String,
    unit_price_e4: i64,
    amount_minor: i64,
}

#[derive(Debug, Deserialize)]
struct TaxRow {
    category: String,
    rate_bp: i32,
    taxable_minor: i64,
    tax_minor: i64,
}

/// All of it at once: a page asks for it each time, and every question takes a trip.
pub(super) async fn load(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: InvoiceId,
) -> Result<Document> {
    let row = sqlx::query!(
        r#"SELECT i.number, i.po_number, i.customer_po, i.issued_on, i.currency, i.net_minor, i.tax_minor, i.total_minor, i.terms_days,
                  i.delivered_on, i.delivery_note, i.note, a.vat_id AS customer_vat_id,
                  e.name, e.vat_id, e.iban, e.bic, e.bank_name, e.bank_since,
                  (SELECT coalesce(json_agg(l ORDER BY l.line_no), '[]')
                   FROM (SELECT line_no, description, article, quantity_e4, unit, unit_price_e4, amount_minor
                         FROM invoice_line WHERE account_id = $1 AND invoice_id = $2) l) AS "lines!: Json<Vec<LineRow>>",
                  (SELECT coalesce(json_agg(t ORDER BY t.category, t.rate_bp DESC), '[]')
                   FROM (SELECT category, rate_bp, taxable_minor, tax_minor
                         FROM invoice_tax WHERE account_id = $1 AND invoice_id = $2) t) AS "taxes!: Json<Vec<TaxRow>>",
                  EXISTS (SELECT FROM open_item o
                          JOIN allocation l ON l.account_id = o.account_id AND l.open_item_id = o.id
                          WHERE o.account_id = $1 AND o.invoice_id = $2) AS "has_allocations!",
                  EXISTS (SELECT FROM open_item o
                          JOIN promise p ON p.account_id = o.account_id AND p.open_item_id = o.id
                          WHERE o.account_id = $1 AND o.invoice_id = $2) AS "has_promises!",
                  EXISTS (SELECT FROM decision d WHERE d.account_id = $1 AND d.invoice_id = $2) AS "has_decisions!",
                  EXISTS (SELECT FROM dispute_line d WHERE d.account_id = $1 AND d.invoice_id = $2) AS "has_disputes!"
           FROM invoice i JOIN account a ON a.id = i.account_id JOIN entity e ON e.id = i.entity_id
           WHERE i.account_id = $1 AND i.id = $2"#,
        account_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    let currency = row.currency.parse()?;
    let money = |minor| Money::new(minor, currency);
    let head = Head {
        number: row.number,
        po_number: row.po_number,
        customer_po: row.customer_po,
        issued_on: row.issued_on,
        terms_days: row.terms_days,
        net: money(row.net_minor),
        tax: money(row.tax_minor),
        total: money(row.total_minor),
        delivered_on: row.delivered_on,
        delivery_note: row.delivery_note,
        note: row.note,
        customer_vat_id: row.customer_vat_id,
        seller: Seller {
            name: row.name,
            vat_id: row.vat_id,
            iban: row.iban,
            bic: row.bic,
            bank_name: row.bank_name,
            bank_since: row.bank_since,
        },
    };
    let lines = row.lines.0.into_iter().map(|line| Line {
        line_no: line.line_no,
        description: line.description,
        article: line.article,
        quantity_e4: line.quantity_e4,
        unit: line.unit,
        unit_price_e4: line.unit_price_e4,
        amount: money(line.amount_minor),
    });
    let tax = row.taxes.0.into_iter().map(|tax| Tax {
        category: tax.category,
        rate_bp: tax.rate_bp,
        taxable: money(tax.taxable_minor),
        tax: money(tax.tax_minor),
    });
    let has = Has {
        allocations: row.has_allocations,
        promises: row.has_promises,
        decisions: row.has_decisions,
        disputes: row.has_disputes,
    };
    Ok(Document { head, lines: lines.collect(), tax: tax.collect(), has })
}
