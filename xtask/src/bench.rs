//! `cargo xtask bench`: how fast it is. Builds everything optimised, starts a Postgres that syncs to
//! disk as a real one does, and lets `bench/` fill a database in it and measure.

use std::process::Command;

use anyhow::Result;

use crate::client::{self, Lints};
use crate::database::Prepared;
use crate::site;
use crate::step::step;
use crate::workspace::Workspace;

const DATABASE: &str = "bench";

pub fn run(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target.join("bench");
    let prepared = step("programs", |step| Prepared::keep(step, workspace, &folder))?;
    // What an earlier run left behind would be measured, too.
    prepared.delete()?;
    let pkg = client::build(workspace, Lints::No)?;
    site::build(workspace, &pkg)?;
    step("server", |step| {
        let mut cargo = workspace.cargo();
        // Together, so that both stand on the same build of everything below them.
        cargo.args(["build", "--release", "--bins"]);
        cargo.args(["--package", "server", "--package", "bench"]);
        step.note("optimised, with what measures it");
        step.run(&mut cargo)
    })?;
    let cluster = step("postgres", |step| prepared.start(step))?;
    cluster.create_database(DATABASE)?;
    let database = cluster.url(DATABASE);
    let quittance = workspace.binary("release");
    step("migrate", |step| {
        let mut migrate = Command::new(&quittance);
        migrate.arg("migrate").env("DATABASE_URL", &database);
        step.run(&mut migrate)
    })?;
    let told = step("measure", |step| {
        let mut bench = Command::new(quittance.with_file_name("bench"));
        bench.arg("run").current_dir(&workspace.root);
        bench.args(["--database", &database]);
        bench.arg("--quittance").arg(&quittance);
        bench.arg("--site").arg(workspace.site());
        bench.arg("--out").arg(folder.join("latest.json"));
        step.run(&mut bench)
    })?;
    println!("{told}");
    drop(cluster);
    prepared.delete()
}
