//! Invoices: issuing them, reading them, and what their customer adds to them.

pub(crate) mod again;
pub mod copy;
pub mod cursor;
pub mod detail;
pub(crate) mod document;
pub mod issue;
pub mod list;
pub mod order;
pub mod says;
pub(crate) mod sums;
