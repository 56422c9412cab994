//! Everything that needs a network or a disk, but knows no HTTP server and no Leptos.
//!
//! Map: [`Backend`] is what everyone holds. [`db`] has the only ways to the tables, [`actor`] who
//! acts, [`error`] how it ends. One file per noun, plural: SQL, transaction and verbs of that noun.
//! [`gateways`] are the edges (clock, mail, providers), [`jobs`] everything that happens without
//! anyone asking. Verbs lock the row, call the domain's verb, update, write the event, enqueue the
//! jobs and commit: all of it or nothing.
#![warn(missing_docs)]

pub mod account_changes;
pub mod accounts;
pub mod actor;
pub mod allocations;
pub mod brands;
pub mod bundles;
pub mod calendar_feeds;
pub mod conversations;
pub mod credit_notes;
pub mod db;
pub mod dispatches;
pub mod disputes;
pub mod document_checks;
pub mod entities;
pub mod error;
pub mod events;
pub mod files;
pub mod gateways;
pub mod home;
pub mod imports;
pub mod inbound;
pub mod invoices;
pub mod issued_documents;
pub mod jobs;
pub mod ledger;
pub mod list_views;
pub mod notices;
mod numbers;
pub mod open_items;
pub mod originals;
pub mod outbox;
pub mod passwords;
pub mod payments;
pub mod preferences;
pub mod press;
pub mod print_runs;
pub mod promises;
pub mod proofs;
pub mod receivables;
pub mod reminders;
pub mod seed;
pub mod self_help;
pub mod sessions;
pub mod settings;
pub mod statements;
pub mod supporting_documents;
#[cfg(feature = "testing")]
pub mod testing;
pub mod throttle;
pub mod timeline;
mod turns;
pub mod users;
pub mod webhooks;

use gateways::{
    carriers::Carriers, clock::Clock, files::Files, inbound::Inbound, mail::Mail,
    provider::Providers,
};
use std::{path::PathBuf, sync::Arc};

pub use actor::{Actor, Buyer, Staff};
pub use error::{Error, Result};

/// The hands of the program: the database, the clock and the gateways. Cheap to clone.
#[derive(Clone)]
pub struct Backend {
    /// The database, by role.
    pub db: db::Db,
    /// Business time.
    pub clock: Clock,
    /// How passwords are hashed.
    pub passwords: passwords::Passwords,
    /// Payment providers by name.
    pub providers: Providers,
    /// How mail leaves the house.
    pub mail: Arc<Mail>,
    /// How mail comes into the house.
    pub inbound: Arc<Inbound>,
    /// How documents leave the house.
    pub carriers: Arc<Carriers>,
    /// Where people's files are kept.
    pub files: Arc<Files>,
    /// Where the program's own files are kept.
    pub data_dir: PathBuf,
    /// The address under which people reach the portal, without a slash at the end. Links in
    /// messages are made from it, never from a request's Host.
    pub public_url: String,
    /// For what we ask of others over HTTP.
    pub http: reqwest::Client,
    /// Where the sandbox sends its webhooks: our own inbound address. Without it they are handed
    /// over directly, through the same signature check.
    pub webhook_url: Option<String>,
    /// Whether this is a demonstration: the clock can be moved and mail can be read.
    pub demo: bool,
}
