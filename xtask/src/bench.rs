//! `cargo xtask bench`: how fast it is. The place is kept; the measurements are not written yet.

use anyhow::{Result, bail};

use crate::workspace::Workspace;

pub fn run(_workspace: &Workspace) -> Result<()> {
    bail!(
        "there are no measurements yet: they will be a crate `bench`, run from xtask/src/bench.rs"
    )
}
