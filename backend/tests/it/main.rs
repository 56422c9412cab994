//! The backend on a real Postgres: one database per test, a clock that stands still, the sandbox.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops: its panic is its message")]

mod account_changes;
mod accounts;
mod analysis;
mod collectable;
mod conversations;
mod crashes;
mod dispute_clocks;
mod dispute_surfaces;
mod disputes;
mod dropped;
mod entities;
mod files;
mod gate;
mod home;
mod imports;
mod inbound;
mod invoices;
mod jobs;
mod ledger;
mod notices;
mod payments;
mod proposals;
mod quotes;
mod receivables;
mod reminders;
mod routing;
mod seed;
mod self_help;
mod settings;
mod statements;
mod tenancy;
mod timeline;
mod webhooks;
