//! Loaded structs in, bytes out: documents as PDF, e-invoices, EDI, tables and calendars. Deterministic:
//! dates and ids are arguments, and equal input gives equal bytes.
//!
//! Map: [`invoice`], [`statement`], [`receipt`], [`reminder`] and [`plan`] are what documents are made
//! from, with a [`party`] on each side. [`invoice_pdf`], [`statement_pdf`] and their like say what stands
//! on paper, as a [`sheet`], in `words` of six languages; `payment` says how it is paid, with the codes of
//! [`epc_qr`] and [`swiss_qr`]. [`typeset`] sets it in type and is the only place that knows typst.
//! [`einvoice`] writes XML after EN 16931 and refuses what its rules refuse, [`x12`] and [`edifact`] write
//! interchanges, [`invoice_json`] says all of it. [`format`] makes a file of each form of an invoice.
//! [`invoice_table`] says what columns have, [`invoice_csv`] and [`invoice_xlsx`] write it;
//! [`statement_csv`] and [`csv`] write tables, too, [`calendar_feed`] what is due when, and [`archive`]
//! puts files into one.
#![warn(missing_docs)]

pub mod archive;
pub mod calendar_feed;
pub mod check;
pub mod csv;
pub mod edifact;
pub mod einvoice;
pub mod epc_qr;
pub mod format;
pub mod iban;
pub mod interchange;
pub mod invoice;
pub mod invoice_csv;
pub mod invoice_json;
pub mod invoice_pdf;
pub mod invoice_table;
pub mod invoice_xlsx;
mod parts;
pub mod party;
mod payment;
pub mod place;
pub mod plan;
pub mod plan_pdf;
pub mod print_run;
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
pub mod words;
pub mod x12;
