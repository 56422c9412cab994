//! What the seller's people read.

pub mod account;
pub mod account_changes;
pub mod accounts;
pub mod analysis;
pub mod clock;
pub mod conversation;
pub mod conversations;
pub mod decisions;
pub mod delivery;
pub mod desk;
pub mod dispatches;
pub mod dispute;
pub mod disputes;
pub mod files;
pub mod imports;
pub mod inbound;
pub mod invoice;
pub mod invoices;
pub mod me;
pub mod messages;
pub mod overview;
pub mod part;
mod parts;
pub mod payment;
pub mod payments;
pub mod preferences;
pub mod print_runs;
pub mod promises;
pub mod sandbox;
pub mod search;
pub mod self_help;
pub mod settings;
pub mod users;
pub mod webhooks;

use super::query;
