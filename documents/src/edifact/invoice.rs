//! INVOIC: head, lines and summary.

use super::{
    Control, Partner, lines,
    parties::{self, said},
    refused,
    segments::{Segments, too_long, whole},
    too_large,
};
use crate::{
    einvoice::Refused,
    invoice::{Invoice, Kind, SalesTax},
    parts,
};
use domain::{money::Money, rates};

/// The most TAX of the summary, PAT and FTX.
const TAXES: usize = 10;
const TERMS: usize = 10;
const NOTES: usize = 10;

/// Writes an interchange of one invoice, or tells why EDIFACT cannot say it.
pub fn write(invoice: &Invoice, partner: &Partner, control: Control) -> Result<Vec<u8>, Refused> {
    partner.check()?;
    let sum = parts::total(invoice).map_err(too_large)?;
    if sum != invoice.total {
        let (sum, total) = (sum.canonical(), invoice.total.canonical());
        let words = format!("Its lines, charges and taxes make {sum}, and its total is {total}.");
        return Err(refused("SUM", "MOA+86", words));
    }
    let mut out = Segments::begin(partner, control);
    head(&mut out, invoice)?;
    invoice.lines.iter().try_for_each(|line| lines::write(&mut out, line, invoice))?;
    summary(&mut out, invoice)?;
    Ok(out.finish())
}

fn head(out: &mut Segments, invoice: &Invoice) -> Result<(), Refused> {
    let kind = match invoice.kind {
        Kind::Invoice => "380",
        Kind::Correction => "384",
        Kind::CreditNote => "381",
    };
    let number = whole(&invoice.number, 35, "BGM")?;
    let function = if invoice.is_copy { "7" } else { "9" };
    out.put("BGM", &[&[kind], &[&number], &[function]]);
    dates(out, invoice);
    let exempt = invoice.tax.iter().filter_map(|tax| said(&tax.exemption).map(str::to_owned));
    let told = invoice.note.clone().into_iter().chain(exempt);
    let told = told.chain(too_long("Your reference", said(&invoice.buyer_reference)));
    let told = told.chain(lines::long_reasons(&invoice.adjustments));
    out.words(&told.collect::<Vec<_>>().join(" "), NOTES)?;
    references(out, invoice)?;
    parties::write(out, invoice)?;
    out.put("CUX", &[&["2", invoice.total.currency.code(), "4"]]);
    terms(out, invoice)?;
    invoice.adjustments.iter().try_for_each(|one| lines::adjustment(out, one))
}

fn dates(out: &mut Segments, invoice: &Invoice) {
    out.day("137", invoice.issued_on);
    if let Some(day) = invoice.delivered_on {
        out.day("35", day);
    }
    if let Some((from, to)) = invoice.period {
        let both = format!("{}{}", from.format("%Y%m%d"), to.format("%Y%m%d"));
        out.put("DTM", &[&["263", &both, "718"]]);
    }
}

fn references(out: &mut Segments, invoice: &Invoice) -> Result<(), Refused> {
    out.reference("ON", said(&invoice.customer_po).or(said(&invoice.po_number)))?;
    out.reference_if_it_fits("CR", said(&invoice.buyer_reference));
    out.reference("CT", said(&invoice.contract))?;
    out.reference("DQ", said(&invoice.delivery_note))?;
    out.reference("PQ", Some(&invoice.number))?;
    if let Some(preceding) = &invoice.preceding {
        out.reference("IV", Some(&preceding.number))?;
        if let Some(day) = preceding.issued_on {
            out.day("171", day);
        }
    }
    Ok(())
}

/// PAT: what is to be paid by when, then what is saved by when.
fn terms(out: &mut Segments, invoice: &Invoice) -> Result<(), Refused> {
    let parts = &invoice.instalments;
    if parts.len() + usize::from(invoice.discount.is_some()) > TERMS {
        let words = "It has more instalments than EDIFACT allows.".to_owned();
        return Err(refused("LENGTH", "PAT", words));
    }
    for part in parts {
        out.put("PAT", &[&[if parts.len() == 1 { "1" } else { "3" }]]);
        out.day("13", part.due_on);
        if parts.len() > 1 {
            out.amount("9", part.amount);
        }
    }
    if let Some(off) = invoice.discount {
        out.put("PAT", &[&["22"]]);
        out.day("12", off.until);
        let share = rates::from_basis_points(off.rate_bp).normalize().to_string();
        out.put("PCD", &[&["12", &share]]);
    }
    Ok(())
}

fn summary(out: &mut Segments, invoice: &Invoice) -> Result<(), Refused> {
    out.put("UNS", &[&["S"]]);
    out.put("CNT", &[&["2", &invoice.lines.len().to_string()]]);
    let adjusted = parts::adjustments(&invoice.adjustments, invoice.total).map_err(too_large)?;
    out.amount("79", parts::lines(invoice).map_err(too_large)?);
    out.amount("131", adjusted);
    out.amount("125", invoice.net);
    out.amount("176", parts::taxes(invoice).map_err(too_large)?);
    out.amount("86", invoice.total);
    out.amount("113", invoice.prepaid);
    out.amount("165", invoice.rounding);
    out.amount("9", invoice.due().map_err(too_large)?);
    let by_place = by_place(invoice)?;
    if invoice.tax.len() + by_place.len().min(1) > TAXES {
        let words = "It has more rates of VAT than EDIFACT allows.".to_owned();
        return Err(refused("LENGTH", "TAX", words));
    }
    for tax in &invoice.tax {
        lines::vat(out, &tax.category, tax.rate_bp);
        out.amount("124", tax.tax);
        out.amount("125", tax.taxable);
    }
    if invoice.tax.len() + by_place.len() <= TAXES {
        return by_place.iter().try_for_each(|tax| lines::sales_tax(out, tax));
    }
    let all = Money::sum(by_place.iter().map(|tax| tax.tax), invoice.total.currency);
    out.put("TAX", &[&["7"], &["STT"]]);
    out.amount("124", all.map_err(too_large)?);
    Ok(())
}

/// Sales tax by jurisdiction and rate.
fn by_place(invoice: &Invoice) -> Result<Vec<SalesTax>, Refused> {
    let mut sums: Vec<SalesTax> = Vec::new();
    for tax in &invoice.sales_tax {
        let same = |sum: &&mut SalesTax| {
            sum.jurisdiction == tax.jurisdiction && sum.rate_e6 == tax.rate_e6
        };
        match sums.iter_mut().find(same) {
            Some(sum) => sum.tax = sum.tax.plus(tax.tax).map_err(too_large)?,
            None => sums.push(tax.clone()),
        }
    }
    Ok(sums)
}
