//! What the parts of an invoice add up to, for formats whose readers add them up.

use crate::invoice::{Adjustment, Invoice};
use domain::{Refusal, money::Money};

/// Its lines.
pub fn lines(invoice: &Invoice) -> Result<Money, Refusal> {
    Money::sum(invoice.lines.iter().map(|line| line.amount), invoice.total.currency)
}

/// What charges come to, less allowances.
pub fn adjustments(all: &[Adjustment], like: Money) -> Result<Money, Refusal> {
    all.iter().try_fold(Money::zero(like.currency), |sum, one| match one.is_charge {
        true => sum.plus(one.amount),
        false => sum.minus(one.amount),
    })
}

/// All taxes.
pub fn taxes(invoice: &Invoice) -> Result<Money, Refusal> {
    let vat = invoice.tax.iter().map(|tax| tax.tax);
    let all = vat.chain(invoice.sales_tax.iter().map(|tax| tax.tax));
    Money::sum(all, invoice.total.currency)
}

/// All of it: what its total has to be.
pub fn total(invoice: &Invoice) -> Result<Money, Refusal> {
    let adjusted = adjustments(&invoice.adjustments, invoice.total)?;
    lines(invoice)?.plus(adjusted)?.plus(taxes(invoice)?)
}
