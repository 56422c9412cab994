//! What buyers read.

pub mod account;
pub mod pay;
pub mod payment;
pub mod payments;
pub mod receipt;
pub mod statement;
pub mod accounts;
