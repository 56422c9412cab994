//! Taxes: TXI. A share is written as a fraction, 0.21 for 21 per cent.

use super::{figures, parties::said, refused, segments::Segments, text};
use crate::{
    einvoice::Refused,
    invoice::{Invoice, Line, SalesTax, Tax},
};
use domain::money::Money;
use rust_decimal::Decimal;

/// The most TXI of a line, and of the summary.
const MOST: usize = 10;
/// The characters of a jurisdiction's code.
const CODE: usize = 10;

/// Jurisdictions of an invoice, with a code of ten characters at most: its own name where that is short
/// enough, else a number that a note explains.
pub struct Jurisdictions(Vec<(String, String)>);

impl Jurisdictions {
    /// Those of an invoice, in the order of its lines.
    pub fn of(invoice: &Invoice, out: &Segments<'_>) -> Self {
        let mut known: Vec<(String, String)> = Vec::new();
        for tax in &invoice.sales_tax {
            if known.iter().all(|(name, _)| *name != tax.jurisdiction) {
                let name = text::clean(&tax.jurisdiction, out.partner());
                let fits = (1..=CODE).contains(&name.len());
                let code = if fits { name } else { format!("#{}", known.len() + 1) };
                known.push((tax.jurisdiction.clone(), code));
            }
        }
        Self(known)
    }

    /// What the numbers stand for.
    pub fn notes(&self) -> impl Iterator<Item = String> {
        let numbered = self.0.iter().filter(|(_, code)| code.starts_with('#'));
        numbered.map(|(name, code)| format!("Tax jurisdiction {code}: {name}"))
    }

    fn code(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, code)| code)
    }
}

/// What taxes a line has its part in.
pub fn of_line(
    out: &mut Segments<'_>,
    line: &Line,
    invoice: &Invoice,
    known: &Jurisdictions,
) -> Result<(), Refused> {
    let own: Vec<_> = invoice.sales_tax.iter().filter(|tax| tax.line_no == line.line_no).collect();
    if own.len() + 1 > MOST {
        let words = format!("Line {} has more taxes than X12 writes.", line.line_no);
        return Err(refused("LENGTH", "TXI", words));
    }
    if line.tax_category != "O" && !line.tax_category.is_empty() {
        let rate = fraction(line.tax_bp, 4);
        out.put("TXI", &["VA", "", &rate, "", "", exempt(&line.tax_category)]);
    }
    for tax in own {
        sales(out, tax, known);
    }
    Ok(())
}

/// What the taxes add up to: VAT by category and rate, sales tax by jurisdiction and rate, or as one where
/// there are more of those than X12 writes.
pub fn summary(
    out: &mut Segments<'_>,
    invoice: &Invoice,
    known: &Jurisdictions,
) -> Result<(), Refused> {
    let taxed: Vec<&Tax> =
        invoice.tax.iter().filter(|tax| tax.category != "O" || !tax.tax.is_zero()).collect();
    let by_jurisdiction = sums(invoice)?;
    let room = MOST.saturating_sub(taxed.len());
    if taxed.len() > MOST || (room == 0 && !by_jurisdiction.is_empty()) {
        let words = "The invoice has more rates of VAT than X12 writes.".to_owned();
        return Err(refused("LENGTH", "TXI", words));
    }
    for tax in taxed {
        let amount = figures::exact(tax.tax).to_string();
        let basis = figures::r_if_it_fits(tax.taxable, 9);
        let rate = fraction(tax.rate_bp, 4);
        out.put("TXI", &["VA", &amount, &rate, "", "", exempt(&tax.category), "", &basis]);
    }
    if by_jurisdiction.len() <= room {
        by_jurisdiction.iter().for_each(|tax| sales(out, tax, known));
        return Ok(());
    }
    let currency = invoice.total.currency;
    let all = Money::sum(by_jurisdiction.iter().map(|tax| tax.tax), currency).map_err(too_large)?;
    out.put("TXI", &["LS", &figures::exact(all).to_string()]);
    Ok(())
}

/// Notes that say why no VAT is charged.
pub fn exemptions(invoice: &Invoice) -> impl Iterator<Item = String> {
    invoice.tax.iter().filter_map(|tax| said(&tax.exemption).map(|words| format!("VAT: {words}")))
}

/// Sales tax of a jurisdiction. Those within a state have its code and a hyphen before their name.
fn sales(out: &mut Segments<'_>, tax: &SalesTax, known: &Jurisdictions) {
    let kind = if tax.jurisdiction.contains('-') { "LT" } else { "ST" };
    let amount = figures::exact(tax.tax).to_string();
    let rate = fraction(tax.rate_e6, 6);
    let basis = figures::r_if_it_fits(tax.taxable, 9);
    let code = known.code(&tax.jurisdiction);
    out.put("TXI", &[kind, &amount, &rate, "VD", code, "", "", &basis]);
}

/// Sales tax by jurisdiction and rate.
fn sums(invoice: &Invoice) -> Result<Vec<SalesTax>, Refused> {
    let mut sums: Vec<SalesTax> = Vec::new();
    for tax in &invoice.sales_tax {
        let same = |sum: &&mut SalesTax| {
            sum.jurisdiction == tax.jurisdiction && sum.rate_e6 == tax.rate_e6
        };
        match sums.iter_mut().find(same) {
            Some(sum) => {
                sum.taxable = sum.taxable.plus(tax.taxable).map_err(too_large)?;
                sum.tax = sum.tax.plus(tax.tax).map_err(too_large)?;
            }
            None => sums.push(tax.clone()),
        }
    }
    Ok(sums)
}

fn fraction(rate: i32, scale: u32) -> String {
    Decimal::new(rate.into(), scale).normalize().to_string()
}

/// Data element 441: exempt for export, exempt, or not.
fn exempt(category: &str) -> &'static str {
    match category {
        "G" | "K" => "0",
        "E" | "AE" | "O" => "1",
        _ => "",
    }
}

/// What adds up to more than we know amounts of.
pub fn too_large(_: domain::Refusal) -> Refused {
    refused("SUM", "TDS01", "The sums of it are too large.".to_owned())
}
