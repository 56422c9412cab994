//! A line: the loop of IT1, and what it or the whole is made cheaper or dearer by.

use super::{
    Partner, figures,
    parties::{self, said},
    segments::Segments,
    taxes::{self, Jurisdictions},
    text, units,
};
use crate::{
    einvoice::Refused,
    invoice::{Adjustment, Invoice, Line},
};
use domain::money::Money;
use rust_decimal::Decimal;

/// The characters of a description, and of the number of an article or order.
const WORDS: usize = 80;
const NUMBER: usize = 48;

/// The loop of a line.
pub fn write(
    out: &mut Segments<'_>,
    line: &Line,
    invoice: &Invoice,
    known: &Jurisdictions,
) -> Result<(), Refused> {
    item(out, line)?;
    taxes::of_line(out, line, invoice, known)?;
    let amount = figures::exact(line.amount).to_string();
    out.put("PAM", &["", "", "", "1", &amount]);
    description(out, line);
    if let Some(centre) = said(&line.cost_centre) {
        parties::reference(out, "ZZ", centre, "Cost centre")?;
    }
    for one in &line.adjustments {
        adjustment(out, one)?;
    }
    said(&line.site).map_or(Ok(()), |site| parties::site(out, site))
}

fn item(out: &mut Segments<'_>, line: &Line) -> Result<(), Refused> {
    let at = |element: &str| format!("IT1[{}]/{element}", line.line_no);
    let price = figures::price(line, &at("IT104"))?;
    let mut elements = vec![
        line.line_no.to_string(),
        figures::r(Decimal::new(line.quantity_e4, 4), 10, &at("IT102"))?,
        units::code(&line.unit).to_owned(),
        figures::r(price.price, 17, &at("IT104"))?,
        price.basis.to_owned(),
    ];
    let numbers = [
        ("VP", &line.article),
        ("BP", &line.customer_article),
        ("PO", &line.po_number),
        ("PL", &line.po_line),
    ];
    for (kind, number) in numbers {
        if let Some(number) = said(number) {
            let number = text::number(number, NUMBER, &at(kind), out.partner())?;
            elements.extend([kind.to_owned(), number]);
        }
    }
    out.put("IT1", &elements.iter().map(String::as_str).collect::<Vec<_>>());
    Ok(())
}

/// What was sold, in as many segments as it needs; its unit, where X12 has no code for it; more about it;
/// reasons that a SAC has no room for.
fn description(out: &mut Segments<'_>, line: &Line) {
    let unit = (units::code(&line.unit) == "ZZ").then(|| format!("Unit: {}", line.unit));
    let told = [Some(line.description.clone()), unit, line.note.clone()];
    let reasons: Vec<String> = long_reasons(&line.adjustments, out.partner()).collect();
    for words in told.into_iter().flatten().chain(reasons) {
        for piece in text::pieces(&words, WORDS, out.partner()) {
            out.put("PID", &["F", "", "", "", &piece]);
        }
    }
}

/// Reasons that are longer than a SAC has room for, in full.
pub fn long_reasons<'a>(
    adjustments: &'a [Adjustment],
    partner: &'a Partner,
) -> impl Iterator<Item = String> + 'a {
    let reasons = adjustments.iter().map(|one| one.reason.clone());
    reasons.filter(|reason| text::pieces(reason, WORDS, partner).len() > 1)
}

/// SAC of a line or of the whole.
pub fn adjustment(out: &mut Segments<'_>, one: &Adjustment) -> Result<(), Refused> {
    let share = one.share_bp.map(|bp| Decimal::new(bp.into(), 2).normalize().to_string());
    let share = share.filter(|share| share.len() <= 6).unwrap_or_default();
    let kind = if share.is_empty() { "" } else { "Z" };
    let code = code(one.is_charge, one.reason_code.as_deref().unwrap_or_default());
    allowance_or_charge(out, one.is_charge, code, one.amount, [kind, &share], &one.reason)
}

/// SAC of an amount with its words and without a share.
pub fn amount(out: &mut Segments<'_>, amount: Money, words: &str) -> Result<(), Refused> {
    if amount.is_zero() {
        return Ok(());
    }
    let positive = Money::new(amount.minor.abs(), amount.currency);
    allowance_or_charge(out, amount.minor > 0, "ZZZZ", positive, ["", ""], words)
}

fn allowance_or_charge(
    out: &mut Segments<'_>,
    is_charge: bool,
    code: &str,
    amount: Money,
    [kind, share]: [&str; 2],
    words: &str,
) -> Result<(), Refused> {
    let which = if is_charge { "C" } else { "A" };
    let handling = if is_charge { "06" } else { "02" };
    let figure = figures::n2(amount, 15, "SAC05")?;
    let words = text::pieces(words, WORDS, out.partner()).into_iter().next().unwrap_or_default();
    let elements =
        [which, code, "", "", &figure, kind, share, "", "", "", "", handling, "", "", &words];
    out.put("SAC", &elements);
    Ok(())
}

/// Data element 1300 of a code of UNCL 5189 or 7161: freight, insurance and discount have one, all others are as
/// agreed, and their words say what they are.
fn code(is_charge: bool, code: &str) -> &'static str {
    match (is_charge, code) {
        (true, "FC") => "D240",
        (true, "IN") => "D980",
        (false, "95") => "C310",
        _ => "ZZZZ",
    }
}
