//! Who stands on a document: the seller, the customer, the place of delivery.

use domain::colour::Colour;
use std::sync::Arc;

/// Somebody on a document. The numbers in brackets are EN 16931's business terms, of the seller and of
/// the buyer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Party {
    /// The name (BT-27, BT-44).
    pub name: String,
    /// Lines of the address: street, then postcode and city (BT-35, BT-37; BT-50, BT-52).
    pub address: Vec<String>,
    /// ISO 3166-1 alpha-2 (BT-40, BT-55); empty where it is not known.
    pub country: String,
    /// The VAT number (BT-31, BT-48).
    pub vat_id: Option<String>,
    /// The number in a register of companies (BT-30, BT-47).
    pub registration: Option<String>,
    /// Where e-invoices are sent to (BT-34, BT-49).
    pub endpoint: Option<Endpoint>,
    /// Whom to talk to (BG-6, BG-9).
    pub contact: Contact,
    /// The mark of its letterhead.
    pub logo: Option<Logo>,
    /// The colour of its headings and rules; none if they are ink.
    pub colour: Option<Colour>,
}

/// A picture for letterheads. It has been tried before ([`crate::typeset::check_logo`]): one that cannot be
/// read stops its document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Logo {
    /// PNG or SVG.
    pub bytes: Arc<[u8]>,
    /// What it shows, for those who do not see it; empty if nobody said.
    pub alt: String,
}

/// An address on a network for e-invoices.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endpoint {
    /// What kind of number it is: a code of the list EAS, `0106` for the Dutch register of companies.
    pub scheme: String,
    /// The number.
    pub id: String,
}

/// Whom to talk to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Contact {
    /// A person or a desk (BT-41, BT-56).
    pub name: Option<String>,
    /// With its country's prefix (BT-42, BT-57).
    pub phone: Option<String>,
    /// Where to write to (BT-43, BT-58).
    pub email: Option<String>,
}

impl Party {
    /// A name and nothing else.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}
