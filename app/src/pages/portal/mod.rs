//! What buyers read.

pub mod accounts;
