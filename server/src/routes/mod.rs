//! What the process answers to besides the pages, a file each.

pub mod files;
pub mod health;
pub mod inbound;
pub mod webhooks;
