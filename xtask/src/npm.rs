//! Programs from npm, in a folder of our own and at an exact version.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::step::Step;
use crate::workspace::on_path;

/// The folder of an installed package, or `None` when this machine has no npm.
pub fn package(
    step: &mut Step,
    folder: &Path,
    name: &str,
    version: &str,
) -> Result<Option<PathBuf>> {
    let package = folder.join("node_modules").join(name);
    if installed_version(&package).as_deref() == Some(version) {
        return Ok(Some(package));
    }
    if on_path("npm").is_none() || on_path("node").is_none() {
        return Ok(None);
    }
    fs::create_dir_all(folder)?;
    // Without a manifest of its own npm would look for one in the folders above.
    let manifest = folder.join("package.json");
    if !manifest.exists() {
        fs::write(&manifest, "{ \"private\": true }\n")?;
    }
    step.run(
        Command::new("npm")
            .args(["install", "--no-audit", "--no-fund", "--save-exact", "--ignore-scripts"])
            .arg(format!("{name}@{version}"))
            .current_dir(folder),
    )
    .with_context(|| format!("cannot fetch {name} {version} from npm"))?;
    Ok(Some(package))
}

fn installed_version(package: &Path) -> Option<String> {
    let manifest = fs::read_to_string(package.join("package.json")).ok()?;
    let manifest: serde_json::Value = serde_json::from_str(&manifest).ok()?;
    Some(manifest["version"].as_str()?.to_owned())
}
