//! `.sqlx/`: what Postgres says about each query, so that a build needs no database.
//!
//! sqlx's macros write these files while they compile when both `DATABASE_URL` and
//! `SQLX_OFFLINE_DIR` are set. So a check is a build and a comparison, and sqlx's own
//! command-line tool is not needed.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::database::CHECK;
use crate::postgres::Cluster;
use crate::stamp::{Inputs, Stamp};
use crate::step::{Step, step};
use crate::workspace::Workspace;

/// A folder that the next build of `backend` fills.
pub struct Metadata {
    folder: PathBuf,
    stamp: Stamp,
    hash: String,
}

impl Metadata {
    /// Makes the folder ready and gives `cargo` its settings. Files of an earlier build are kept
    /// while nothing that they depend on has changed; otherwise `backend` is compiled again.
    pub fn collect(workspace: &Workspace, cluster: &Cluster, cargo: &mut Command) -> Result<Self> {
        let folder = workspace.target.join("xtask/sqlx");
        let stamp = Stamp::of(workspace, "sqlx.stamp");
        let mut inputs = Inputs::new();
        inputs.add_folder(&workspace.root.join("backend"))?;
        inputs.add_folder(&workspace.root.join("migrations"))?;
        let hash = inputs.hash();
        if !stamp.is(&hash) || !folder.is_dir() {
            stamp.set("")?;
            clear(&folder)?;
            touch(&workspace.root.join("backend/src/lib.rs"))?;
        }
        settings(cargo, cluster, &folder);
        Ok(Metadata { folder, stamp, hash })
    }

    /// After the build: the committed files must be those that it wrote.
    pub fn check(&self, step: &mut Step, workspace: &Workspace) -> Result<()> {
        self.stamp.set(&self.hash)?;
        let fresh = read(&self.folder)?;
        let committed = read(&workspace.root.join(".sqlx"))?;
        let mut wrong: Vec<String> = Vec::new();
        for (name, text) in &fresh {
            match committed.get(name) {
                None => wrong.push(format!("missing:  {}", query(text))),
                Some(other) if other != text => wrong.push(format!("changed:  {}", query(text))),
                Some(_) => {}
            }
        }
        for (name, text) in committed.iter().filter(|(name, _)| !fresh.contains_key(*name)) {
            wrong.push(format!("not used: {} ({name})", query(text)));
        }
        if !wrong.is_empty() {
            step.print(&wrong.join("\n"));
            bail!(".sqlx/ is out of date: please run `cargo xtask prepare`");
        }
        step.note(format!("{} queries agree with .sqlx/", fresh.len()));
        Ok(())
    }
}

/// Writes `.sqlx/` anew.
pub fn renew(workspace: &Workspace, cluster: &Cluster) -> Result<()> {
    step("queries", |step| {
        let folder = workspace.target.join("xtask/sqlx-new");
        clear(&folder)?;
        touch(&workspace.root.join("backend/src/lib.rs"))?;
        let mut cargo = workspace.cargo();
        cargo.args(["check", "--package", "backend", "--all-targets"]);
        settings(&mut cargo, cluster, &folder);
        step.run(&mut cargo)?;
        let files = read(&folder)?;
        let committed = workspace.root.join(".sqlx");
        clear(&committed)?;
        for (name, text) in &files {
            fs::write(committed.join(name), text)?;
        }
        step.note(format!("{} queries described in .sqlx/", files.len()));
        Ok(())
    })
}

fn settings(cargo: &mut Command, cluster: &Cluster, folder: &Path) {
    cargo
        .env("DATABASE_URL", cluster.url(CHECK))
        .env("SQLX_OFFLINE_DIR", folder)
        .env("SQLX_OFFLINE", "false");
}

fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(fs::create_dir_all(folder)?)
}

/// Makes cargo compile a crate again: it cannot know what the macros read from a database.
fn touch(file: &Path) -> Result<()> {
    File::options()
        .append(true)
        .open(file)
        .and_then(|file| file.set_modified(SystemTime::now()))
        .with_context(|| format!("cannot touch {}", file.display()))
}

fn read(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("query-") {
                files.insert(name, fs::read_to_string(entry.path())?);
            }
        }
    }
    Ok(files)
}

/// The query that a file is about, on one line.
fn query(text: &str) -> String {
    let file: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let query = file["query"].as_str().unwrap_or("?");
    query.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(100).collect()
}
