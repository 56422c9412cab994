//! Documents to test with, and what reads them.

pub mod corpus;
pub mod correspondence;
pub mod invoices;
pub mod papers;
pub mod pdf;
pub mod statements;
