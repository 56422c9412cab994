//! Loaded structs in, bytes out: statements, invoices and lists as PDF, e-invoice and CSV. Deterministic:
//! dates and ids are arguments, and equal input gives equal bytes.
//!
//! Map: [`invoice`], [`statement`], [`receipt`], [`reminder`] and [`plan`] are what documents are made
//! from, with a [`party`] on each side. [`invoice_pdf`], [`statement_pdf`] and their like say what stands
//! on paper, as a [`sheet`], in `words` of six languages; `payment` says how it is paid, with the codes of
//! [`epc_qr`] and [`swiss_qr`]. [`typeset`] sets it in type and is the only place that knows typst. [`einvoice`] writes XML after EN
//! 16931 and refuses what its rules refuse. [`format`] makes a file of each form of an invoice. [`statement_csv`]
//! and [`csv`] write tables.
#![warn(missing_docs)]

pub mod check;
pub mod csv;
pub mod einvoice;
pub mod epc_qr;
pub mod format;
pub mod iban;
pub mod invoice;
pub mod invoice_pdf;
pub mod party;
mod payment;
pub mod place;
pub mod plan;
pub mod plan_pdf;
mod qr;
pub mod receipt;
pub mod receipt_pdf;
pub mod reminder;
pub mod reminder_pdf;
pub mod sheet;
pub mod slip_pdf;
pub mod statement;
pub mod statement_csv;
pub mod statement_pdf;
pub mod swiss_qr;
pub mod typeset;
mod words;
pub mod x12;
