//! Invoices as their buyers read them: lists, exports, one invoice.

mod crowd;
mod detail;
mod lists;
mod plans;
