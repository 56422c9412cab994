//! A line: the group of LIN, and what it or the whole is made cheaper or dearer by.

use super::{
    parties::{self, said},
    refused,
    segments::{Segments, figure, pieces, too_long, whole},
};
use crate::{
    einvoice::{Refused, units},
    invoice::{Adjustment, Invoice, Line, SalesTax},
};
use domain::rates;
use rust_decimal::Decimal;

/// The group of a line.
pub fn write(out: &mut Segments, line: &Line, invoice: &Invoice) -> Result<(), Refused> {
    let at = |segment: &str| format!("LIN[{}]/{segment}", line.line_no);
    let number = line.line_no.to_string();
    let article = whole(said(&line.article).unwrap_or_default(), 35, &at("LIN"))?;
    let kind = if article.is_empty() { "" } else { "SA" };
    out.put("LIN", &[&[&number], &[], &[&article, kind]]);
    if let Some(article) = said(&line.customer_article) {
        out.put("PIA", &[&["1"], &[&whole(article, 35, &at("PIA"))?, "IN"]]);
    }
    let unit = units::code(&line.unit);
    let rest = description(out, line);
    let quantity = figure(Decimal::new(line.quantity_e4, 4), 15, &at("QTY"))?;
    out.put("QTY", &[&["47", &quantity, unit]]);
    let unit_word =
        (unit == "C62" && !line.unit.is_empty()).then(|| format!("Unit: {}", line.unit));
    let centre = too_long("Cost centre", said(&line.cost_centre));
    let told = [rest, unit_word, line.note.clone(), centre].into_iter().flatten();
    let told = told.chain(long_reasons(&line.adjustments));
    out.words(&told.collect::<Vec<_>>().join(" "), 5)?;
    out.amount("203", line.amount);
    price(out, line, unit)?;
    if let Some(order) = said(&line.po_number) {
        // The line of an order has six characters beside it; a longer one is a reference of its own.
        let (beside, alone) = match said(&line.po_line) {
            Some(place) if place.chars().count() > 6 => ("", Some(place)),
            place => (place.unwrap_or_default(), None),
        };
        let beside = whole(beside, 6, &at("RFF+ON"))?;
        out.put("RFF", &[&["ON", &whole(order, 35, &at("RFF+ON"))?, &beside]]);
        out.reference("LI", alone)?;
    } else {
        out.reference("LI", said(&line.po_line))?;
    }
    out.reference_if_it_fits("ZZZ", said(&line.cost_centre));
    vat(out, &line.tax_category, line.tax_bp);
    for tax in invoice.sales_tax.iter().filter(|tax| tax.line_no == line.line_no) {
        sales_tax(out, tax)?;
    }
    said(&line.site).map_or(Ok(()), |site| parties::site(out, site))?;
    line.adjustments.iter().try_for_each(|one| adjustment(out, one))
}

/// IMD, ten times at most. What is left is given back.
fn description(out: &mut Segments, line: &Line) -> Option<String> {
    let pieces = pieces(&line.description, 35);
    let (said, rest) = pieces.split_at(pieces.len().min(20));
    for two in said.chunks(2) {
        let second = two.get(1).map_or("", String::as_str);
        out.put("IMD", &[&["F"], &[], &["", "", "", &two[0], second]]);
    }
    (!rest.is_empty()).then(|| rest.join(" "))
}

/// PRI: the price, and of how many. It has to make the amount, as whoever reads it will multiply.
fn price(out: &mut Segments, line: &Line, unit: &str) -> Result<(), Refused> {
    let at = format!("LIN[{}]/PRI", line.line_no);
    let (per, decimals) = (Decimal::new(line.price_per_e4, 4), line.amount.currency.exponent());
    let price = Decimal::new(line.unit_price_e4, 4 + decimals);
    let gross = price
        .checked_mul(Decimal::from(10_i64.pow(decimals)))
        .and_then(|minor| minor.checked_mul(Decimal::new(line.quantity_e4, 4)))
        .and_then(|minor| minor.checked_div(per))
        .and_then(|minor| rates::line_amount(minor, Decimal::ONE, line.amount).ok());
    let exact = || {
        let adjusted = crate::parts::adjustments(&line.adjustments, line.amount).ok()?;
        gross?.plus(adjusted).ok()
    };
    if exact() != Some(line.amount) {
        let amount = line.amount.canonical();
        let words = format!("Line {}: quantity and price do not make {amount}.", line.line_no);
        return Err(refused("SUM", &at, words));
    }
    let (price, per) = (figure(price, 15, &at)?, figure(per, 9, &at)?);
    let (per, unit) = if per == "1" { ("", "") } else { (per.as_str(), unit) };
    out.put("PRI", &[&["AAA", &price, "", "", per, unit]]);
    Ok(())
}

/// TAX of VAT.
pub fn vat(out: &mut Segments, category: &str, rate_bp: i32) {
    let rate = rates::from_basis_points(rate_bp).normalize().to_string();
    out.put("TAX", &[&["7"], &["VAT"], &[], &[], &["", "", "", &rate], &[category]]);
}

/// TAX of a jurisdiction, with its MOA.
pub fn sales_tax(out: &mut Segments, tax: &SalesTax) -> Result<(), Refused> {
    let rate = Decimal::new(tax.rate_e6.into(), 4).normalize().to_string();
    let place = whole(&tax.jurisdiction, 35, "TAX+7+STT")?;
    out.put("TAX", &[&["7"], &["STT", "", "", &place], &[], &[], &["", "", "", &rate]]);
    out.amount("124", tax.tax);
    Ok(())
}

/// Reasons that are longer than an ALC has room for.
pub fn long_reasons(adjustments: &[Adjustment]) -> impl Iterator<Item = String> {
    let reasons = adjustments.iter().map(|one| one.reason.clone());
    reasons.filter(|reason| pieces(reason, 35).len() > 2)
}

/// ALC of a line or of the whole, with its share, its amount and its VAT.
pub fn adjustment(out: &mut Segments, one: &Adjustment) -> Result<(), Refused> {
    let code = whole(said(&one.reason_code).unwrap_or_default(), 3, "ALC")?;
    let (which, of_allowance, of_charge) =
        if one.is_charge { ("C", "", code.as_str()) } else { ("A", code.as_str(), "") };
    let words = pieces(&one.reason, 35);
    let word = |n: usize| words.get(n).map_or("", String::as_str);
    let service = [of_charge, "", "", word(0), word(1)];
    out.put("ALC", &[&[which], &["", of_allowance], &[], &[], &service]);
    if let Some(bp) = one.share_bp {
        let share = rates::from_basis_points(bp).normalize().to_string();
        out.put("PCD", &[&["3", &share]]);
    }
    out.amount("8", one.amount);
    vat(out, &one.tax_category, one.tax_bp);
    Ok(())
}
