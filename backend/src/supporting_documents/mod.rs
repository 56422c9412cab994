//! Papers that the seller's people attach to an invoice or an account: attached and removed by staff
//! ([`attach`], [`remove`]), read by both sides ([`read`]), and taken along with a copy of the invoice
//! ([`with_copy`]). What is in them are files, see [`crate::files`].

mod attach;
mod read;
mod remove;

pub use attach::{New, attach, may_attach};
pub use read::{SupportingDocument, of_invoice, with_copy};
pub use remove::remove;

pub(crate) use read::{every, offered};
