//! Rows beside the lines of a document: allowances and charges on a line or on the whole, and sales tax by
//! jurisdiction.

use super::cells::{Cells, NAME_LETTERS, NUMBER_LETTERS, TEXT_LETTERS};
use crate::invoices::{issue::NewLine, sums};
use documents::invoice::{Adjustment, SalesTax};
use domain::{Currency, Money, Refusal, rates};

/// Decimals of a percentage; those of sales tax have four.
const PERCENT_DECIMALS: u32 = 4;
/// All of it, in steps of these decimals.
const ALL: i64 = 1_000_000;
/// What a computed amount may be off by: programs round halves in two ways.
const TOLERANCE_MINOR: i64 = 1;

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Sort {
    #[default]
    Line,
    Allowance,
    Charge,
    SalesTax,
}

/// A row that is not a line, as it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Beside {
    /// Where it stands.
    pub row: usize,
    pub sort: Sort,
    /// Of which line, from 1 on.
    pub of_line: Option<i32>,
    reason: Option<String>,
    reason_code: Option<String>,
    percent: Option<i64>,
    base: Option<Money>,
    amount: Option<Money>,
    tax_bp: Option<i32>,
    category: Option<String>,
    jurisdiction: Option<String>,
}

/// What the row is.
pub(super) fn sort(cells: &mut Cells<'_>) -> Sort {
    let read = cells.read("row", |text| match text.to_lowercase().as_str() {
        "line" => Ok(Sort::Line),
        "allowance" => Ok(Sort::Allowance),
        "charge" => Ok(Sort::Charge),
        "sales_tax" => Ok(Sort::SalesTax),
        _ => Err("Write one of line, allowance, charge, sales_tax.".to_owned()),
    });
    read.unwrap_or_default()
}

/// Reads a row that is not a line.
pub(super) fn read(
    cells: &mut Cells<'_>,
    row: usize,
    sort: Sort,
    currency: Currency,
    category: impl FnOnce(&mut Cells<'_>) -> Option<String>,
) -> Beside {
    let beside = Beside {
        row,
        sort,
        of_line: cells.whole("of_line", 1_000),
        reason: cells.text("description", TEXT_LETTERS),
        reason_code: cells.text("reason_code", NUMBER_LETTERS),
        percent: cells.fixed("percent", PERCENT_DECIMALS, false),
        base: cells.amount("base", currency),
        amount: cells.amount("line_amount", currency),
        tax_bp: cells.percent("tax_percent", 10_000),
        category: category(cells),
        jurisdiction: cells.text("jurisdiction", NAME_LETTERS),
    };
    if beside.percent.is_some_and(|percent| percent > ALL) {
        cells.refuse("percent", "This has to be a percentage of 100% at most.");
    }
    if sort == Sort::SalesTax {
        if beside.jurisdiction.is_none() {
            cells.refuse("jurisdiction", "Whose sales tax is it? Name the state, county or city.");
        }
    } else if beside.reason.is_none() {
        cells.refuse("description", "Say why it is cheaper or dearer.");
    }
    beside
}

impl Beside {
    /// The index of the line that it is of, which has to be there.
    pub fn line(&self, cells: &mut Cells<'_>, lines: usize) -> Option<usize> {
        let index = match self.of_line {
            None if lines == 1 => Some(0),
            None => None,
            Some(line_no) => usize::try_from(line_no).ok().and_then(|n| n.checked_sub(1)),
        };
        let index = index.filter(|index| *index < lines);
        if index.is_none() {
            cells.look_at(self.row);
            cells.refuse("of_line", format!("This has to be a line: a number from 1 to {lines}."));
        }
        index
    }

    /// An allowance or a charge on an amount: that of the line before, or the sum of the lines.
    pub fn adjustment(
        &self,
        cells: &mut Cells<'_>,
        of: Money,
        (category, tax_bp): (&str, i32),
    ) -> Option<Adjustment> {
        cells.look_at(self.row);
        if self.percent.is_some_and(|percent| percent % 100 != 0) {
            cells.refuse("percent", "There can be 2 decimals at most.");
            return None;
        }
        let share_bp = self.percent.and_then(|percent| i32::try_from(percent / 100).ok());
        let base = self.base.unwrap_or(of);
        let computed = share_bp.map(|bp| rates::percent_of(base, rates::from_basis_points(bp)));
        let amount = self.agreed(cells, computed)?;
        Some(Adjustment {
            is_charge: self.sort == Sort::Charge,
            reason: self.reason.clone()?,
            reason_code: self.reason_code.clone(),
            share_bp,
            base: share_bp.map(|_| base).or(self.base),
            amount,
            tax_category: category.to_owned(),
            tax_bp,
        })
    }

    /// The tax on an adjustment of the whole: its own, or that of all lines where they have one.
    pub fn tax(&self, cells: &mut Cells<'_>, lines: &[NewLine]) -> Option<(String, i32)> {
        let first = lines.first()?;
        let is_one = lines
            .iter()
            .all(|line| line.tax_bp == first.tax_bp && line.tax_category == first.tax_category);
        if !is_one && self.tax_bp.is_none() {
            cells.look_at(self.row);
            let told = "Which tax rate is it? The lines have several.";
            cells.refuse("tax_percent", told);
            return None;
        }
        let tax_bp = self.tax_bp.unwrap_or(first.tax_bp);
        let like = lines.iter().find(|line| line.tax_bp == tax_bp);
        let usual = like.map_or(if tax_bp > 0 { "S" } else { "Z" }, |line| &line.tax_category);
        Some((self.category.clone().unwrap_or_else(|| usual.to_owned()), tax_bp))
    }

    /// Sales tax on a line.
    pub fn sales_tax(
        &self,
        cells: &mut Cells<'_>,
        line_no: i32,
        line: &NewLine,
        currency: Currency,
    ) -> Option<SalesTax> {
        cells.look_at(self.row);
        let taxable = self.base.unwrap_or(Money::new(line.amount_minor, currency));
        let rate_e6 = self.percent.and_then(|percent| i32::try_from(percent).ok());
        let computed = rate_e6.map(|rate| rates::millionths_of(taxable, rate));
        let tax = self.agreed(cells, computed)?;
        let jurisdiction = self.jurisdiction.clone()?;
        Some(SalesTax { line_no, jurisdiction, rate_e6: rate_e6.unwrap_or(0), taxable, tax })
    }

    /// The amount that the file says, if it is what the percentage comes to; else that.
    fn agreed(
        &self,
        cells: &mut Cells<'_>,
        computed: Option<Result<Money, Refusal>>,
    ) -> Option<Money> {
        let computed = match computed.transpose() {
            Ok(computed) => computed,
            Err(refusal) => {
                cells.refuse("percent", refusal.to_string());
                return None;
            }
        };
        match (self.amount, computed) {
            (Some(said), Some(computed))
                if (said.minor - computed.minor).abs() > TOLERANCE_MINOR =>
            {
                let told = format!("The percentage comes to {}.", computed.full());
                cells.refuse("line_amount", told);
                None
            }
            (Some(amount), _) | (None, Some(amount)) => Some(amount),
            (None, None) => {
                cells.refuse("line_amount", "This needs an amount or a percentage.");
                None
            }
        }
    }
}

/// Puts allowances and charges on the line that they are of.
pub(super) fn adjust_line(
    cells: &mut Cells<'_>,
    line: &mut NewLine,
    currency: Currency,
    beside: &[&Beside],
) -> Option<()> {
    for one in beside {
        let listed = sums::listed(line, currency).ok()?;
        let tax = (line.tax_category.as_str(), line.tax_bp);
        let adjustment = one.adjustment(cells, listed, tax)?;
        line.adjustments.push(adjustment);
    }
    Some(())
}
