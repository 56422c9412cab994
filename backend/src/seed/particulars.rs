//! What some customers' invoices say beyond lines and tax: allowances and charges, what was paid before,
//! why there is no VAT, sales tax by jurisdiction, orders, sites and cost centres. By customer and day,
//! without chance, so that it changes nothing else of the story.

use super::accounts::Account;
use crate::{
    error::Result,
    invoices::{
        issue::{NewInvoice, NewLine, Place},
        sums::{self, line_net},
    },
};
use chrono::{Datelike, Days};
use documents::invoice::{Adjustment, SalesTax};
use domain::{
    invoice::TaxGroup,
    money::Money,
    rates::{from_basis_points, millionths_of, percent_of},
};

/// Who gets a share off what they buy much of, and pays freight apart.
const CONTRACT: &str = "10012";
/// Who pays a part before delivery.
const IN_ADVANCE: &str = "10058";
/// Whose orders are of several sites and cost centres.
const MANY_SITES: &str = "10034";
/// Whose cash is rounded to five hundredths, and who wants goods elsewhere.
const ROUNDED: &str = "10349";
/// Whose invoices are of a month.
const BY_MONTH: &str = "10277";
/// Who buys for use, with the sales tax of where they are, in millionths.
const TAXED: &[(&str, &[(&str, i32)])] = &[
    (
        "70011",
        &[("IL", 62_500), ("IL-Cook County", 17_500), ("IL-Chicago", 12_500), ("IL-RTA", 10_000)],
    ),
    ("70043", &[("TX", 62_500), ("TX-Galveston", 20_000)]),
];

/// Adds them, and sums the invoice anew.
pub fn add(account: &Account, invoice: &mut NewInvoice) -> Result<()> {
    match account.number {
        CONTRACT => with_contract(invoice)?,
        IN_ADVANCE => invoice.particulars.contract = Some("Wind park Noordoostpolder".to_owned()),
        MANY_SITES => of_many_sites(invoice),
        BY_MONTH => {
            let first = invoice.issued_on.with_day(1).unwrap_or(invoice.issued_on);
            invoice.particulars.period = Some((first, invoice.issued_on));
        }
        ROUNDED => {
            invoice.particulars.deliver_to = Some(Place {
                name: Some("Alpina Seilbahnen AG, depot".to_owned()),
                address: Some("Talstation 3".to_owned()),
                city: Some("7050 Arosa".to_owned()),
                country: Some("CH".to_owned()),
            });
        }
        number => {
            if let Some((_, rates)) = TAXED.iter().find(|(taxed, _)| *taxed == number) {
                with_sales_tax(invoice, rates)?;
            }
        }
    }
    reckon(account, invoice)
}

/// A share off the first line and off the whole, and a charge on it.
fn with_contract(invoice: &mut NewInvoice) -> Result<()> {
    let currency = invoice.currency;
    invoice.particulars.contract = Some("FC-2025-118".to_owned());
    let Some(first) = invoice.lines.first_mut().filter(|line| line.quantity_e4 >= 30_000) else {
        return Ok(());
    };
    let tax = (first.tax_category.clone(), first.tax_bp);
    let price = Money::new(first.amount_minor, currency);
    first.adjustments = vec![share_off("Quantity", "95", 500, price, &tax)?];
    first.amount_minor = line_net(first, currency)?.minor;
    if invoice.issued_on.ordinal().is_multiple_of(2) {
        let sum = invoice.lines.iter().map(|line| line.amount_minor).sum();
        let sum = Money::new(sum, currency);
        let off = share_off("Framework contract", "100", 200, sum, &tax)?;
        let packing = Adjustment {
            is_charge: true,
            reason: "Returnable crates".to_owned(),
            reason_code: Some("PC".to_owned()),
            share_bp: None,
            base: None,
            amount: Money::new(1_250, currency),
            ..off.clone()
        };
        invoice.particulars.adjustments = vec![off, packing];
    }
    Ok(())
}

fn share_off(
    reason: &str,
    code: &str,
    share_bp: i32,
    base: Money,
    (category, tax_bp): &(String, i32),
) -> Result<Adjustment> {
    Ok(Adjustment {
        is_charge: false,
        reason: reason.to_owned(),
        reason_code: Some(code.to_owned()),
        share_bp: Some(share_bp),
        base: Some(base),
        amount: percent_of(base, from_basis_points(share_bp))?,
        tax_category: category.clone(),
        tax_bp: *tax_bp,
    })
}

fn of_many_sites(invoice: &mut NewInvoice) {
    const SITES: [(&str, &str); 3] =
        [("Hoofddorp", "4410"), ("Utrecht Leidsche Rijn", "4420"), ("Eindhoven Strijp-S", "4435")];
    let day = invoice.issued_on.ordinal();
    for (n, line) in (0_u32..).zip(&mut invoice.lines) {
        let (site, centre) = SITES[((day + n) % 3) as usize];
        line.po_number = Some(format!("4500{:06}", 311_000 + day * 7 + n % 2));
        line.po_line = Some(((n + 1) * 10).to_string());
        line.site = Some(site.to_owned());
        line.cost_centre = Some(centre.to_owned());
        line.customer_article = line.article.as_ref().map(|a| format!("KL-{}", a.replace(' ', "")));
    }
    if let Some(first) = invoice.lines.first_mut() {
        first.note = Some("Delivered to the shaft, signed by the fitter.".to_owned());
    }
    invoice.particulars.buyer_reference = Some("INKOOP-7".to_owned());
}

fn with_sales_tax(invoice: &mut NewInvoice, jurisdictions: &[(&str, i32)]) -> Result<()> {
    let currency = invoice.currency;
    for (line_no, line) in (1..).zip(&mut invoice.lines) {
        line.tax_category = "O".to_owned();
        let taxable = Money::new(line.amount_minor, currency);
        for (jurisdiction, rate_e6) in jurisdictions {
            invoice.particulars.sales_tax.push(SalesTax {
                line_no,
                jurisdiction: (*jurisdiction).to_owned(),
                rate_e6: *rate_e6,
                taxable,
                tax: millionths_of(taxable, *rate_e6)?,
            });
        }
    }
    Ok(())
}

/// The sums, and what is left to pay of them.
fn reckon(account: &Account, invoice: &mut NewInvoice) -> Result<()> {
    let said = &invoice.particulars;
    let sums = sums::sums(&invoice.lines, &said.adjustments, &said.sales_tax, invoice.currency)?;
    let total = sums.total.minor;
    let third = invoice.issued_on.ordinal().is_multiple_of(3);
    let (prepaid, rounding) = match account.number {
        IN_ADVANCE if third => (total * 3 / 10, 0), // rounded down to the cent
        ROUNDED => (0, (total + 2) / 5 * 5 - total),
        _ => (0, 0),
    };
    invoice.tax = sums.tax;
    invoice.tax.iter_mut().for_each(explain);
    invoice.net_minor = sums.net.minor;
    invoice.tax_minor = sums.tax_total.minor;
    invoice.particulars.prepaid_minor = prepaid;
    invoice.particulars.rounding_minor = rounding;
    invoice.total_minor = total - prepaid + rounding;
    if let [only] = invoice.instalments.as_mut_slice() {
        only.amount.minor = invoice.total_minor;
    }
    if account.tax.0 == "K" {
        let before = invoice.issued_on - Days::new(1);
        invoice.delivered_on = invoice.delivered_on.or(Some(before));
    }
    Ok(())
}

/// Why there is no VAT, as German and French auditors want to read it.
fn explain(group: &mut TaxGroup) {
    let (words, code) = match group.category.as_str() {
        "AE" => ("Reverse charge", Some("VATEX-EU-AE")),
        "K" => ("Intra-Community supply", Some("VATEX-EU-IC")),
        "G" => ("Export outside the EU", Some("VATEX-EU-G")),
        "E" => ("Exempt: for resale, certificate on file", None),
        "O" => ("Not subject to VAT", Some("VATEX-EU-O")),
        _ => return,
    };
    group.exemption = Some(words.to_owned());
    group.exemption_code = code.map(str::to_owned);
}

/// Whether nothing is on it that disputes of the story do not know.
pub fn is_plain(invoice: &NewInvoice) -> bool {
    let said = &invoice.particulars;
    let is_plain = |line: &NewLine| line.adjustments.is_empty();
    said.adjustments.is_empty()
        && said.sales_tax.is_empty()
        && said.prepaid_minor == 0
        && said.rounding_minor == 0
        && invoice.lines.iter().all(is_plain)
}
