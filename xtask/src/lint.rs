//! Clippy as the compiler of the workspace's crates.
//!
//! `clippy-driver` is rustc with more lints: it makes the same code. As
//! `RUSTC_WORKSPACE_WRAPPER` it compiles our crates only, so one build both lints them and
//! yields what the tests run, and the dependencies are those of any other build. A second
//! pass of `cargo clippy` would check every dependency again.

use std::path::Path;
use std::process::Command;

/// Warnings of rustc and clippy fail the check, though not a developer's own build. This is how
/// `cargo clippy -- -D warnings` hands its arguments on; unlike RUSTFLAGS it leaves the
/// dependencies alone.
const ARGUMENTS: &str = "-Dwarnings__CLIPPY_HACKERY__";

pub fn with_clippy(cargo: &mut Command, driver: &Path) {
    cargo.env("RUSTC_WORKSPACE_WRAPPER", driver).env("CLIPPY_ARGS", ARGUMENTS);
}
