//! What an invoice's lines add up to: what the whole is made cheaper or dearer by, tax, the total, and what
//! is to be paid.

use super::lines::{adjusted, change};
use crate::{
    invoice::{Invoice, Kind, SalesTax, Tax},
    sheet::Sum,
    words::{Word, invoice as words},
};
use domain::{Money, language::Language};

/// All of it, down to what is to be paid.
pub fn of(invoice: &Invoice, language: Language) -> Vec<Sum> {
    let mut sums = Vec::new();
    if !invoice.adjustments.is_empty() {
        let lines = invoice.lines.iter().map(|line| line.amount);
        if let Ok(lines) = Money::sum(lines, invoice.total.currency) {
            sums.push(Sum::line(words::LINES.of(language), language.bare(lines)));
        }
        let all = invoice.adjustments.iter();
        sums.extend(all.map(|one| Sum::line(adjusted(one, language), change(one, language))));
    }
    sums.push(Sum::line(words::NET.of(language), language.bare(invoice.net)));
    sums.extend(invoice.tax.iter().filter_map(|group| vat(group, language)));
    sums.extend(sales_taxes(&invoice.sales_tax).iter().map(|group| sales_tax(group, language)));
    sums.extend(totals(invoice, language));
    sums
}

/// Total, and what is left of it to pay.
fn totals(invoice: &Invoice, language: Language) -> Vec<Sum> {
    let word = match invoice.kind {
        Kind::CreditNote => words::TOTAL_CREDITED,
        _ => words::TOTAL,
    };
    let total = (word.of(language), language.amount(invoice.total));
    let due = invoice.due();
    let (Ok(due), true) = (due, !invoice.prepaid.is_zero() || !invoice.rounding.is_zero()) else {
        return vec![Sum::grand(total.0, total.1)];
    };
    let mut sums = vec![Sum::line(total.0, total.1)];
    if !invoice.prepaid.is_zero() {
        let less = Money::new(-invoice.prepaid.minor, invoice.prepaid.currency);
        sums.push(Sum::line(words::PREPAID.of(language), language.bare(less)));
    }
    if !invoice.rounding.is_zero() {
        sums.push(Sum::line(words::ROUNDING.of(language), language.bare(invoice.rounding)));
    }
    sums.push(Sum::grand(words::TO_PAY.of(language), language.amount(due)));
    sums
}

/// VAT of a rate, and why there is none. Where nothing is subject to VAT and nobody says why, as in the
/// United States, it does not stand on the document.
fn vat(group: &Tax, language: Language) -> Option<Sum> {
    if group.category == "O" && group.exemption.is_none() && group.tax.is_zero() {
        return None;
    }
    let rate = language.percent(group.rate_bp);
    let base = language.bare(group.taxable);
    let label = words::VAT_ON.with(language, &[("rate", &rate), ("base", &base)]);
    let legal = reason(&group.category).map(|word| word.own(language));
    let bare = |text: &str| text.trim().trim_end_matches('.').to_lowercase();
    let told = group.exemption.clone();
    let told = told.filter(|told| legal.as_ref().is_none_or(|legal| bare(legal) != bare(told)));
    let note = legal.into_iter().chain(told).collect();
    Some(Sum { note, ..Sum::line(label, language.bare(group.tax)) })
}

/// The words that have to stand on an invoice without VAT (Directive 2006/112/EC, article 226, 11 and 11a).
fn reason(category: &str) -> Option<Word> {
    match category {
        "AE" => Some(words::REVERSE_CHARGE),
        "K" => Some(words::WITHIN_UNION),
        "G" => Some(words::EXPORT),
        "E" => Some(words::EXEMPT),
        "Z" => Some(words::ZERO),
        "O" => Some(words::OUTSIDE),
        _ => None,
    }
}

/// Sales tax of each jurisdiction and rate, in the order in which it first appears.
fn sales_taxes(all: &[SalesTax]) -> Vec<SalesTax> {
    let mut groups: Vec<SalesTax> = Vec::new();
    for one in all {
        let same = |group: &&mut SalesTax| {
            group.jurisdiction == one.jurisdiction && group.rate_e6 == one.rate_e6
        };
        let summed = groups.iter_mut().find(same).and_then(|group| {
            group.taxable = group.taxable.plus(one.taxable).ok()?;
            group.tax = group.tax.plus(one.tax).ok()?;
            Some(())
        });
        if summed.is_none() {
            groups.push(one.clone());
        }
    }
    groups
}

fn sales_tax(group: &SalesTax, language: Language) -> Sum {
    let rate = language.percent_e6(group.rate_e6);
    let base = language.bare(group.taxable);
    let all = [("place", group.jurisdiction.as_str()), ("rate", &rate), ("base", &base)];
    Sum::line(words::SALES_TAX.with(language, &all), language.bare(group.tax))
}
