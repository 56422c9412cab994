//! Transaction set 810: head, lines and summary.

use super::{
    Control, Partner, figures, lines,
    parties::{self, said},
    refused,
    segments::{Segments, date},
    taxes::{self, Jurisdictions},
    text,
};
use crate::{
    einvoice::Refused,
    invoice::{Discount, Invoice, Kind},
    parts,
};
use domain::{
    invoice::{DiscountTerms, Instalment},
    money::Money,
    rates,
};

/// The characters of the invoice's and of an order's number, and of a note.
const NUMBER: usize = 22;
const NOTE: usize = 80;
/// The most notes.
const NOTES: usize = 100;

/// Writes an interchange of one invoice, or tells why X12 cannot say it.
pub fn write(invoice: &Invoice, partner: &Partner, control: Control) -> Result<String, Refused> {
    partner.check()?;
    if control.interchange > 999_999_999 || control.group > 999_999_999 {
        let words = "A control number has nine digits at most.".to_owned();
        return Err(refused("LENGTH", "ISA13", words));
    }
    add_up(invoice)?;
    let mut out = Segments::begin(partner, control);
    let known = Jurisdictions::of(invoice, &out);
    head(&mut out, invoice, &known)?;
    for line in &invoice.lines {
        lines::write(&mut out, line, invoice, &known)?;
    }
    summary(&mut out, invoice, &known)?;
    Ok(out.finish())
}

/// Whoever reads it adds up its parts, so they are added up here first.
fn add_up(invoice: &Invoice) -> Result<(), Refused> {
    let sum = parts::total(invoice).map_err(taxes::too_large)?;
    if sum == invoice.total {
        return Ok(());
    }
    let (sum, total) = (sum.canonical(), invoice.total.canonical());
    let words = format!("Its lines, charges and taxes make {sum}, and its total is {total}.");
    Err(refused("SUM", "TDS01", words))
}

fn head(out: &mut Segments<'_>, invoice: &Invoice, known: &Jurisdictions) -> Result<(), Refused> {
    beginning(out, invoice)?;
    notes(out, invoice, known)?;
    out.put("CUR", &["SE", invoice.total.currency.code()]);
    references(out, invoice)?;
    parties::write(out, invoice)?;
    terms(out, invoice)?;
    let dates = [
        ("035", invoice.delivered_on),
        ("186", invoice.period.map(|(from, _)| from)),
        ("187", invoice.period.map(|(_, to)| to)),
    ];
    for (kind, day) in dates {
        if let Some(day) = day {
            out.put("DTM", &[kind, &date(day)]);
        }
    }
    Ok(())
}

/// BIG. The invoice's number stands as it is or not at all. A copy says that it is a duplicate.
fn beginning(out: &mut Segments<'_>, invoice: &Invoice) -> Result<(), Refused> {
    let number = text::number(&invoice.number, NUMBER, "BIG02", out.partner())?;
    if number != invoice.number || number.is_empty() {
        let words = format!("“{}” has characters that X12 does not carry.", invoice.number);
        return Err(refused("NUMBER", "BIG02", words));
    }
    let order = said(&invoice.customer_po).or(said(&invoice.po_number)).unwrap_or_default();
    let order = text::number(order, NUMBER, "BIG04", out.partner())?;
    let kind = if invoice.kind == Kind::CreditNote { "CR" } else { "DI" };
    let purpose = if invoice.is_copy { "07" } else { "00" };
    let day = date(invoice.issued_on);
    out.put("BIG", &[&day, &number, "", &order, "", "", kind, purpose]);
    Ok(())
}

fn notes(out: &mut Segments<'_>, invoice: &Invoice, known: &Jurisdictions) -> Result<(), Refused> {
    let told = invoice.note.clone().into_iter();
    let told = told.chain(taxes::exemptions(invoice)).chain(known.notes());
    let told = told.chain(lines::long_reasons(&invoice.adjustments, out.partner()));
    let pieces: Vec<String> =
        told.flat_map(|note| text::pieces(&note, NOTE, out.partner())).collect();
    if pieces.len() > NOTES {
        let words = "Its notes are longer than X12 allows.".to_owned();
        return Err(refused("LENGTH", "NTE", words));
    }
    pieces.iter().for_each(|piece| out.put("NTE", &["GEN", piece]));
    Ok(())
}

fn references(out: &mut Segments<'_>, invoice: &Invoice) -> Result<(), Refused> {
    if let Some(preceding) = &invoice.preceding {
        let issued = preceding.issued_on.map(|day| format!("Issued {}", date(day)));
        parties::reference(out, "IV", &preceding.number, &issued.unwrap_or_default())?;
    }
    let issued_order = said(&invoice.po_number).filter(|_| said(&invoice.customer_po).is_some());
    let others = [
        ("CR", said(&invoice.buyer_reference), "Your reference"),
        ("CT", said(&invoice.contract), "Contract"),
        ("PK", said(&invoice.delivery_note), "Delivery note"),
        ("PO", issued_order, "Order as issued"),
    ];
    for (kind, value, words) in others {
        if let Some(value) = value {
            parties::reference(out, kind, value, words)?;
        }
    }
    Ok(())
}

/// ITD: what is saved by when, then what is to be paid by when.
fn terms(out: &mut Segments<'_>, invoice: &Invoice) -> Result<(), Refused> {
    let by = match invoice.instalments.as_slice() {
        [only] => date(only.due_on),
        _ => String::new(),
    };
    if let Some(off) = invoice.discount {
        let share = rates::from_basis_points(off.rate_bp).normalize().to_string();
        let until = date(off.until);
        // It can be reckoned from the share where it is too large for its element.
        let saved = figures::n2(saved(invoice, off)?, 10, "ITD08").unwrap_or_default();
        out.put("ITD", &["08", "3", &share, &until, "", &by, "", &saved]);
    } else if !by.is_empty() {
        out.put("ITD", &["05", "3", "", "", "", &by]);
    }
    if let parts @ [_, _, ..] = invoice.instalments.as_slice() {
        parts.iter().for_each(|part| instalment(out, part));
    }
    Ok(())
}

/// A part that is too large for its element is said in words.
fn instalment(out: &mut Segments<'_>, part: &Instalment) {
    let by = date(part.due_on);
    match figures::n2(part.amount, 10, "ITD10") {
        Ok(amount) => out.put("ITD", &["04", "3", "", "", "", "", "", "", &by, &amount]),
        Err(_) => {
            let words = format!("{} {}", part.amount.currency, part.amount.canonical());
            out.put("ITD", &["05", "3", "", "", "", &by, "", "", "", "", "", &words]);
        }
    }
}

fn saved(invoice: &Invoice, off: Discount) -> Result<Money, Refused> {
    let terms = DiscountTerms { rate_bp: off.rate_bp, until: off.until };
    terms.discount(invoice.total, off.until).map_err(taxes::too_large)
}

fn summary(
    out: &mut Segments<'_>,
    invoice: &Invoice,
    known: &Jurisdictions,
) -> Result<(), Refused> {
    let due = invoice.due().map_err(taxes::too_large)?;
    let mut totals = vec![figures::n2(due, 15, "TDS01")?];
    if let Some(off) = invoice.discount {
        let saved = saved(invoice, off)?;
        let rest = due.minus(saved).map_err(taxes::too_large)?;
        for (amount, at) in [(invoice.total, "TDS02"), (rest, "TDS03"), (saved, "TDS04")] {
            totals.push(figures::n2(amount, 15, at)?);
        }
    }
    out.put("TDS", &totals.iter().map(String::as_str).collect::<Vec<_>>());
    taxes::summary(out, invoice, known)?;
    for one in &invoice.adjustments {
        lines::adjustment(out, one)?;
    }
    let prepaid = Money::new(-invoice.prepaid.minor, invoice.prepaid.currency);
    lines::amount(out, prepaid, "Paid before")?;
    lines::amount(out, invoice.rounding, "Rounding")?;
    out.put("CTT", &[&invoice.lines.len().to_string()]);
    Ok(())
}
