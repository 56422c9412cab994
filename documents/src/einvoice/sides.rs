//! Who stands on it, in the terms of EN 16931: the seller, the customer, and where it was delivered to.

use super::{Dialect, registers, terms};
use crate::{invoice::Invoice, party::Party, place};
use en16931::{
    Identifier,
    invoice::{Code, Contact, Delivery, Party as Side, PostalAddress},
};

/// The scheme of electronic addresses that are e-mail addresses (CEF EAS).
const EMAIL: &str = "EM";

/// The seller and the customer. Outside of the scope of VAT nobody's VAT number may be told (BR-O-02 to
/// BR-O-04).
pub fn of(invoice: &Invoice, dialect: Dialect) -> (Side, Side) {
    let mut seller = side(&invoice.seller, dialect);
    let mut buyer = side(&invoice.customer, dialect);
    // Danes may not tell a number without saying whose it is (DK-R-013); ours are in no register.
    if dialect != Dialect::Peppol || invoice.seller.country != "DK" {
        buyer.identifiers = vec![Identifier::new(invoice.account_number.clone())];
    }
    if invoice.tax.iter().any(|group| group.category == "O") {
        (seller.vat_identifier, buyer.vat_identifier) = (None, None);
    }
    (seller, buyer)
}

/// One side. Peppol's network knows its own addresses only; elsewhere an e-mail address is one, too.
fn side(party: &Party, dialect: Dialect) -> Side {
    let mut side = Side::new(party.name.clone(), address(party));
    side.vat_identifier = terms::said(&party.vat_id).map(|id| bare_id(&id));
    let number = terms::said(&party.registration);
    side.legal_registration = number.map(|number| registers::identifier(&party.country, &number));
    side.contact = Contact {
        name: terms::said(&party.contact.name),
        phone: terms::said(&party.contact.phone),
        email: terms::said(&party.contact.email),
    };
    let email = side.contact.email.clone().filter(|_| dialect != Dialect::Peppol);
    side.electronic_address = match &party.endpoint {
        Some(endpoint) => Some(Identifier::schemed(endpoint.id.clone(), endpoint.scheme.clone())),
        None => email.map(|email| Identifier::schemed(email, EMAIL)),
    };
    side
}

fn address(party: &Party) -> PostalAddress {
    let place = place::of(party);
    PostalAddress {
        line1: place.street,
        line2: place.more,
        city: place.city,
        post_code: place.post_code,
        subdivision: place.region,
        country: (!party.country.is_empty()).then(|| Code::new(party.country.clone())),
        ..PostalAddress::default()
    }
}

/// A number without what people put between its figures: `NL812345678B01`.
pub fn bare_id(id: &str) -> String {
    id.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// When and where to. What goes to another country of the EU has to say where it went (BR-IC-12), so
/// that and whatever says when does.
pub fn delivery(invoice: &Invoice) -> Option<Delivery> {
    let to = invoice.deliver_to.as_ref();
    let leaves = invoice.tax.iter().any(|group| group.category == "K");
    if to.is_none() && invoice.delivered_on.is_none() && !leaves {
        return None;
    }
    let whose = to.unwrap_or(&invoice.customer);
    Some(Delivery {
        party_name: to.map(|party| party.name.clone()).filter(|name| !name.is_empty()),
        date: invoice.delivered_on.map(terms::date),
        address: (!whose.country.is_empty()).then(|| address(whose)),
        ..Delivery::default()
    })
}
