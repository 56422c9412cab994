//! The clusters that the commands use: one to keep, and one for each check to throw away.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use anyhow::{Context, Result};

use crate::postgres::{self, Account, Cluster, Programs, Purpose};
use crate::step::{Step, step};
use crate::workspace::Workspace;

/// The queries in `backend` are checked against this database.
pub const CHECK: &str = "quittance_check";

/// Everything found and installed, nothing started: what is missing should be known before a
/// long build and not after it.
pub struct Prepared {
    programs: Programs,
    account: Account,
    /// The cluster's folder.
    pub folder: PathBuf,
}

impl Prepared {
    /// For the cluster that keeps its data below `data`.
    pub fn keep(step: &mut Step, workspace: &Workspace, data: &Path) -> Result<Self> {
        let account = Account::find_or_create(step)?;
        let folder = postgres::place(data, account)?.join("postgres");
        let wanted = postgres::major_of(&folder);
        let programs = Programs::find_or_install(step, workspace, account, wanted)?;
        Ok(Prepared { programs, account, folder })
    }

    pub fn start(&self, step: &mut Step) -> Result<Cluster> {
        Cluster::start(step, &self.programs, self.account, &self.folder, Purpose::Keep)
    }

    /// Deletes the cluster, unless a command is using it.
    pub fn delete(&self) -> Result<()> {
        postgres::delete(&self.folder)
    }
}

/// Starts a cluster for one run of one command; `name` tells it from others that run now.
pub fn start_throw_away(workspace: &Workspace, name: Option<&str>) -> Result<Cluster> {
    step("postgres", |step| {
        let account = Account::find_or_create(step)?;
        let programs = Programs::find_or_install(step, workspace, account, None)?;
        let parent = postgres::place(&workspace.target.join("test-postgres"), account)?;
        postgres::sweep(&parent)?;
        let name = name.map_or_else(|| process::id().to_string(), str::to_owned);
        Cluster::start(step, &programs, account, &parent.join(name), Purpose::ThrowAway)
    })
}

/// Creates the database for checking queries and applies the migrations to it.
pub fn migrate(workspace: &Workspace, cluster: &Cluster) -> Result<()> {
    step("schema", |step| {
        cluster.create_database(CHECK)?;
        let mut connection = cluster.connect(CHECK)?;
        let files = migrations(&workspace.root.join("migrations"))?;
        for file in &files {
            let sql = fs::read_to_string(file)?;
            connection.run(&sql).with_context(|| workspace.show(file))?;
        }
        step.note(format!("{} migrations applied to {CHECK}", files.len()));
        Ok(())
    })
}

fn migrations(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).context("there is no folder migrations/")? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "sql") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
