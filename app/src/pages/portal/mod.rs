//! What buyers read.

pub mod account;
pub mod accounts;
pub mod home;
pub mod invoice;
pub mod invoices;
pub mod pay;
pub mod payment;
pub mod payments;
pub mod promises;
pub mod receipt;
pub mod statement;
