//! Paying less than is asked: of each invoice the form says why.

use backend::payments::offer::Offer;
use domain::{Money, ids::InvoiceId};

/// What of an invoice may be paid, over all of its parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Whole {
    /// Which.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// At most.
    pub most: Money,
}

/// The invoices of which something may be paid.
pub fn invoices(offer: &Offer) -> Vec<Whole> {
    let mut invoices: Vec<Whole> = Vec::new();
    for quoted in offer.quote.items.iter().filter(|quoted| quoted.payable.minor > 0) {
        let item = &quoted.item.item;
        match invoices.iter_mut().find(|whole| whole.id == item.invoice_id) {
            Some(whole) => whole.most = whole.most.plus(quoted.payable).unwrap_or(whole.most),
            None => invoices.push(Whole {
                id: item.invoice_id,
                number: item.number.clone(),
                most: quoted.payable,
            }),
        }
    }
    invoices
}
