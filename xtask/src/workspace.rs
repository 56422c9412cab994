//! Where things are, and how cargo is called from here.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::run;

pub struct Workspace {
    pub root: PathBuf,
    /// Cargo's target folder, wherever its settings put it.
    pub target: PathBuf,
}

impl Workspace {
    pub fn find() -> Result<Self> {
        let here = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = here.parent().context("xtask/ has no parent folder")?.to_owned();
        let mut metadata = Command::new(cargo_program());
        metadata.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(&root);
        let metadata: serde_json::Value = serde_json::from_str(&run::ask(&mut metadata)?)?;
        let target = metadata["target_directory"].as_str().context("cargo names no target")?;
        Ok(Workspace { root, target: PathBuf::from(target) })
    }

    /// Cargo as the person called it, in the root folder, with queries checked against the
    /// committed `.sqlx/` and not against a database that happens to be in the environment.
    pub fn cargo(&self) -> Command {
        let mut cargo = Command::new(cargo_program());
        cargo.current_dir(&self.root);
        self.clean_environment(&mut cargo);
        cargo.env("SQLX_OFFLINE", "true").env_remove("DATABASE_URL");
        cargo
    }

    /// Takes away what `cargo run` added for xtask itself. Without this a second toolchain would
    /// load the first one's libraries, and build scripts would see another crate's variables.
    pub fn clean_environment(&self, command: &mut Command) {
        const OURS: [&str; 5] =
            ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"];
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text == "CARGO" || OURS.iter().any(|prefix| text.starts_with(prefix)) {
                command.env_remove(&name);
            }
        }
        for name in ["LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"] {
            if let Some(value) = env::var_os(name) {
                match self.without_ours(&value) {
                    Some(rest) => command.env(name, rest),
                    None => command.env_remove(name),
                };
            }
        }
    }

    /// A library search path without the folders of this build and of the toolchain that made it.
    fn without_ours(&self, value: &OsString) -> Option<OsString> {
        let cargo = PathBuf::from(cargo_program());
        let toolchain = cargo.ancestors().nth(2).filter(|root| root.components().count() > 1);
        let rest: Vec<PathBuf> = env::split_paths(value)
            .filter(|path| !path.starts_with(&self.target))
            .filter(|path| !toolchain.is_some_and(|root| path.starts_with(root)))
            .collect();
        if rest.is_empty() { None } else { env::join_paths(rest).ok() }
    }

    /// Programs that are fetched for this project only.
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// What the server sends to browsers; `QUITTANCE_SITE_DIR`.
    pub fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// The server's binary of a profile's folder, `debug` or `release`.
    pub fn binary(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join("quittance")
    }

    /// A path as people read it: from the root folder when it is below it.
    pub fn show(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}

fn cargo_program() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The first program of that name on the search path.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
