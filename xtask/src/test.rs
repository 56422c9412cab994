//! `cargo xtask test`: the whole check, the same here and in CI.

use std::cell::Cell;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::browser;
use crate::client::{self, Lints};
use crate::database;
use crate::interrupt::Interrupted;
use crate::lint;
use crate::metadata::Metadata;
use crate::postgres::Cluster;
use crate::site;
use crate::step::{Step, step};
use crate::tally;
use crate::toolchain;
use crate::workspace::Workspace;

/// The parts that can be asked for by name, in the order in which they run.
pub const PARTS: [(&str, &str); 5] = [
    ("fmt", "rustfmt agrees with every file"),
    (
        "lint",
        "rustc and clippy have no complaint; .sqlx/ is up to date",
    ),
    ("unit", "the Rust tests, each on a database of its own"),
    (
        "site",
        "the client is linted and built; the site keeps to its size",
    ),
    (
        "browser",
        "end2end/ in Chromium, against a server of this build",
    ),
];

/// What has passed so far: tests, and one for each check that is not a test.
#[derive(Default)]
struct Passed(Cell<usize>);

impl Passed {
    fn add(&self, count: usize) {
        self.0.set(self.0.get() + count);
    }
}

/// Runs the parts named in `filter`, or all, up to the first that fails. The last line it prints
/// is the sum, whichever way it went.
pub fn run(workspace: &Workspace, filter: &[String]) -> Result<ExitCode> {
    for name in filter {
        if !PARTS.iter().any(|(part, _)| part == name) {
            let names: Vec<_> = PARTS.iter().map(|(part, _)| *part).collect();
            bail!("there is no part `{name}`; there are: {}", names.join(" "));
        }
    }
    let wanted = |part: &str| filter.is_empty() || filter.iter().any(|name| name == part);
    let passed = Passed::default();
    let code = match run_parts(workspace, wanted, &passed) {
        Ok(()) => {
            println!("\n{} passed, 0 failed", passed.0.get());
            ExitCode::SUCCESS
        }
        Err(error) if error.is::<Interrupted>() => return Err(error),
        Err(error) => {
            println!("\nerror: {error:#}\n\n{} passed, 1 failed", passed.0.get());
            ExitCode::FAILURE
        }
    };
    Ok(code)
}

fn run_parts(workspace: &Workspace, wanted: impl Fn(&str) -> bool, passed: &Passed) -> Result<()> {
    if wanted("fmt") {
        step("fmt", |step| {
            // Only the names of the files: the differences are what `cargo fmt` would do.
            step.run(
                workspace
                    .cargo()
                    .args(["fmt", "--all", "--check", "--", "-l"]),
            )
            .context("please run `cargo fmt --all`")
        })?;
        passed.add(1);
    }
    let mut cluster = None;
    if wanted("lint") || wanted("unit") || wanted("browser") {
        let started = database::start_throw_away(workspace, None)?;
        database::migrate(workspace, &started)?;
        build(workspace, &started, passed)?;
        if wanted("unit") {
            passed.add(step("unit", |step| unit(step, workspace, &started))?);
        }
        cluster = Some(started);
    }
    if wanted("site") || wanted("browser") {
        let pkg = client::build(workspace, Lints::Deny)?;
        site::build(workspace, &pkg)?;
        passed.add(2);
    }
    if wanted("browser")
        && let Some(cluster) = &cluster
    {
        let database = cluster.url("postgres");
        passed.add(step("browser", |step| {
            browser::run(step, workspace, &database)
        })?);
    }
    Ok(())
}

/// One build that lints, checks the queries, and yields the tests and the server that they call.
fn build(workspace: &Workspace, cluster: &Cluster, passed: &Passed) -> Result<()> {
    let metadata = step("lint", |step| {
        let mut cargo = workspace.cargo();
        cargo.args(["build", "--workspace", "--all-targets"]);
        lint::with_clippy(&mut cargo, &toolchain::clippy_driver(workspace)?);
        let metadata = Metadata::collect(workspace, cluster, &mut cargo)?;
        step.run(&mut cargo)?;
        step.note("compiled by clippy, which had no complaint");
        Ok(metadata)
    })?;
    passed.add(1);
    step("queries", |step| metadata.check(step, workspace))?;
    passed.add(1);
    Ok(())
}

/// The same compiler and settings as in [`build`], so that nothing is compiled again.
fn unit(step: &mut Step, workspace: &Workspace, cluster: &Cluster) -> Result<usize> {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--workspace"]);
    lint::with_clippy(&mut cargo, &toolchain::clippy_driver(workspace)?);
    cargo.env("QUITTANCE_TEST_DATABASE_URL", cluster.url("postgres"));
    let passed = tally::of_cargo(&step.run(&mut cargo)?);
    step.note(format!("{passed} passed"));
    Ok(passed)
}
