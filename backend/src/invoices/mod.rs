//! Invoices: issuing them, and reading them.

pub mod issue;
