//! What the seller's people read.

pub mod clock;
pub mod imports;
pub mod me;
pub mod sandbox;
