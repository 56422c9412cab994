//! What was issued: made once in the form in which it goes out, kept in the store under a hash that proves
//! it, and never changed. Whatever is made of the same later is a copy and says so.

mod issue;
mod load;
mod read;

pub(crate) use issue::{Form, Made, issue};
pub use read::{Issued, bytes, bytes_for_staff, get_for_staff};
pub(crate) use read::{get, stored};

use domain::{document::Kind, ids::AccountId};
use uuid::Uuid;

/// What a document is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Subject {
    /// Of which kind.
    pub kind: Kind,
    /// Whose.
    pub account_id: AccountId,
    /// The id of the invoice, the credit note, the payment, the statement or the touch.
    pub id: Uuid,
}
