//! A private Postgres: found or fetched, started on a Unix socket, stopped in good order.
//!
//! Nothing of it listens on the network, so it needs no password and no free port, and any
//! number of clones on one machine keep out of each other's way.

mod account;
mod cluster;
mod folder;
mod pidfile;
mod programs;
mod wire;

pub use account::Account;
pub use cluster::{Cluster, Purpose};
pub use folder::{delete, major_of, place, sweep};
pub use programs::Programs;

/// The one account in a private cluster.
pub const USER: &str = "quittance";
