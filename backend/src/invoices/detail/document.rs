//! The document itself: head, lines and tax, as they were issued.

use crate::error::{Error, Result};
use chrono::NaiveDate;
use domain::{
    ids::{AccountId, InvoiceId},
    money::{Currency, Money},
};
use sqlx::PgConnection;

/// What stands at the top of an invoice, and its sums.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// Its number.
    pub number: String,
    /// The customer's order.
    pub po_number: Option<String>,
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

pub(super) async fn head(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: InvoiceId,
) -> Result<Head> {
    let row = sqlx::query!(
        "SELECT i.number, i.po_number, i.issued_on, i.currency, i.net_minor, i.tax_minor, i.total_minor, i.terms_days,
                i.delivered_on, i.delivery_note, i.note, a.vat_id AS customer_vat_id,
                e.name, e.vat_id, e.iban, e.bic, e.bank_name, e.bank_since
         FROM invoice i JOIN account a ON a.id = i.account_id JOIN entity e ON e.id = i.entity_id
         WHERE i.account_id = $1 AND i.id = $2",
        account_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    let currency = row.currency.parse()?;
    let money = |minor| Money::new(minor, currency);
    Ok(Head {
        number: row.number,
        po_number: row.po_number,
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
    })
}

pub(super) async fn lines(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: InvoiceId,
    currency: Currency,
) -> Result<Vec<Line>> {
    let rows = sqlx::query!(
        "SELECT line_no, description, article, quantity_e4, unit, unit_price_e4, amount_minor
         FROM invoice_line WHERE account_id = $1 AND invoice_id = $2 ORDER BY line_no",
        account_id.0,
        id.0,
    )
    .fetch_all(tx)
    .await?;
    let lines = rows.into_iter().map(|row| Line {
        line_no: row.line_no,
        description: row.description,
        article: row.article,
        quantity_e4: row.quantity_e4,
        unit: row.unit,
        unit_price_e4: row.unit_price_e4,
        amount: Money::new(row.amount_minor, currency),
    });
    Ok(lines.collect())
}

pub(super) async fn tax(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: InvoiceId,
    currency: Currency,
) -> Result<Vec<Tax>> {
    let rows = sqlx::query!(
        "SELECT category, rate_bp, taxable_minor, tax_minor
         FROM invoice_tax WHERE account_id = $1 AND invoice_id = $2 ORDER BY category, rate_bp DESC",
        account_id.0,
        id.0,
    )
    .fetch_all(tx)
    .await?;
    let groups = rows.into_iter().map(|row| Tax {
        category: row.category,
        rate_bp: row.rate_bp,
        taxable: Money::new(row.taxable_minor, currency),
        tax: Money::new(row.tax_minor, currency),
    });
    Ok(groups.collect())
}
