//! Invoices: issuing them, and reading them.

pub mod cursor;
pub mod detail;
pub mod issue;
pub mod list;
