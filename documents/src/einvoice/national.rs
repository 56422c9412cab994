//! What Peppol asks of sellers of some countries (BIS Billing 3, chapter 8 of its rules). The rules of the
//! crate end where countries begin. Those of Greece and Iceland are not known here.

use super::Broken;
use en16931::{
    Invoice,
    invoice::{DocumentKind, Party, PostalAddress},
};

/// The registers of the Netherlands: of companies, and of authorities (ISO/IEC 6523).
const DUTCH: [&str; 2] = ["0106", "0190"];
/// The register of companies of Denmark.
const DANISH: [&str; 1] = ["0184"];
/// How a Danish seller may be paid (UNTDID 4461).
const DANISH_MEANS: [&str; 11] = ["1", "10", "31", "42", "48", "49", "50", "58", "59", "93", "97"];

/// The rules of its seller's country that it breaks.
pub fn broken(terms: &Invoice) -> Vec<Broken> {
    let mut found = Found::default();
    match country(&terms.seller) {
        "DK" => danish(terms, &mut found),
        "IT" => italian(terms, &mut found),
        "NL" => dutch(terms, &mut found),
        "NO" => {
            found.unless(norwegian(terms), "NO-R-001", "BT-31", "a VAT number is NO123456789MVA")
        }
        "SE" => swedish(terms, &mut found),
        _ => {}
    }
    found.0
}

#[derive(Default)]
struct Found(Vec<Broken>);

impl Found {
    fn unless(&mut self, kept: bool, rule: &str, at: &str, words: &str) {
        if !kept {
            let (rule, at, words) = (rule.to_owned(), at.to_owned(), words.to_owned());
            self.0.push(Broken { rule, at, words });
        }
    }
}

fn country(party: &Party) -> &str {
    party.address.country.as_ref().map_or("", |country| country.as_str())
}

fn is_whole(address: &PostalAddress) -> bool {
    address.line1.is_some() && address.city.is_some() && address.post_code.is_some()
}

/// Whether its number is one of these registers, or it has none.
fn is_registered(party: &Party, registers: &[&str]) -> bool {
    party
        .legal_registration
        .as_ref()
        .is_none_or(|number| number.scheme().is_some_and(|scheme| registers.contains(&scheme)))
}

fn dutch(terms: &Invoice, found: &mut Found) {
    let (seller, buyer) = (&terms.seller, &terms.buyer);
    let refers = terms.kind != DocumentKind::CreditNote || !terms.preceding_invoices.is_empty();
    found.unless(refers, "NL-R-001", "BG-3", "a credit note names the invoice");
    let whole = "street, city and postcode";
    found.unless(is_whole(&seller.address), "NL-R-002", "BG-5", whole);
    let register = "the number of the KVK or an OIN";
    found.unless(is_registered(seller, &DUTCH), "NL-R-003", "BT-30", register);
    if country(buyer) == "NL" {
        found.unless(is_whole(&buyer.address), "NL-R-004", "BG-8", whole);
        found.unless(is_registered(buyer, &DUTCH), "NL-R-005", "BT-47", register);
    }
    let by_line = terms.lines.iter().any(|line| line.order_line_reference.is_some());
    let ordered = !by_line || terms.purchase_order_reference.is_some();
    found.unless(ordered, "NL-R-009", "BT-13", "a line of an order needs the order");
}

fn italian(terms: &Invoice, found: &mut Found) {
    let address = &terms.seller.address;
    found.unless(address.line1.is_some(), "IT-R-002", "BT-35", "the seller’s street");
    found.unless(address.city.is_some(), "IT-R-003", "BT-37", "the seller’s city");
    found.unless(address.post_code.is_some(), "IT-R-004", "BT-38", "the seller’s postcode");
}

fn danish(terms: &Invoice, found: &mut Found) {
    let seller = &terms.seller;
    found.unless(seller.legal_registration.is_some(), "DK-R-002", "BT-30", "the CVR number");
    found.unless(is_registered(seller, &DANISH), "DK-R-014", "BT-30", "the CVR number");
    let means = terms.payment.as_ref().and_then(|payment| payment.means_code.as_ref());
    let among_danes = country(&terms.buyer) == "DK";
    let known = !among_danes || means.is_none_or(|code| DANISH_MEANS.contains(&code.as_str()));
    found.unless(known, "DK-R-005", "BT-81", "a means of payment of Danes");
    let taken_back = terms.kind == DocumentKind::CreditNote;
    let negative = terms.totals.due.into_decimal().is_sign_negative();
    found.unless(!(taken_back && negative), "DK-R-016", "BT-115", "a credit note is not negative");
}

/// `NO987654325MVA`.
fn norwegian(terms: &Invoice) -> bool {
    terms.seller.vat_identifier.as_ref().is_none_or(|id| {
        let number = id.strip_prefix("NO").and_then(|id| id.strip_suffix("MVA"));
        number.is_some_and(|number| number.len() == 9 && is_figures(number))
    })
}

fn swedish(terms: &Invoice, found: &mut Found) {
    if let Some(id) = &terms.seller.vat_identifier {
        let number = id.get(2..).unwrap_or_default();
        found.unless(id.len() == 14, "SE-R-001", "BT-31", "a VAT number has 14 characters");
        found.unless(is_figures(number), "SE-R-002", "BT-31", "a VAT number is SE and figures");
    }
    let usual = |text: String| ["6", "12", "25"].contains(&text.as_str());
    let rates = terms.vat_breakdown.iter().filter(|group| group.category.as_str() == "S");
    let mut rates = rates.filter_map(|group| group.rate);
    let kept = rates.all(|rate| usual(rate.into_decimal().normalize().to_string()));
    found.unless(kept, "SE-R-006", "BT-119", "rates are 6, 12 and 25 per cent");
}

fn is_figures(number: &str) -> bool {
    !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())
}
