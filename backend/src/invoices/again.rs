//! An invoice billed again with other quantities, prices or rates: what was a share stays that share, and
//! what was an amount stays that amount.

use super::{
    issue::NewLine,
    says::Says,
    sums::{self, Sums, listed},
};
use documents::invoice::{Adjustment, Line, SalesTax};
use domain::{
    Refusal,
    money::{Currency, Money},
    rates,
};
use rust_decimal::Decimal;

/// What is billed again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Again {
    pub lines: Vec<NewLine>,
    pub adjustments: Vec<Adjustment>,
    pub sales_tax: Vec<SalesTax>,
    pub sums: Sums,
}

impl From<&Line> for NewLine {
    fn from(line: &Line) -> Self {
        Self {
            description: line.description.clone(),
            article: line.article.clone(),
            quantity_e4: line.quantity_e4,
            unit: line.unit.clone(),
            unit_price_e4: line.unit_price_e4,
            price_per_e4: line.price_per_e4,
            amount_minor: line.amount.minor,
            tax_category: line.tax_category.clone(),
            tax_bp: line.tax_bp,
            note: line.note.clone(),
            customer_article: line.customer_article.clone(),
            po_number: line.po_number.clone(),
            po_line: line.po_line.clone(),
            site: line.site.clone(),
            cost_centre: line.cost_centre.clone(),
            adjustments: line.adjustments.clone(),
        }
    }
}

/// Bills the lines again, each given with the number that it had; those that are not given are left out.
pub(crate) fn bill(
    old: &Says,
    lines: Vec<(i32, NewLine)>,
    currency: Currency,
) -> Result<Again, Refusal> {
    let mut sales_tax = Vec::new();
    let mut billed = Vec::with_capacity(lines.len());
    for (line_no, (was_no, mut line)) in (1..).zip(lines) {
        let price = listed(&line, currency)?;
        for one in &mut line.adjustments {
            (one.tax_category, one.tax_bp) = (line.tax_category.clone(), line.tax_bp);
            scale(one, price)?;
        }
        line.amount_minor = sums::line_net(&line, currency)?.minor;
        let was = old.lines.iter().find(|was| was.line_no == was_no).ok_or(Refusal::Stale)?;
        for one in old.sales_tax.iter().filter(|one| one.line_no == was_no) {
            sales_tax.push(tax_again(one, was.amount, line_no, line.amount_minor)?);
        }
        billed.push(line);
    }
    let sum = Money::sum(billed.iter().map(|l| Money::new(l.amount_minor, currency)), currency)?;
    let mut adjustments = old.adjustments.clone();
    let was = Money::sum(old.lines.iter().map(|line| line.amount), currency)?;
    for one in adjustments.iter_mut().filter(|one| one.base == Some(was)) {
        scale(one, sum)?;
    }
    let mut sums = sums::sums(&billed, &adjustments, &sales_tax, currency)?;
    for group in &mut sums.tax {
        let same = |was: &&documents::invoice::Tax| was.category == group.category;
        if let Some(was) = old.tax.iter().find(same) {
            group.exemption = was.exemption.clone();
            group.exemption_code = was.exemption_code.clone();
        }
    }
    Ok(Again { lines: billed, adjustments, sales_tax, sums })
}

/// A share is taken of the new base, half up.
fn scale(one: &mut Adjustment, base: Money) -> Result<(), Refusal> {
    if let Some(share_bp) = one.share_bp.filter(|_| one.base.is_some()) {
        one.base = Some(base);
        one.amount = rates::percent_of(base, rates::from_basis_points(share_bp))?;
    }
    Ok(())
}

/// Sales tax on a line whose net amount is another one: what is taxable is so in proportion.
fn tax_again(
    one: &SalesTax,
    was: Money,
    line_no: i32,
    net_minor: i64,
) -> Result<SalesTax, Refusal> {
    let taxable = if one.taxable == was || was.is_zero() {
        Money::new(net_minor, was.currency)
    } else {
        let share = Decimal::from(net_minor) / Decimal::from(was.minor);
        rates::line_amount(share, Decimal::from(one.taxable.minor), was)?
    };
    let tax = rates::millionths_of(taxable, one.rate_e6)?;
    Ok(SalesTax { line_no, taxable, tax, ..one.clone() })
}
