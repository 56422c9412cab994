//! The backend on a real Postgres: one database per test, a clock that stands still, the sandbox.

mod gate;
mod payments;
mod tenancy;
mod ledger;
mod reminders;
