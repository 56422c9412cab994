//! Where CII is stricter than UBL: what VAT is computed from has to be the sum of its lines, allowances
//! and charges to the cent. UBL's rules, and the crate's, let it be off by less than one.

use super::Broken;
use crate::invoice::{Adjustment, Invoice, Tax};

/// The groups whose amount is another.
pub fn broken(invoice: &Invoice) -> Vec<Broken> {
    let wrong = invoice.tax.iter().filter(|group| group.taxable.minor != sum(invoice, group));
    wrong.map(|group| told(&group.category)).collect()
}

/// In minor units.
fn sum(invoice: &Invoice, group: &Tax) -> i64 {
    let of_group =
        |category: &String, rate_bp| *category == group.category && rate_bp == group.rate_bp;
    let lines = invoice.lines.iter().filter(|line| of_group(&line.tax_category, line.tax_bp));
    let adjustments =
        invoice.adjustments.iter().filter(|one| of_group(&one.tax_category, one.tax_bp));
    lines.map(|line| line.amount.minor).sum::<i64>() + adjustments.map(signed).sum::<i64>()
}

fn signed(one: &Adjustment) -> i64 {
    if one.is_charge { one.amount.minor } else { -one.amount.minor }
}

/// The rule has its category in its name; that of supplies to the EU has another there.
fn told(category: &str) -> Broken {
    let name = if category == "K" { "IC" } else { category };
    Broken {
        rule: format!("BR-{name}-08"),
        at: "BG-23/BT-116".to_owned(),
        words: "The taxable amount is the sum of lines and charges less allowances.".to_owned(),
    }
}
