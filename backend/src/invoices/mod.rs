//! Invoices: issuing them, reading them, and what their customer adds to them.

pub mod copy;
pub mod cursor;
pub mod detail;
pub mod issue;
pub mod list;
pub mod order;
