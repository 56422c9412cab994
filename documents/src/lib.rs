//! Loaded structs in, bytes out: statements and lists as CSV and PDF. Deterministic: dates and ids
//! are arguments, and equal input gives equal bytes.
//!
//! Map: [`statement`] is what a statement of account is made from, [`statement_csv`] and
//! [`statement_pdf`] write it.
#![warn(missing_docs)]

pub mod statement;
