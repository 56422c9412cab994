//! What every request passes, a file each. [`crate::router`] has their order.

pub mod client_ip;
pub mod compression;
pub mod cross_site;
pub mod headers;
pub mod panics;
pub mod requests;
pub mod session;
pub mod text;
pub mod time_limit;
