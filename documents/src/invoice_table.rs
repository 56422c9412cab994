//! Invoices as a table, before it is a file: what each column has of an invoice and of its lines. Figures are as
//! they were issued; those of a credit note are positive, and its kind says what it is.

use crate::invoice::{Adjustment, Invoice, Kind, Line};
use chrono::NaiveDate;
use domain::{
    Refusal,
    column::{Column, Columns, Level},
    money::Money,
};
use rust_decimal::Decimal;

/// What a cell has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// Nothing.
    Empty,
    /// Words, or a number that nobody reckons with.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// An amount.
    Amount(Money),
    /// Any other figure: a quantity, a price in whole units of its currency, a percentage.
    Figure(Decimal),
}

/// The rows: one for each document, or one for each line where a column is of lines. A document without
/// lines has a row all the same.
pub fn rows(invoices: &[Invoice], columns: &Columns) -> Result<Vec<Vec<Value>>, Refusal> {
    let mut rows = Vec::new();
    for invoice in invoices {
        let row = |line| {
            let cells = columns.iter().map(|column| value(column, invoice, line));
            cells.collect::<Result<_, Refusal>>()
        };
        if columns.level() == Level::Document || invoice.lines.is_empty() {
            rows.push(row(None)?);
            continue;
        }
        for line in &invoice.lines {
            rows.push(row(Some(line))?);
        }
    }
    Ok(rows)
}

/// What a column has of an invoice, or of one of its lines.
pub fn value(column: Column, invoice: &Invoice, line: Option<&Line>) -> Result<Value, Refusal> {
    match (column.level(), line) {
        (Level::Document, _) => of_document(column, invoice),
        (Level::Line, Some(line)) => of_line(column, line, invoice),
        (Level::Line, None) => Ok(Value::Empty),
    }
}

fn of_document(column: Column, invoice: &Invoice) -> Result<Value, Refusal> {
    let currency = invoice.total.currency;
    let sum = |amounts: &mut dyn Iterator<Item = Money>| Money::sum(amounts, currency);
    Ok(match column {
        Column::Kind => Value::text(kind(invoice.kind)),
        Column::Number => Value::text(&invoice.number),
        Column::IssuedOn => Value::Day(invoice.issued_on),
        Column::DueOn => day(invoice.due_on()),
        Column::Currency => Value::text(currency.code()),
        Column::AccountNumber => Value::text(&invoice.account_number),
        Column::Customer => Value::text(&invoice.customer.name),
        Column::CustomerVatId => said(&invoice.customer.vat_id),
        Column::Seller => Value::text(&invoice.seller.name),
        Column::SellerVatId => said(&invoice.seller.vat_id),
        Column::PoNumber => {
            said(invoice.customer_po.as_ref().map_or(&invoice.po_number, |_| &invoice.customer_po))
        }
        Column::IssuedPoNumber => said(&invoice.po_number),
        Column::BuyerReference => said(&invoice.buyer_reference),
        Column::Contract => said(&invoice.contract),
        Column::Preceding => {
            invoice.preceding.as_ref().map_or(Value::Empty, |one| Value::text(&one.number))
        }
        Column::DeliveredOn => day(invoice.delivered_on),
        Column::DeliveredTo => delivered_to(invoice),
        Column::DeliveryNote => said(&invoice.delivery_note),
        Column::PeriodFrom => day(invoice.period.map(|(from, _)| from)),
        Column::PeriodTo => day(invoice.period.map(|(_, to)| to)),
        Column::Lines => Value::Amount(sum(&mut invoice.lines.iter().map(|line| line.amount))?),
        Column::Allowances => Value::Amount(adjusted(&invoice.adjustments, false, invoice)?),
        Column::Charges => Value::Amount(adjusted(&invoice.adjustments, true, invoice)?),
        Column::Net => Value::Amount(invoice.net),
        Column::Vat => Value::Amount(sum(&mut invoice.tax.iter().map(|tax| tax.tax))?),
        Column::SalesTax => Value::Amount(sum(&mut invoice.sales_tax.iter().map(|tax| tax.tax))?),
        Column::Total => Value::Amount(invoice.total),
        Column::Prepaid => Value::Amount(invoice.prepaid),
        Column::Rounding => Value::Amount(invoice.rounding),
        Column::Due => Value::Amount(invoice.due()?),
        Column::DiscountPercent => {
            invoice.discount.map_or(Value::Empty, |off| Value::figure(off.rate_bp.into(), 2))
        }
        Column::DiscountUntil => day(invoice.discount.map(|off| off.until)),
        Column::Iban => Value::text(&invoice.remit_to.iban),
        Column::Bic => Value::text(&invoice.remit_to.bic),
        Column::Note => said(&invoice.note),
        _ => Value::Empty,
    })
}

fn of_line(column: Column, line: &Line, invoice: &Invoice) -> Result<Value, Refusal> {
    let currency = line.amount.currency;
    Ok(match column {
        Column::LineNo => Value::figure(line.line_no.into(), 0),
        Column::Description => Value::text(&line.description),
        Column::LineNote => said(&line.note),
        Column::Article => said(&line.article),
        Column::CustomerArticle => said(&line.customer_article),
        Column::LinePoNumber => said(&line.po_number),
        Column::PoLine => said(&line.po_line),
        Column::Site => said(&line.site),
        Column::CostCentre => said(&line.cost_centre),
        Column::Quantity => Value::figure(line.quantity_e4, 4),
        Column::Unit => Value::text(&line.unit),
        Column::UnitPrice => Value::figure(line.unit_price_e4, 4 + currency.exponent()),
        Column::PricePer => Value::figure(line.price_per_e4, 4),
        Column::LineAllowances => Value::Amount(adjusted(&line.adjustments, false, invoice)?),
        Column::LineCharges => Value::Amount(adjusted(&line.adjustments, true, invoice)?),
        Column::LineNet => Value::Amount(line.amount),
        Column::VatCategory => Value::text(&line.tax_category),
        Column::VatPercent => Value::figure(line.tax_bp.into(), 2),
        Column::LineSalesTax => {
            let own = invoice.sales_tax.iter().filter(|tax| tax.line_no == line.line_no);
            Value::Amount(Money::sum(own.map(|tax| tax.tax), currency)?)
        }
        _ => Value::Empty,
    })
}

/// The word for machines; it is the one of JSON, too.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Invoice => "invoice",
        Kind::Correction => "correction",
        Kind::CreditNote => "credit_note",
    }
}

fn adjusted(all: &[Adjustment], charges: bool, invoice: &Invoice) -> Result<Money, Refusal> {
    let chosen = all.iter().filter(|one| one.is_charge == charges);
    Money::sum(chosen.map(|one| one.amount), invoice.total.currency)
}

fn delivered_to(invoice: &Invoice) -> Value {
    invoice.deliver_to.as_ref().map_or(Value::Empty, |to| {
        let named = Some(&to.name).filter(|name| !name.is_empty());
        let parts: Vec<&str> = named.into_iter().chain(&to.address).map(String::as_str).collect();
        Value::text(&parts.join(", "))
    })
}

fn said(words: &Option<String>) -> Value {
    words.as_deref().map_or(Value::Empty, Value::text)
}

fn day(day: Option<NaiveDate>) -> Value {
    day.map_or(Value::Empty, Value::Day)
}

impl Value {
    fn text(words: &str) -> Self {
        if words.is_empty() { Self::Empty } else { Self::Text(words.to_owned()) }
    }

    fn figure(parts: i64, scale: u32) -> Self {
        Self::Figure(Decimal::new(parts, scale).normalize())
    }
}
