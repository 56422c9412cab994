//! Loaded structs in, bytes out: statements, copies of invoices and lists as CSV and PDF. Deterministic: dates and ids
//! are arguments, and equal input gives equal bytes.
//!
//! Map: [`statement`] is what a statement of account is made from, [`statement_csv`] and
//! [`statement_pdf`] write it; [`invoice_copy`] is an invoice once more, [`invoice_copy_pdf`] writes it.
//! [`slip_pdf`] writes a note of a few lines, [`csv`] any list, `pdf` knows pages, text and rules.
#![warn(missing_docs)]

pub mod csv;
pub mod invoice_copy;
pub mod invoice_copy_pdf;
mod pdf;
pub mod slip_pdf;
pub mod statement;
pub mod statement_csv;
pub mod statement_pdf;

pub use pdf::Error as PdfError;
