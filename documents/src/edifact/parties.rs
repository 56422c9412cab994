//! Who sells, who buys and where it went: the groups of NAD.

use super::{
    refused,
    segments::{Segments, clean, pieces, whole},
};
use crate::{
    einvoice::Refused,
    invoice::{Invoice, RemitTo},
    party::{Contact, Party},
    place,
};

/// All of them.
pub fn write(out: &mut Segments, invoice: &Invoice) -> Result<(), Refused> {
    let (seller, customer) = (&invoice.seller, &invoice.customer);
    party(out, "SU", seller, "")?;
    bank(out, &invoice.remit_to)?;
    out.reference("VA", said(&seller.vat_id))?;
    out.reference("XA", said(&seller.registration))?;
    contact(out, &seller.contact)?;
    party(out, "BY", customer, &invoice.account_number)?;
    out.reference("VA", said(&customer.vat_id))?;
    contact(out, &customer.contact)?;
    if let Some(to) = &invoice.deliver_to {
        let name = if to.name.trim().is_empty() { &customer.name } else { &to.name };
        party(out, "DP", &Party { name: name.clone(), ..to.clone() }, "")?;
    }
    Ok(())
}

/// A place of delivery of which only the name is known.
pub fn site(out: &mut Segments, name: &str) -> Result<(), Refused> {
    party(out, "DP", &Party::named(name), "")
}

fn party(out: &mut Segments, role: &str, party: &Party, number: &str) -> Result<(), Refused> {
    let place = place::of(party);
    let at = format!("NAD+{role}");
    let mut streets: Vec<String> = Vec::new();
    let lines = [place.street, place.more].into_iter().flatten();
    streets.extend(lines.flat_map(|line| pieces(&line, 35)));
    let mut fitting = |part: Option<String>, most: usize| {
        let part = clean(&part.unwrap_or_default());
        if part.chars().count() <= most {
            return part;
        }
        streets.extend(pieces(&part, 35));
        String::new()
    };
    let (city, region) = (fitting(place.city, 35), fitting(place.region, 9));
    let post_code = fitting(place.post_code, 9);
    let name = pieces(&party.name, 35);
    if name.is_empty() || name.len() > 5 || streets.len() > 4 {
        let words = format!("“{}” has no name, or its address is too long.", party.name);
        return Err(refused("LENGTH", &at, words));
    }
    let number = whole(number, 35, &at)?;
    let by_seller = if number.is_empty() { "" } else { "91" };
    let name: Vec<&str> = name.iter().map(String::as_str).collect();
    let streets: Vec<&str> = streets.iter().map(String::as_str).collect();
    out.put(
        "NAD",
        &[
            &[role],
            &[&number, "", by_seller],
            &[],
            &name,
            &streets,
            &[&city],
            &[&region],
            &[&post_code],
            &[&party.country],
        ],
    );
    Ok(())
}

/// FII: the account, and the bank's code, which is a BIC where it has no more than eleven characters.
fn bank(out: &mut Segments, remit: &RemitTo) -> Result<(), Refused> {
    if remit.iban.is_empty() {
        return Ok(());
    }
    let account = whole(&remit.iban, 35, "FII")?;
    let code = whole(&remit.bic, 11, "FII")?;
    let name = whole(&remit.bank_name, 70, "FII")?;
    let (list, agency) = if code.is_empty() { ("", "") } else { ("25", "5") };
    out.put("FII", &[&["RB"], &[&account], &[&code, list, agency, "", "", "", &name]]);
    Ok(())
}

fn contact(out: &mut Segments, contact: &Contact) -> Result<(), Refused> {
    let ways = [("TE", said(&contact.phone)), ("EM", said(&contact.email))];
    let name = said(&contact.name);
    if name.is_none() && ways.iter().all(|(_, way)| way.is_none()) {
        return Ok(());
    }
    out.put("CTA", &[&["IC"], &["", &whole(name.unwrap_or_default(), 35, "CTA")?]]);
    for (kind, way) in ways {
        if let Some(way) = way {
            out.put("COM", &[&[&whole(way, 512, "COM")?, kind]]);
        }
    }
    Ok(())
}

/// Words, if there are any.
pub fn said(words: &Option<String>) -> Option<&str> {
    words.as_deref().map(str::trim).filter(|words| !words.is_empty())
}
