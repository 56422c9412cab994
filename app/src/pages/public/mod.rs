//! What anybody reads: signing in, and errors.

pub mod calendar_feed;
pub mod check;
pub mod errors;
pub mod login;
pub mod password;
pub mod sandbox_bank;
