//! A compiler for the client: Rust for `wasm32-unknown-unknown`.
//!
//! Three ways, the first that works: the target is installed; rustup installs it; Debian's
//! packages bring a second Rust that can build its standard library for any target. The
//! island ids that tie the client to the server agree between the two compilers.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::packages::apt_install;
use crate::run::ask;
use crate::step::Step;
use crate::workspace::{Workspace, on_path};

pub const TARGET: &str = "wasm32-unknown-unknown";
/// rustup retries for long where it cannot reach its server; a good line needs seconds.
const RUSTUP_MAY_TAKE: Duration = Duration::from_secs(120);
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-19"];
const DEBIAN_CLIPPY: &str = "rust-web-clippy";

pub enum ClientToolchain {
    /// The Rust that builds the server has the target too.
    Same,
    /// A Rust in /usr/bin with its library's source, and the linker for its output.
    Debian { linker: PathBuf },
}

impl ClientToolchain {
    pub fn find_or_install(step: &mut Step, workspace: &Workspace) -> Result<Self> {
        if target_is_installed(workspace) {
            step.note("Rust has the target wasm32");
            return Ok(Self::Same);
        }
        if rustup_adds_target(step, workspace) && target_is_installed(workspace) {
            step.note("rustup installed the target wasm32");
            return Ok(Self::Same);
        }
        if let Some(linker) = debian_linker() {
            step.note("Debian's Rust, which builds its library for wasm32");
            return Ok(Self::Debian { linker });
        }
        apt_install(step, &DEBIAN_PACKAGES).context(
            "the client needs Rust's target wasm32: please run `rustup target add wasm32-unknown-unknown`",
        )?;
        match debian_linker() {
            Some(linker) => {
                step.note("installed Debian's Rust, which builds its library for wasm32");
                Ok(Self::Debian { linker })
            }
            None => bail!("Debian's packages {} are too old", DEBIAN_PACKAGES.join(" ")),
        }
    }

    /// `cargo rustc` for the client's target, with everything that this way needs.
    pub fn cargo_rustc(&self, workspace: &Workspace) -> Command {
        let mut cargo = workspace.cargo();
        if let Self::Debian { linker } = self {
            cargo = Command::new("/usr/bin/cargo");
            cargo.current_dir(&workspace.root);
            workspace.clean_environment(&mut cargo);
            cargo
                .env_remove("RUSTUP_TOOLCHAIN")
                .env("RUSTC", "/usr/bin/rustc")
                // A released compiler builds its own library only when told that we mean it.
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        cargo.args(["rustc", "--target", TARGET]);
        // A folder of its own: two compilers in one folder throw away each other's notes, and
        // the client need not wait while the server is being built.
        cargo.arg("--target-dir").arg(workspace.target.join("client"));
        if let Self::Debian { .. } = self {
            cargo.args(["-Z", "build-std=std,panic_abort"]);
        }
        cargo
    }

    /// Clippy's driver of this toolchain.
    pub fn clippy_driver(&self, step: &mut Step, workspace: &Workspace) -> Result<PathBuf> {
        match self {
            Self::Same => clippy_driver(workspace),
            Self::Debian { .. } => {
                let driver = PathBuf::from("/usr/bin/clippy-driver");
                if !driver.exists() {
                    apt_install(step, &[DEBIAN_CLIPPY])?;
                }
                Ok(driver)
            }
        }
    }
}

/// Clippy's driver of the Rust that builds the server.
pub fn clippy_driver(workspace: &Workspace) -> Result<PathBuf> {
    let sysroot = ask(rustc(workspace).args(["--print", "sysroot"]))?;
    let beside = Path::new(&sysroot).join("bin/clippy-driver");
    if beside.exists() { Some(beside) } else { on_path("clippy-driver") }
        .context("clippy is missing: please run `rustup component add clippy`")
}

/// The compiler that cargo uses when it is called as now.
fn rustc(workspace: &Workspace) -> Command {
    let program = std::env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
    let mut rustc = Command::new(program);
    workspace.clean_environment(&mut rustc);
    rustc.current_dir(&workspace.root);
    rustc
}

fn target_is_installed(workspace: &Workspace) -> bool {
    ask(rustc(workspace).args(["--print", "target-libdir", "--target", TARGET]))
        .is_ok_and(|folder| Path::new(&folder).is_dir())
}

fn rustup_adds_target(step: &mut Step, workspace: &Workspace) -> bool {
    if on_path("rustup").is_none() {
        return false;
    }
    let mut rustup = Command::new("rustup");
    workspace.clean_environment(&mut rustup);
    rustup.current_dir(&workspace.root).args(["target", "add", TARGET]);
    step.attempt(&mut rustup, Some(RUSTUP_MAY_TAKE)).is_ok_and(|end| end.status.success())
}

/// The linker, if Debian's Rust is complete and new enough for this workspace.
fn debian_linker() -> Option<PathBuf> {
    let version = ask(Command::new("/usr/bin/rustc").arg("--version")).ok()?;
    let version = version.split(' ').nth(1)?;
    let library = ask(Command::new("/usr/bin/rustc").args(["--print", "sysroot"])).ok()?;
    let library = Path::new(&library).join("lib/rustlib/src/rust/library");
    let enough = release(version)? >= release(env!("CARGO_PKG_RUST_VERSION"))?;
    if !enough || !library.is_dir() || !Path::new("/usr/bin/cargo").exists() {
        return None;
    }
    // Named wasm-ld-19 and the like; any of them links what any of these compilers makes.
    let linkers = std::fs::read_dir("/usr/bin").ok()?.filter_map(Result::ok);
    linkers
        .map(|entry| entry.path())
        .filter(|path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("wasm-ld"))
        })
        .max()
}

/// `1.96.0` as something to compare.
fn release(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split(['.', '-']);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}
