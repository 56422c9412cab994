//! What a credit note says of what is taken back, in positive figures.

use crate::invoices::{issue::NewLine, says::Says};
use documents::invoice::{Adjustment, SalesTax, Tax};
use domain::{Refusal, invoice::TaxGroup, money::Money, rates};
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// What is taken back.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Credited {
    /// Line by line.
    pub lines: Vec<NewLine>,
    /// VAT by category and rate.
    pub tax: Vec<TaxGroup>,
    /// What the whole of it is made cheaper or dearer by.
    pub adjustments: Vec<Adjustment>,
    /// Sales tax by line and jurisdiction.
    pub sales_tax: Vec<SalesTax>,
    /// What the invoice was rounded by that is credited in whole.
    pub rounding_minor: i64,
}

impl Credited {
    /// All of an invoice.
    pub fn whole(says: &Says) -> Self {
        Self {
            lines: says.lines.iter().map(NewLine::from).collect(),
            tax: says.tax.iter().map(group).collect(),
            adjustments: says.adjustments.clone(),
            sales_tax: says.sales_tax.clone(),
            rounding_minor: says.rounding.minor,
        }
    }

    /// One line by its words. The rate of tax is the one that leads nearest to the tax.
    pub fn one_line(words: &str, net: Money, tax: Money) -> Self {
        let rate = Decimal::from(tax.minor) * Decimal::from(10_000);
        let rate = rate.checked_div(Decimal::from(net.minor)).unwrap_or_default();
        let rate_bp = rate.round_dp_with_strategy(0, rates::HALF_UP).to_i32().unwrap_or(0);
        let category = if tax.is_zero() { "Z" } else { "S" };
        let mut one = Self::default();
        one.add(plain(words, net, category, rate_bp), tax);
        one
    }

    /// An amount of an invoice: each category of its tax has its share, half up, and the last one what is
    /// left.
    pub fn amount(says: &Says, words: &str, net: Money, tax: Money) -> Result<Self, Refusal> {
        let sales = share(tax, says.sales_total()?, says.tax_total)?;
        let vat_total = says.tax_total.minus(says.sales_total()?)?;
        let (mut net_left, mut vat_left) = (net, tax.minus(sales)?);
        let (all_net, all_vat) = (net_left, vat_left);
        let Some((last, before)) = says.tax.split_last() else {
            return Ok(Self::one_line(words, net, tax));
        };
        let mut credited = Self::default();
        for was in before {
            let net = share(all_net, was.taxable, says.net)?;
            let vat = share(all_vat, was.tax, vat_total)?;
            (net_left, vat_left) = (net_left.minus(net)?, vat_left.minus(vat)?);
            if !net.is_zero() || !vat.is_zero() {
                credited.add(plain(words, net, &was.category, was.rate_bp), vat);
            }
        }
        credited.add(plain(words, net_left, &last.category, last.rate_bp), vat_left);
        credited.explain(&says.tax);
        credited.add_sales_tax(&says.sales_tax, sales)?;
        Ok(credited)
    }

    /// Adds a line with the VAT on it.
    pub fn add(&mut self, line: NewLine, vat: Money) {
        let net = Money::new(line.amount_minor, vat.currency);
        let same = |g: &&mut TaxGroup| g.category == line.tax_category && g.rate_bp == line.tax_bp;
        match self.tax.iter_mut().find(same) {
            Some(group) => {
                group.taxable.minor += net.minor;
                group.tax.minor += vat.minor;
            }
            None => self.tax.push(TaxGroup {
                category: line.tax_category.clone(),
                rate_bp: line.tax_bp,
                taxable: net,
                tax: vat,
                exemption: None,
                exemption_code: None,
            }),
        }
        self.lines.push(line);
    }

    /// Puts sales tax on the line that was added last, by jurisdiction as it was billed; the last one has
    /// what is left.
    pub fn add_sales_tax(&mut self, billed: &[SalesTax], tax: Money) -> Result<(), Refusal> {
        let (Some(line), Ok(line_no)) = (self.lines.last(), i32::try_from(self.lines.len())) else {
            return Ok(());
        };
        let taxable = Money::new(line.amount_minor, tax.currency);
        let mut whose: Vec<SalesTax> = Vec::new();
        for one in billed {
            match whose.iter_mut().find(|other| other.jurisdiction == one.jurisdiction) {
                Some(other) => other.tax = other.tax.plus(one.tax)?,
                None => whose.push(one.clone()),
            }
        }
        let all = Money::sum(whose.iter().map(|one| one.tax), tax.currency)?;
        let mut left = tax;
        let count = whose.len();
        for (n, one) in whose.into_iter().enumerate() {
            let part = if n + 1 == count { left } else { share(tax, one.tax, all)? };
            left = left.minus(part)?;
            self.sales_tax.push(SalesTax { line_no, taxable, tax: part, ..one });
        }
        Ok(())
    }

    /// Why there is no tax is as it was on the invoice.
    pub fn explain(&mut self, was: &[Tax]) {
        for group in &mut self.tax {
            if let Some(was) = was.iter().find(|was| was.category == group.category) {
                group.exemption = was.exemption.clone();
                group.exemption_code = was.exemption_code.clone();
            }
        }
    }
}

/// One of something.
pub(crate) fn plain(words: &str, net: Money, category: &str, rate_bp: i32) -> NewLine {
    NewLine {
        description: words.to_owned(),
        unit_price_e4: net.minor.saturating_mul(10_000),
        amount_minor: net.minor,
        tax_category: category.to_owned(),
        tax_bp: rate_bp,
        ..NewLine::default()
    }
}

fn group(tax: &Tax) -> TaxGroup {
    TaxGroup {
        category: tax.category.clone(),
        rate_bp: tax.rate_bp,
        taxable: tax.taxable,
        tax: tax.tax,
        exemption: tax.exemption.clone(),
        exemption_code: tax.exemption_code.clone(),
    }
}

/// As much of `whole` as `part` is of `of`, half up; nothing of nothing.
pub(crate) fn share(whole: Money, part: Money, of: Money) -> Result<Money, Refusal> {
    if of.is_zero() {
        return Ok(Money::zero(whole.currency));
    }
    let share = Decimal::from(part.minor) / Decimal::from(of.minor);
    rates::line_amount(share, Decimal::from(whole.minor), whole)
}
