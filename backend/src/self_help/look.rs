//! Looking for a payment that somebody is sure to have made: what of the account's money and credit may
//! be it, and where it is.

use super::{Invoice, load, trace};
use crate::{Backend, actor::Buyer, error::Result};
use chrono::NaiveDate;
use domain::{
    access::Action,
    fee::Method,
    ids::{CreditNoteId, InvoiceId, PaymentId},
    money::Money,
    payment::State,
    self_help::{self, Remembered, Wanted, Why},
};

/// The most that is told at once.
const MOST: usize = 6;

/// What was looked for, and what was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Looked {
    /// The invoice.
    pub invoice: Invoice,
    /// What may be it, the likeliest first.
    pub found: Vec<Found>,
}

/// Money or credit that may be what was looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Why it may be.
    pub why: Why,
    /// What it is.
    pub source: Source,
    /// How much.
    pub amount: Money,
    /// The day of it.
    pub on: NaiveDate,
    /// What of it pays the invoice that was asked about, or is meant for it.
    pub here: Money,
    /// What of it pays other invoices, or is meant for them.
    pub elsewhere: Vec<Place>,
    /// What of it can be used: it is applied to nothing.
    pub left: Money,
}

/// What money or credit is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    /// A payment.
    Payment {
        /// Its id.
        id: PaymentId,
        /// What people call it.
        reference: String,
        /// How it was made.
        method: Method,
        /// The card or account, masked.
        instrument: String,
        /// Where it stands.
        state: State,
        /// When it is expected to settle.
        settles_on: Option<NaiveDate>,
        /// When it came back.
        returned_on: Option<NaiveDate>,
        /// Why it failed or came back, in the provider's words.
        reason: Option<String>,
    },
    /// A credit note.
    CreditNote {
        /// Its id.
        id: CreditNoteId,
        /// Its number.
        number: String,
        /// Why it was issued.
        reason: String,
    },
}

/// What of it pays an invoice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// Which invoice.
    pub invoice_id: InvoiceId,
    /// Its number.
    pub number: String,
    /// How much.
    pub amount: Money,
}

/// Looks through the payments and credit notes of the buyer's account.
pub async fn look(
    backend: &Backend,
    buyer: &Buyer,
    id: InvoiceId,
    remembered: &Remembered,
) -> Result<Looked> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let invoice = load(&mut tx, buyer, id).await?;
    let wanted = Wanted {
        total: invoice.total,
        open: invoice.open,
        issued_on: invoice.issued_on,
        remembered: remembered.clone(),
    };
    let candidates = trace::candidates(&mut tx, buyer, id, &wanted).await?;
    tx.end();
    let (traces, sources): (Vec<_>, Vec<_>) = candidates.into_iter().unzip();
    let mut sources: Vec<_> = sources.into_iter().map(Some).collect();
    let found = self_help::find(&wanted, &traces, MOST)
        .into_iter()
        .filter_map(|(n, why)| Some(Found { why, ..sources[n].take()? }))
        .collect();
    Ok(Looked { invoice, found })
}
