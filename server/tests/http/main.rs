//! The whole process over real HTTP, but for its signals: a database, a router and a port for each
//! test, and people with their cookies.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops: its panic is its message")]

mod access;
mod account_changes;
mod analysis;
mod app;
mod brands;
mod bundles;
mod calendar_feeds;
mod canned_answers;
mod carriers;
mod client;
mod credit_notes;
mod cross_site;
mod deliveries;
mod dispatches;
mod disputes;
mod door;
mod ferrows;
mod files;
mod headers;
mod health;
mod inbound;
mod limits;
mod list_views;
mod originals;
mod preferences;
mod self_help;
mod session;
mod settings;
mod short_pay;
mod supporting_documents;
mod text;
mod uploads;
mod webhooks;

#[path = "../tidy.rs"]
mod tidy;

pub use app::TestApp;
pub use client::{Client, Reply};
