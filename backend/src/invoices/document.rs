//! What documents of invoices and credit notes have in common: both sides as they stand on paper, and what
//! the document says below its head.

use super::says::Says;
use crate::{Backend, Buyer, accounts::Agreed, document_checks};
use chrono::NaiveDate;
use documents::invoice::{Invoice, Kind};
use domain::account_change::Address;

/// What only the one document has.
pub(crate) struct Head {
    pub number: String,
    pub issued_on: NaiveDate,
    /// The customer's address when it was issued, if it is another one now.
    pub address: Option<Address>,
    /// The code by which its paper is proved to be genuine, if it has one.
    pub check: Option<String>,
}

/// A copy of it, made today: all that is not said of it yet is none.
pub(crate) fn copy(
    backend: &Backend,
    buyer: &Buyer,
    agreed: Agreed,
    head: Head,
    says: Says,
) -> Invoice {
    let Agreed { seller, mut customer, .. } = agreed;
    if let Some(address) = head.address {
        (customer.address, customer.city) = (address.street, address.city);
    }
    Invoice {
        kind: Kind::Invoice,
        is_copy: true,
        seller: seller.party(),
        remit_to: seller.remit_to(),
        customer: customer.party(),
        buyer_reference: says.buyer_reference.or(customer.buyer_reference),
        account_number: customer.number,
        number: head.number,
        preceding: None,
        po_number: None,
        customer_po: None,
        contract: says.contract,
        issued_on: head.issued_on,
        delivered_on: None,
        deliver_to: says.deliver_to,
        delivery_note: None,
        period: says.period,
        lines: says.lines,
        adjustments: says.adjustments,
        tax: says.tax,
        sales_tax: says.sales_tax,
        net: says.net,
        total: says.total,
        prepaid: says.prepaid,
        rounding: says.rounding,
        instalments: Vec::new(),
        discount: None,
        note: None,
        payment_reference: None,
        pay_at: None,
        check: head.check.map(|code| document_checks::printed(backend, &code)),
        made_on: backend.clock.today(&buyer.time_zone),
    }
}
