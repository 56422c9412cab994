//! The browser tests: their packages, a Chromium, and a run.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::packages::{self, Names};
use crate::stamp::{Inputs, Stamp};
use crate::step::Step;
use crate::tally::Tally;
use crate::workspace::{Workspace, on_path};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MACOS: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const PACKAGES: Names = Names { apt: "chromium", dnf: "chromium", brew: "chromium" };

/// Runs `npm test` in `end2end/`.
pub fn run(
    step: &mut Step,
    workspace: &Workspace,
    database: &str,
    tally: &mut Tally,
) -> Result<()> {
    let folder = workspace.root.join("end2end");
    if !folder.join("package.json").exists() {
        step.note("no browser tests yet");
        return Ok(());
    }
    let chromium = find_or_install(step)?;
    install_packages(step, workspace, &folder)?;
    let mut npm = Command::new("npm");
    npm.args(["test", "--silent"])
        .current_dir(&folder)
        .env("QUITTANCE_BIN", workspace.binary("debug"))
        .env("QUITTANCE_SITE_DIR", workspace.site())
        .env("QUITTANCE_TEST_DATABASE_URL", database)
        .env("CHROMIUM", chromium)
        .env_remove("DATABASE_URL");
    step.run_tests(&mut npm, Tally::of_node, tally)
}

/// Only when what is asked for has changed since the last time.
fn install_packages(step: &mut Step, workspace: &Workspace, folder: &Path) -> Result<()> {
    if on_path("npm").is_none() {
        bail!("the browser tests need Node.js 20 or newer with npm: https://nodejs.org");
    }
    let stamp = Stamp::of(workspace, "end2end");
    let lock = folder.join("package-lock.json");
    let mut inputs = Inputs::new();
    inputs.add("manifest", &fs::read(folder.join("package.json"))?);
    inputs.add("lock", &fs::read(&lock).unwrap_or_default());
    let hash = inputs.hash();
    if stamp.is(&hash) && folder.join("node_modules").is_dir() {
        return Ok(());
    }
    let verb = if lock.exists() { "ci" } else { "install" };
    step.run(Command::new("npm").args([verb, "--no-audit", "--no-fund"]).current_dir(folder))?;
    stamp.set(&hash)
}

fn find_or_install(step: &mut Step) -> Result<PathBuf> {
    if let Some(chosen) = env::var_os("CHROMIUM") {
        return Ok(PathBuf::from(chosen));
    }
    let find = || {
        let mac = MACOS.iter().map(PathBuf::from).find(|path| path.exists());
        NAMES.iter().find_map(|name| on_path(name)).or(mac)
    };
    if let Some(found) = find() {
        return Ok(found);
    }
    let refused = packages::install(step, &PACKAGES).err();
    find().with_context(|| {
        let reason = refused.map(|reason| format!(" ({reason:#})")).unwrap_or_default();
        format!("the browser tests need Chromium{reason}; install it or set CHROMIUM to its path")
    })
}
