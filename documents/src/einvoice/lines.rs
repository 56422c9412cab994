//! Lines, allowances and charges in the terms of EN 16931.

use super::{
    Refused,
    terms::{amount, order, rate, said},
    units,
};
use crate::invoice::{Adjustment, Invoice, Line};
use domain::rates;
use en16931::{
    DocumentReference, Identifier, InvoiceAmount, InvoiceLine, Percentage, Quantity,
    UnitPriceAmount,
    invoice::{
        Code, DocumentAllowanceCharge, Item, ItemAttribute, LineAllowanceCharge, LineVat,
        PriceDetails,
    },
};
use rust_decimal::Decimal;

/// An order number (UNTDID 1153). The norm knows one order for the whole; a line that is of another one
/// tells it as the object that it is about (BT-128).
const ORDER: &str = "ON";
/// What the place of a line is called among the properties of what was sold (BG-32).
const SITE: &str = "Site";

/// The lines.
pub fn of(invoice: &Invoice) -> Result<Vec<InvoiceLine>, Refused> {
    let order = order(invoice);
    invoice.lines.iter().map(|one| line(one, order.as_deref())).collect()
}

fn line(line: &Line, order: Option<&str>) -> Result<InvoiceLine, Refused> {
    let at = format!("BG-25[{}]", line.line_no);
    // No price may be less than nothing (BR-27): what is taken off is a quantity less than nothing.
    let sign = if line.unit_price_e4 < 0 { -1 } else { 1 };
    let mut made = InvoiceLine::new(
        line.line_no.to_string(),
        line.description.clone(),
        Quantity::new(ten_thousandths(line.quantity_e4 * sign)),
        units::code(&line.unit),
        amount(line.amount, &format!("{at}/BT-131"))?,
        line.tax_category.as_str(),
        None,
    );
    made.vat = vat(&line.tax_category, line.tax_bp);
    made.note = said(&line.note);
    made.order_line_reference = said(&line.po_line).map(DocumentReference::new);
    made.accounting_reference = said(&line.cost_centre);
    let other = said(&line.po_number).filter(|other| Some(other.as_str()) != order);
    made.object_identifier = other.map(|other| Identifier::schemed(other, ORDER));
    made.price = price(line, sign);
    made.item = item(line);
    for one in &line.adjustments {
        let list = if one.is_charge { &mut made.charges } else { &mut made.allowances };
        list.push(of_line(one, &at)?);
    }
    Ok(made)
}

fn item(line: &Line) -> Item {
    let site = said(&line.site)
        .map(|site| ItemAttribute { name: Some(SITE.to_owned()), value: Some(site) });
    Item {
        name: Some(line.description.clone()),
        seller_identifier: said(&line.article),
        buyer_identifier: said(&line.customer_article),
        attributes: site.into_iter().collect(),
        ..Item::default()
    }
}

fn price(line: &Line, sign: i64) -> PriceDetails {
    let scale = 4 + line.amount.currency.exponent();
    let of_many = line.price_per_e4 != 10_000;
    let price = Decimal::new(line.unit_price_e4 * sign, scale).normalize();
    PriceDetails {
        net_price: UnitPriceAmount::new(price),
        base_quantity: of_many.then(|| Quantity::new(ten_thousandths(line.price_per_e4))),
        base_quantity_code: of_many.then(|| Code::new(units::code(&line.unit))),
        ..PriceDetails::default()
    }
}

fn of_line(one: &Adjustment, at: &str) -> Result<LineAllowanceCharge, Refused> {
    Ok(LineAllowanceCharge {
        amount: amount(one.amount, at)?,
        base_amount: base(one, at)?,
        percentage: share(one),
        reason: Some(one.reason.trim().to_owned()).filter(|reason| !reason.is_empty()),
        reason_code: said(&one.reason_code).map(Code::new),
    })
}

/// The allowances, or the charges, of the whole.
pub fn adjustments(
    invoice: &Invoice,
    charges: bool,
) -> Result<Vec<DocumentAllowanceCharge>, Refused> {
    let chosen = invoice.adjustments.iter().filter(|one| one.is_charge == charges);
    chosen.map(of_document).collect()
}

fn of_document(one: &Adjustment) -> Result<DocumentAllowanceCharge, Refused> {
    let at = if one.is_charge { "BG-21" } else { "BG-20" };
    Ok(DocumentAllowanceCharge {
        amount: amount(one.amount, at)?,
        base_amount: base(one, at)?,
        percentage: share(one),
        vat: vat(&one.tax_category, one.tax_bp),
        reason: Some(one.reason.trim().to_owned()).filter(|reason| !reason.is_empty()),
        reason_code: said(&one.reason_code).map(Code::new),
    })
}

/// Share and base go together (Peppol R041 and R042).
fn share(one: &Adjustment) -> Option<Percentage> {
    let share = one.share_bp.filter(|_| one.base.is_some())?;
    Some(Percentage::new(rates::from_basis_points(share).normalize()))
}

fn base(one: &Adjustment, at: &str) -> Result<Option<InvoiceAmount>, Refused> {
    one.base.filter(|_| one.share_bp.is_some()).map(|base| amount(base, at)).transpose()
}

fn ten_thousandths(number: i64) -> Decimal {
    Decimal::new(number, 4).normalize()
}

/// What is outside of the scope of VAT has no rate, not even zero (BR-O-05 to BR-O-07).
fn vat(category: &str, rate_bp: i32) -> LineVat {
    LineVat { category: Code::new(category), rate: (category != "O").then(|| rate(rate_bp)) }
}
