//! Who sells, who is billed, where it went and where to pay: the loops of N1.

use super::{Partner, refused, segments::Segments, text};
use crate::{
    einvoice::Refused,
    invoice::Invoice,
    party::{Contact, Party},
    place::{self, Place},
};

/// The characters of a name and of a line of an address.
const NAME: usize = 60;
const ADDRESS: usize = 55;

/// All of them.
pub fn write(out: &mut Segments<'_>, invoice: &Invoice) -> Result<(), Refused> {
    let seller = &invoice.seller;
    party(out, "SE", seller, None)?;
    if let Some(vat_id) = said(&seller.vat_id) {
        reference(out, "VX", vat_id, "")?;
    }
    if let Some(registration) = said(&seller.registration) {
        reference(out, "ZZ", registration, "Registration")?;
    }
    contact(out, &seller.contact)?;
    let customer = &invoice.customer;
    party(out, "BT", customer, Some(&invoice.account_number))?;
    if let Some(vat_id) = said(&customer.vat_id) {
        reference(out, "VX", vat_id, "")?;
    }
    contact(out, &customer.contact)?;
    if let Some(to) = &invoice.deliver_to {
        let name = if to.name.trim().is_empty() { &customer.name } else { &to.name };
        party(out, "ST", &Party { name: name.clone(), ..to.clone() }, None)?;
    }
    remit_to(out, invoice)
}

/// A place of delivery of which only the name is known.
pub fn site(out: &mut Segments<'_>, name: &str) -> Result<(), Refused> {
    names(out, "ST", name, None)
}

/// Where to pay to: the account's number with its bank, and the bank's code.
fn remit_to(out: &mut Segments<'_>, invoice: &Invoice) -> Result<(), Refused> {
    let remit = &invoice.remit_to;
    if remit.iban.is_empty() {
        return Ok(());
    }
    names(out, "RI", &invoice.seller.name, None)?;
    reference(out, "11", &remit.iban, &remit.bank_name)?;
    if !remit.bic.is_empty() {
        reference(out, "ZZ", &remit.bic, "Bank code")?;
    }
    Ok(())
}

fn party(
    out: &mut Segments<'_>,
    role: &str,
    party: &Party,
    number: Option<&str>,
) -> Result<(), Refused> {
    names(out, role, &party.name, number)?;
    let place = place::of(party);
    let (parts, rest) = geographic(&place, &party.country, out.partner());
    let lines = [place.street, place.more].into_iter().flatten().chain(rest);
    let lines: Vec<String> =
        lines.flat_map(|line| text::pieces(&line, ADDRESS, out.partner())).collect();
    if lines.len() > 4 {
        let words = format!("The address of {} is longer than X12 allows.", party.name);
        return Err(refused("LENGTH", &format!("N1[{role}]/N3"), words));
    }
    for pair in lines.chunks(2) {
        out.put("N3", &pair.iter().map(String::as_str).collect::<Vec<_>>());
    }
    if parts.iter().any(|part| !part.is_empty()) {
        out.put("N4", &parts.each_ref().map(String::as_str));
    }
    Ok(())
}

/// City, state, postcode, country, and a region that is no state of two letters. What has no place there
/// is given back.
fn geographic(place: &Place, country: &str, partner: &Partner) -> ([String; 6], Vec<String>) {
    let mut rest = Vec::new();
    let mut fitting = |part: &Option<String>, least: usize, most: usize| {
        let part = text::clean(part.as_deref().unwrap_or_default(), partner);
        if part.is_empty() || (least..=most).contains(&part.len()) {
            return part;
        }
        rest.push(part);
        String::new()
    };
    let city = fitting(&place.city, 2, 30);
    let post_code = fitting(&place.post_code, 3, 15);
    let region = fitting(&place.region, 1, 30);
    let country = text::clean(country, partner);
    let (state, kind, region) = match region.len() {
        0 => (String::new(), String::new(), String::new()),
        2 => (region, String::new(), String::new()),
        _ => (String::new(), "SP".to_owned(), region),
    };
    ([city, state, post_code, country, kind, region], rest)
}

/// N1, and N2 for what of a name is beyond it.
fn names(
    out: &mut Segments<'_>,
    role: &str,
    name: &str,
    number: Option<&str>,
) -> Result<(), Refused> {
    let pieces = text::pieces(name, NAME, out.partner());
    let Some((first, more)) = pieces.split_first().filter(|(_, more)| more.len() <= 4) else {
        let words = format!("The name “{name}” is missing or longer than X12 allows.");
        return Err(refused("LENGTH", &format!("N1[{role}]/N102"), words));
    };
    let number = number.map(|number| text::number(number, 80, "N104", out.partner()));
    let number = number.transpose()?.filter(|number| number.len() >= 2);
    let kind = if number.is_some() { "91" } else { "" };
    out.put("N1", &[role, first, kind, number.as_deref().unwrap_or_default()]);
    for pair in more.chunks(2) {
        out.put("N2", &pair.iter().map(String::as_str).collect::<Vec<_>>());
    }
    Ok(())
}

/// REF. What is longer than a number may be stands where words may be.
pub fn reference(
    out: &mut Segments<'_>,
    kind: &str,
    value: &str,
    words: &str,
) -> Result<(), Refused> {
    let at = format!("REF[{kind}]");
    let value = text::number(value, 80, &at, out.partner())?;
    match value.len() {
        0 => {}
        1..=30 => {
            let words = text::number(words, 80, &at, out.partner())?;
            out.put("REF", &[kind, &value, &words]);
        }
        _ => {
            let words = text::number(words, 30, &at, out.partner())?;
            out.put("REF", &[kind, &words, &value]);
        }
    }
    Ok(())
}

fn contact(out: &mut Segments<'_>, contact: &Contact) -> Result<(), Refused> {
    let mut elements = vec!["IC".to_owned(), String::new()];
    if let Some(name) = said(&contact.name) {
        elements[1] = text::number(name, NAME, "PER02", out.partner())?;
    }
    for (kind, at, words) in [("TE", "PER04", &contact.phone), ("EM", "PER06", &contact.email)] {
        if let Some(words) = said(words) {
            elements.extend([kind.to_owned(), text::number(words, 80, at, out.partner())?]);
        }
    }
    if elements.iter().skip(1).any(|element| !element.is_empty()) {
        out.put("PER", &elements.iter().map(String::as_str).collect::<Vec<_>>());
    }
    Ok(())
}

/// Words, if there are any.
pub fn said(words: &Option<String>) -> Option<&str> {
    words.as_deref().map(str::trim).filter(|words| !words.is_empty())
}
