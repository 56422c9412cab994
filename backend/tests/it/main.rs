//! The backend on a real Postgres: one database per test, a clock that stands still, the sandbox.

mod gate;
mod accounts;
mod collectable;
mod invoices;
mod payments;
mod quotes;
mod statements;
mod tenancy;
mod ledger;
mod receivables;
mod reminders;
mod seed;
mod imports;
