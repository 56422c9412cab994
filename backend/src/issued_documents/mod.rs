//! What was issued: made once in the form in which it goes out, kept in the store under a hash that proves
//! it, and never changed. Whatever is made of the same later is a copy and says so.

mod issue;
mod read;

pub(crate) use issue::{Form, Made, issue};
pub use read::{Issued, bytes, bytes_for_staff, get_for_staff};
pub(crate) use read::{get, stored};

use crate::{Backend, Error, Result, actor::Buyer, credit_notes, invoices};
use documents::invoice::Invoice;
use domain::{
    document::Kind,
    ids::{AccountId, CreditNoteId, InvoiceId},
};
use uuid::Uuid;

/// What a document is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Subject {
    /// Of which kind.
    pub kind: Kind,
    /// Whose.
    pub account_id: AccountId,
    /// The invoice's or the credit note's id.
    pub id: Uuid,
}

impl Subject {
    /// As it was issued: no copy, on its own day.
    async fn load(self, backend: &Backend, eyes: &Buyer) -> Result<Invoice> {
        let copy = match self.kind {
            Kind::Invoice => invoices::copy::get(backend, eyes, InvoiceId(self.id)).await?,
            Kind::CreditNote => {
                credit_notes::copy::get(backend, eyes, CreditNoteId(self.id)).await?
            }
            other => return Err(Error::bug(format!("{} is not issued", other.label()))),
        };
        Ok(Invoice { is_copy: false, made_on: copy.issued_on, ..copy })
    }
}
