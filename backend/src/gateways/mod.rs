//! The edges: one file each with the real thing and, where tests need one, its stand-in.

pub mod carriers;
pub mod clamd;
pub mod clock;
pub mod files;
pub mod inbound;
pub mod mail;
pub mod provider;
pub mod sandbox;
pub mod signature;
pub mod web;
