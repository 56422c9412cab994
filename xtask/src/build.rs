//! `cargo xtask build`: everything that is needed to run, without running it.

use std::path::PathBuf;

use anyhow::Result;

use crate::client::{self, Lints};
use crate::server::{self, Profile};
use crate::site;
use crate::workspace::Workspace;

/// Builds the site and the server and returns the server's binary.
pub fn run(workspace: &Workspace, profile: Profile) -> Result<PathBuf> {
    let pkg = client::build(workspace, Lints::No)?;
    site::build(workspace, &pkg)?;
    server::build(workspace, profile)
}
