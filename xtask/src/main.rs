//! `cargo xtask`: set-up, build and checks, in Rust and without a single shell script.
//!
//! The map: a command has a file of its name (`start`, `test`, `build`, `bench`; `prepare` and
//! `postgres` are a few lines below). The site is made by `toolchain` → `client` → `style` →
//! `site`. `postgres/` runs a private database; `database` says which ones the commands use.
//! `step`, `run` and `interrupt` carry them all: one printed line per step, other programs'
//! output kept until it is needed, Ctrl-C ending everything in good order.

#[cfg(not(unix))]
compile_error!("the tooling needs a Unix: on Windows please use WSL");

mod bench;
mod browser;
mod build;
mod client;
mod compress;
mod database;
mod documents;
mod interrupt;
mod lint;
mod metadata;
mod npm;
mod output;
mod packages;
mod postgres;
mod references;
mod run;
mod server;
mod site;
mod stamp;
mod start;
mod step;
mod style;
mod tally;
mod test;
mod toolchain;
mod workspace;

use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::interrupt::Interrupted;
use crate::server::Profile;
use crate::workspace::Workspace;

const HELP: &str = "\
cargo xtask <command>

  start [--reset] [--release | --dev]
                            build everything, start a private Postgres and the server with demo
                            data, and stay until Ctrl-C. --reset begins with new data, --release
                            builds what production runs, which takes longer, --dev what tests run
  test [part …]             the whole check, as CI runs it, or only some of its parts
  build [--dev]             the site and the server for production, without running them
  prepare                   write .sqlx/ anew after a change of a query or of the schema
  postgres                  a Postgres for development and tests, until Ctrl-C
  bench                     how fast it is

parts of test
";
const SETTINGS: &str = "
settings of start, from the environment
  DATABASE_URL              use this Postgres and start none
  QUITTANCE_ADDR            where the server listens (127.0.0.1:3000)
  QUITTANCE_PUBLIC_URL      its address in mails and links (http:// and QUITTANCE_ADDR)
  QUITTANCE_DATA_DIR        where the private Postgres and files live (data)
  QUITTANCE_DEMO            false for an installation without demo helpers (true)
settings of test
  CHROMIUM                  the browser's program, where it is not found by itself
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match interrupt::install().and_then(|()| dispatch(&arguments)) {
        Ok(code) => code,
        Err(error) if error.is::<Interrupted>() => {
            eprintln!("\nInterrupted; what was running has been stopped.");
            ExitCode::from(130)
        }
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("--help", arguments),
    };
    if matches!(command, "--help" | "-h" | "help") || rest.iter().any(|word| word == "--help") {
        help();
        return Ok(ExitCode::SUCCESS);
    }
    let workspace = Workspace::find()?;
    match command {
        "start" => {
            let [reset, dev, release] = flags(rest, ["--reset", "--dev", "--release"])?;
            let profile = match (dev, release) {
                (true, _) => Profile::Dev,
                (_, true) => Profile::Release,
                _ => Profile::Start,
            };
            start::run(&workspace, &start::Options { reset, profile })?;
        }
        "test" => return test::run(&workspace, rest),
        "build" => {
            let [dev, _] = flags(rest, ["--dev", "--release"])?;
            let profile = if dev { Profile::Dev } else { Profile::Release };
            build::run(&workspace, profile)?;
        }
        "prepare" => flags(rest, []).and_then(|[]| prepare(&workspace))?,
        "postgres" => flags(rest, []).and_then(|[]| stay(&workspace))?,
        "bench" => flags(rest, []).and_then(|[]| bench::run(&workspace))?,
        other => bail!("there is no command `{other}`; `cargo xtask --help` lists them"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Which of the known flags were given; an unknown one is an error.
fn flags<const N: usize>(given: &[String], known: [&str; N]) -> Result<[bool; N]> {
    if let Some(other) = given.iter().find(|word| !known.contains(&word.as_str())) {
        bail!("`{other}` means nothing here; `cargo xtask --help` lists what does");
    }
    Ok(known.map(|flag| given.iter().any(|word| word == flag)))
}

fn help() {
    print!("{HELP}");
    for (name, what) in test::PARTS {
        println!("  {name:<25} {what}");
    }
    print!("{SETTINGS}");
}

/// `cargo xtask prepare`
fn prepare(workspace: &Workspace) -> Result<()> {
    let cluster = database::start_throw_away(workspace, None)?;
    database::migrate(workspace, &cluster)?;
    metadata::renew(workspace, &cluster)
}

/// `cargo xtask postgres`
fn stay(workspace: &Workspace) -> Result<()> {
    let cluster = database::start_throw_away(workspace, Some("develop"))?;
    database::migrate(workspace, &cluster)?;
    println!("\nFor tests, each of which makes a database of its own:");
    println!("  export QUITTANCE_TEST_DATABASE_URL='{}'", cluster.url("postgres"));
    println!("To compile queries that `cargo xtask prepare` has not seen yet:");
    println!("  export DATABASE_URL='{}'", cluster.url(database::CHECK));
    println!("Ctrl-C stops it and deletes its data.");
    while !interrupt::requested() {
        thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}
