//! An invoice as JSON, all of it. `docs/invoice.schema.json` says what each name means; it grows, and what is in it
//! does not change its meaning. Amounts are decimals as text beside their currency, because numbers of JSON
//! are floats to most readers; so are quantities, prices and percentages.

use crate::{
    invoice::{Adjustment, Discount, Invoice, Line, Preceding, RemitTo, SalesTax, Tax},
    invoice_table,
    party::{Contact, Endpoint, Party},
};
use chrono::NaiveDate;
use domain::{Refusal, invoice::Instalment, money::Money};
use rust_decimal::Decimal;
use serde::{Serialize, Serializer, ser::SerializeMap};

/// The version of the schema.
const VERSION: i32 = 1;

/// Writes it, for people as well: with line ends and indents, and the names in the order of reading.
pub fn write(invoice: &Invoice) -> Result<Vec<u8>, Refusal> {
    let document = document(invoice)?;
    let mut text = serde_json::to_vec_pretty(&document).expect("text as keys, and memory");
    text.push(b'\n');
    Ok(text)
}

fn document(invoice: &Invoice) -> Result<Value, Refusal> {
    let period = |(from, to)| object([("from", day(from)), ("to", day(to))]);
    let fields = [
        ("version", Value::Number(VERSION)),
        ("kind", text(invoice_table::kind(invoice.kind))),
        ("is_copy", Value::Is(invoice.is_copy)),
        ("number", text(&invoice.number)),
        ("issued_on", day(invoice.issued_on)),
        ("due_on", option(invoice.due_on(), day)),
        ("preceding", option(invoice.preceding.as_ref(), preceding)),
        ("seller", party(&invoice.seller)),
        ("remit_to", remit_to(&invoice.remit_to)),
        ("customer", party(&invoice.customer)),
        ("account_number", text(&invoice.account_number)),
        ("buyer_reference", words(&invoice.buyer_reference)),
        ("po_number", words(&invoice.po_number)),
        ("customer_po", words(&invoice.customer_po)),
        ("contract", words(&invoice.contract)),
        ("delivered_on", option(invoice.delivered_on, day)),
        ("deliver_to", option(invoice.deliver_to.as_ref(), party)),
        ("delivery_note", words(&invoice.delivery_note)),
        ("period", option(invoice.period, period)),
        ("lines", list(&invoice.lines, line)),
        ("adjustments", list(&invoice.adjustments, adjustment)),
        ("tax", list(&invoice.tax, tax)),
        ("sales_tax", list(&invoice.sales_tax, sales_tax)),
        ("net", money(invoice.net)),
        ("total", money(invoice.total)),
        ("prepaid", money(invoice.prepaid)),
        ("rounding", money(invoice.rounding)),
        ("due", money(invoice.due()?)),
        ("instalments", list(&invoice.instalments, instalment)),
        ("discount", option(invoice.discount.as_ref(), discount)),
        ("note", words(&invoice.note)),
        ("made_on", day(invoice.made_on)),
    ];
    Ok(object(fields))
}

fn line(line: &Line) -> Value {
    object([
        ("line_no", Value::Number(line.line_no)),
        ("description", text(&line.description)),
        ("note", words(&line.note)),
        ("article", words(&line.article)),
        ("customer_article", words(&line.customer_article)),
        ("po_number", words(&line.po_number)),
        ("po_line", words(&line.po_line)),
        ("site", words(&line.site)),
        ("cost_centre", words(&line.cost_centre)),
        ("quantity", decimal(line.quantity_e4, 4)),
        ("unit", text(&line.unit)),
        ("unit_price", decimal(line.unit_price_e4, 4 + line.amount.currency.exponent())),
        ("price_per", decimal(line.price_per_e4, 4)),
        ("adjustments", list(&line.adjustments, adjustment)),
        ("tax_category", text(&line.tax_category)),
        ("tax_percent", decimal(line.tax_bp.into(), 2)),
        ("amount", money(line.amount)),
    ])
}

fn adjustment(one: &Adjustment) -> Value {
    object([
        ("is_charge", Value::Is(one.is_charge)),
        ("reason", text(&one.reason)),
        ("reason_code", words(&one.reason_code)),
        ("percent", option(one.share_bp, |bp| decimal(bp.into(), 2))),
        ("base", option(one.base, money)),
        ("amount", money(one.amount)),
        ("tax_category", text(&one.tax_category)),
        ("tax_percent", decimal(one.tax_bp.into(), 2)),
    ])
}

fn tax(tax: &Tax) -> Value {
    object([
        ("category", text(&tax.category)),
        ("percent", decimal(tax.rate_bp.into(), 2)),
        ("taxable", money(tax.taxable)),
        ("tax", money(tax.tax)),
        ("exemption", words(&tax.exemption)),
        ("exemption_code", words(&tax.exemption_code)),
    ])
}

/// Millionths are ten-thousandths of a per cent.
fn sales_tax(tax: &SalesTax) -> Value {
    object([
        ("line_no", Value::Number(tax.line_no)),
        ("jurisdiction", text(&tax.jurisdiction)),
        ("percent", decimal(tax.rate_e6.into(), 4)),
        ("taxable", money(tax.taxable)),
        ("tax", money(tax.tax)),
    ])
}

fn party(party: &Party) -> Value {
    object([
        ("name", text(&party.name)),
        ("address", list(&party.address, |line| text(line))),
        (
            "country",
            option(Some(&party.country).filter(|code| !code.is_empty()), |code| text(code)),
        ),
        ("vat_id", words(&party.vat_id)),
        ("registration", words(&party.registration)),
        ("endpoint", option(party.endpoint.as_ref(), endpoint)),
        ("contact", contact(&party.contact)),
    ])
}

fn endpoint(endpoint: &Endpoint) -> Value {
    object([("scheme", text(&endpoint.scheme)), ("id", text(&endpoint.id))])
}

fn contact(contact: &Contact) -> Value {
    object([
        ("name", words(&contact.name)),
        ("phone", words(&contact.phone)),
        ("email", words(&contact.email)),
    ])
}

fn remit_to(remit: &RemitTo) -> Value {
    object([
        ("account", text(&remit.iban)),
        ("bank_code", text(&remit.bic)),
        ("bank_name", text(&remit.bank_name)),
    ])
}

fn preceding(one: &Preceding) -> Value {
    object([("number", text(&one.number)), ("issued_on", option(one.issued_on, day))])
}

fn instalment(part: &Instalment) -> Value {
    object([("due_on", day(part.due_on)), ("amount", money(part.amount))])
}

fn discount(off: &Discount) -> Value {
    object([("percent", decimal(off.rate_bp.into(), 2)), ("until", day(off.until))])
}

fn money(money: Money) -> Value {
    object([("amount", text(&money.canonical())), ("currency", text(money.currency.code()))])
}

/// No zeros at the end: `2.5`, `21`.
fn decimal(parts: i64, scale: u32) -> Value {
    text(&Decimal::new(parts, scale).normalize().to_string())
}

fn day(day: NaiveDate) -> Value {
    text(&day.to_string())
}

fn option<T>(one: Option<T>, told: impl Fn(T) -> Value) -> Value {
    one.map_or(Value::Nothing, told)
}

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

fn words(words: &Option<String>) -> Value {
    option(words.as_deref(), text)
}

fn list<T>(all: &[T], told: impl Fn(&T) -> Value) -> Value {
    Value::List(all.iter().map(told).collect())
}

/// What is not there is left out.
fn object<const N: usize>(fields: [(&'static str, Value); N]) -> Value {
    Value::Object(
        fields.into_iter().filter(|(_, value)| !matches!(value, Value::Nothing)).collect(),
    )
}

/// A value of JSON whose names keep their order, whatever other crates have asked of serde_json.
enum Value {
    Nothing,
    Is(bool),
    Number(i32),
    Text(String),
    List(Vec<Value>),
    Object(Vec<(&'static str, Value)>),
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => to.serialize_unit(),
            Self::Is(it) => to.serialize_bool(*it),
            Self::Number(number) => to.serialize_i32(*number),
            Self::Text(words) => to.serialize_str(words),
            Self::List(all) => to.collect_seq(all),
            Self::Object(fields) => {
                let mut map = to.serialize_map(Some(fields.len()))?;
                fields.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
                map.end()
            }
        }
    }
}
