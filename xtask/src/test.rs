//! `cargo xtask test`: the whole check, the same here and in CI.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::browser;
use crate::client::{self, Lints};
use crate::database;
use crate::documents;
use crate::interrupt::Interrupted;
use crate::lint;
use crate::metadata::Metadata;
use crate::postgres::Cluster;
use crate::site;
use crate::step::{Step, step};
use crate::tally::Tally;
use crate::toolchain;
use crate::workspace::Workspace;

/// The parts that can be asked for by name, in the order in which they run.
pub const PARTS: [(&str, &str); 6] = [
    ("fmt", "rustfmt agrees with every file"),
    ("lint", "rustc and clippy have no complaint; .sqlx/ is up to date"),
    ("unit", "the Rust tests, each on a database of its own"),
    ("documents", "e-invoices and PDFs before the official judges"),
    ("site", "the client is linted and built; the site keeps to its size"),
    ("browser", "end2end/ in Chromium, against a server of this build"),
];

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
    // Tests, and one for each check that is not a test.
    let mut tally = Tally::default();
    let code = match run_parts(workspace, wanted, &mut tally) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<Interrupted>() => return Err(error),
        Err(error) => {
            println!("\nerror: {error:#}");
            tally.failed = tally.failed.max(1);
            ExitCode::FAILURE
        }
    };
    println!("\n{} passed, {} failed", tally.passed, tally.failed);
    Ok(code)
}

fn run_parts(
    workspace: &Workspace,
    wanted: impl Fn(&str) -> bool,
    tally: &mut Tally,
) -> Result<()> {
    if wanted("fmt") {
        step("fmt", |step| {
            // Only the names of the files: the differences are what `cargo fmt` would do.
            step.run(workspace.cargo().args(["fmt", "--all", "--check", "--", "-l"]))
                .context("please run `cargo fmt --all`")
        })?;
        *tally += Tally::passed(1);
    }
    let mut cluster = None;
    if wanted("lint") || wanted("unit") || wanted("browser") {
        let started = database::start_throw_away(workspace, None)?;
        database::migrate(workspace, &started)?;
        build(workspace, &started, tally)?;
        if wanted("unit") {
            step("unit", |step| unit(step, workspace, &started, tally))?;
        }
        cluster = Some(started);
    }
    if wanted("documents") {
        step("documents", |step| documents::run(step, workspace, tally))?;
    }
    if wanted("site") || wanted("browser") {
        let pkg = client::build(workspace, Lints::Deny)?;
        site::build(workspace, &pkg)?;
        *tally += Tally::passed(2);
    }
    if wanted("browser")
        && let Some(cluster) = &cluster
    {
        let database = cluster.url("postgres");
        step("browser", |step| browser::run(step, workspace, &database, tally))?;
    }
    Ok(())
}

/// One build that lints, checks the queries, and yields the tests and the server that they call.
fn build(workspace: &Workspace, cluster: &Cluster, tally: &mut Tally) -> Result<()> {
    let metadata = step("lint", |step| {
        let mut cargo = workspace.cargo();
        cargo.args(["build", "--workspace", "--all-targets"]);
        lint::with_clippy(&mut cargo, &toolchain::clippy_driver(workspace)?);
        let metadata = Metadata::collect(workspace, cluster, &mut cargo)?;
        step.run(&mut cargo)?;
        step.note("compiled by clippy, which had no complaint");
        Ok(metadata)
    })?;
    *tally += Tally::passed(1);
    step("queries", |step| metadata.check(step, workspace))?;
    *tally += Tally::passed(1);
    Ok(())
}

/// The same compiler and settings as in [`build`], so that nothing is compiled again.
fn unit(
    step: &mut Step,
    workspace: &Workspace,
    cluster: &Cluster,
    tally: &mut Tally,
) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--workspace"]);
    lint::with_clippy(&mut cargo, &toolchain::clippy_driver(workspace)?);
    cargo.env("QUITTANCE_TEST_DATABASE_URL", cluster.url("postgres"));
    step.run_tests(&mut cargo, Tally::of_cargo, tally)
}
