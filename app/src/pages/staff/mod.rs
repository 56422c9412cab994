//! What the seller's people read.

pub mod clock;
pub mod imports;
pub mod me;
pub mod sandbox;
pub mod decisions;
pub mod messages;
pub mod part;
pub mod search;
pub mod webhooks;
pub mod users;
