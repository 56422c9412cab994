//! Invoices as a table, before it is a file: what each column has of an invoice and of its lines. Figures are as
//! they were issued; those of a credit note are positive, and its kind says what it is.

use crate::invoice::{Adjustment, Invoice, Kind, Line};
use chrono::NaiveDate;
use domain::{
    Refusal,
    money::Money,
    table_column::{Level, TableColumn, TableColumns},
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
pub fn rows(invoices: &[Invoice], columns: &TableColumns) -> Result<Vec<Vec<Value>>, Refusal> {
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
pub fn value(
    column: TableColumn,
    invoice: &Invoice,
    line: Option<&Line>,
) -> Result<Value, Refusal> {
    match (column.level(), line) {
        (Level::Document, _) => of_document(column, invoice),
        (Level::Line, Some(line)) => of_line(column, line, invoice),
        (Level::Line, None) => Ok(Value::Empty),
    }
}

fn of_document(column: TableColumn, invoice: &Invoice) -> Result<Value, Refusal> {
    let currency = invoice.total.currency;
    let sum = |amounts: &mut dyn Iterator<Item = Money>| Money::sum(amounts, currency);
    Ok(match column {
        TableColumn::Kind => Value::text(kind(invoice.kind)),
        TableColumn::Number => Value::text(&invoice.number),
        TableColumn::IssuedOn => Value::Day(invoice.issued_on),
        TableColumn::DueOn => day(invoice.due_on()),
        TableColumn::Currency => Value::text(currency.code()),
        TableColumn::AccountNumber => Value::text(&invoice.account_number),
        TableColumn::Customer => Value::text(&invoice.customer.name),
        TableColumn::CustomerVatId => said(&invoice.customer.vat_id),
        TableColumn::Seller => Value::text(&invoice.seller.name),
        TableColumn::SellerVatId => said(&invoice.seller.vat_id),
        TableColumn::PoNumber => {
            said(invoice.customer_po.as_ref().map_or(&invoice.po_number, |_| &invoice.customer_po))
        }
        TableColumn::IssuedPoNumber => said(&invoice.po_number),
        TableColumn::BuyerReference => said(&invoice.buyer_reference),
        TableColumn::Contract => said(&invoice.contract),
        TableColumn::Preceding => {
            invoice.preceding.as_ref().map_or(Value::Empty, |one| Value::text(&one.number))
        }
        TableColumn::DeliveredOn => day(invoice.delivered_on),
        TableColumn::DeliveredTo => delivered_to(invoice),
        TableColumn::DeliveryNote => said(&invoice.delivery_note),
        TableColumn::PeriodFrom => day(invoice.period.map(|(from, _)| from)),
        TableColumn::PeriodTo => day(invoice.period.map(|(_, to)| to)),
        TableColumn::Lines => {
            Value::Amount(sum(&mut invoice.lines.iter().map(|line| line.amount))?)
        }
        TableColumn::Allowances => Value::Amount(adjusted(&invoice.adjustments, false, invoice)?),
        TableColumn::Charges => Value::Amount(adjusted(&invoice.adjustments, true, invoice)?),
        TableColumn::Net => Value::Amount(invoice.net),
        TableColumn::Vat => Value::Amount(sum(&mut invoice.tax.iter().map(|tax| tax.tax))?),
        TableColumn::SalesTax => {
            Value::Amount(sum(&mut invoice.sales_tax.iter().map(|tax| tax.tax))?)
        }
        TableColumn::Total => Value::Amount(invoice.total),
        TableColumn::Prepaid => Value::Amount(invoice.prepaid),
        TableColumn::Rounding => Value::Amount(invoice.rounding),
        TableColumn::Due => Value::Amount(invoice.due()?),
        TableColumn::DiscountPercent => {
            invoice.discount.map_or(Value::Empty, |off| Value::figure(off.rate_bp.into(), 2))
        }
        TableColumn::DiscountUntil => day(invoice.discount.map(|off| off.until)),
        TableColumn::Iban => Value::text(&invoice.remit_to.iban),
        TableColumn::Bic => Value::text(&invoice.remit_to.bic),
        TableColumn::Note => said(&invoice.note),
        _ => Value::Empty,
    })
}

fn of_line(column: TableColumn, line: &Line, invoice: &Invoice) -> Result<Value, Refusal> {
    let currency = line.amount.currency;
    Ok(match column {
        TableColumn::LineNo => Value::figure(line.line_no.into(), 0),
        TableColumn::Description => Value::text(&line.description),
        TableColumn::LineNote => said(&line.note),
        TableColumn::Article => said(&line.article),
        TableColumn::CustomerArticle => said(&line.customer_article),
        TableColumn::LinePoNumber => said(&line.po_number),
        TableColumn::PoLine => said(&line.po_line),
        TableColumn::Site => said(&line.site),
        TableColumn::CostCentre => said(&line.cost_centre),
        TableColumn::Quantity => Value::figure(line.quantity_e4, 4),
        TableColumn::Unit => Value::text(&line.unit),
        TableColumn::UnitPrice => Value::figure(line.unit_price_e4, 4 + currency.exponent()),
        TableColumn::PricePer => Value::figure(line.price_per_e4, 4),
        TableColumn::LineAllowances => Value::Amount(adjusted(&line.adjustments, false, invoice)?),
        TableColumn::LineCharges => Value::Amount(adjusted(&line.adjustments, true, invoice)?),
        TableColumn::LineNet => Value::Amount(line.amount),
        TableColumn::VatCategory => Value::text(&line.tax_category),
        TableColumn::VatPercent => Value::figure(line.tax_bp.into(), 2),
        TableColumn::LineSalesTax => {
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
