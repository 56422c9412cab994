//! What the seller's people read.

pub mod me;
