//! What buyers read.

pub mod account;
pub mod account_changes;
pub mod accounts;
pub mod bundles;
pub mod conversation;
pub mod conversations;
pub mod copy;
pub mod dispute;
pub mod disputes;
pub mod documents;
pub mod files;
pub mod home;
pub mod invoice;
pub mod invoices;
pub mod originals;
pub mod pay;
pub mod payment;
pub mod payments;
pub mod preferences;
pub mod promises;
pub mod receipt;
pub mod self_help;
pub mod sent;
pub mod statement;
