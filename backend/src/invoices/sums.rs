//! What the lines of an invoice come to, with what it is made cheaper or dearer by: BR-CO-10 to -15 of EN
//! 16931.

use super::issue::NewLine;
use documents::invoice::{Adjustment, SalesTax};
use domain::{
    Refusal,
    invoice::{TaxGroup, Taxed, tax_groups},
    money::{Currency, Money},
    rates,
};
use rust_decimal::Decimal;

/// The sums of an invoice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Sums {
    /// VAT by category and rate.
    pub tax: Vec<TaxGroup>,
    /// Lines less allowances and with charges.
    pub net: Money,
    /// VAT and sales tax.
    pub tax_total: Money,
    /// Net and tax.
    pub total: Money,
}

/// Sums them: tax is computed once for each category and rate, half up.
pub(crate) fn sums(
    lines: &[NewLine],
    adjustments: &[Adjustment],
    sales_tax: &[SalesTax],
    currency: Currency,
) -> Result<Sums, Refusal> {
    let of_lines = lines.iter().map(|line| Taxed {
        category: &line.tax_category,
        rate_bp: line.tax_bp,
        net: Money::new(line.amount_minor, currency),
    });
    let of_all = adjustments.iter().map(|one| Taxed {
        category: &one.tax_category,
        rate_bp: one.tax_bp,
        net: signed(one),
    });
    let tax = tax_groups(of_lines.chain(of_all))?;
    let net = Money::sum(tax.iter().map(|group| group.taxable), currency)?;
    let vat = tax.iter().map(|group| group.tax);
    let tax_total = Money::sum(vat.chain(sales_tax.iter().map(|one| one.tax)), currency)?;
    Ok(Sums { tax, net, tax_total, total: net.plus(tax_total)? })
}

/// What an adjustment adds: an allowance takes away.
pub(crate) fn signed(one: &Adjustment) -> Money {
    let minor = if one.is_charge { one.amount.minor } else { -one.amount.minor };
    Money::new(minor, one.amount.currency)
}

/// Quantity times price, half up, without what the line is made cheaper or dearer by.
pub(crate) fn listed(line: &NewLine, currency: Currency) -> Result<Money, Refusal> {
    rates::line_amount_per(
        Decimal::new(line.quantity_e4, 4),
        Decimal::new(line.unit_price_e4, 4),
        Decimal::new(line.price_per_e4, 4),
        Money::zero(currency),
    )
}

/// Quantity times price, with what the line is made cheaper or dearer by.
pub(crate) fn line_net(line: &NewLine, currency: Currency) -> Result<Money, Refusal> {
    line.adjustments.iter().try_fold(listed(line, currency)?, |net, one| net.plus(signed(one)))
}
