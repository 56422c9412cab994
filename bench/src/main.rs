//! How fast it is. `bench run` fills a database, starts the server and beside it a minimal one that
//! answers the same questions by hand, loads both with the same client, and says which aims hold.
//! `bench minimal` is that other server, `bench documents` makes documents. Called by `cargo xtask bench`.
//!
//! The map: `data/` fills the database, `process` starts servers, `http` and `load` ask them,
//! `measure` says what is asked, `documents` what is made, `weight` what a page costs a browser, `report` what came of it.
//! There are no floats: times are microseconds, ratios are hundredths.

mod data;
mod documents;
mod http;
mod load;
mod measure;
mod minimal;
mod options;
mod process;
mod report;
mod weight;

use anyhow::{Result, bail};
use options::Options;
use std::process::ExitCode;

/// As in the server: documents are made of many small things.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(arguments: &[String]) -> Result<()> {
    match arguments.split_first() {
        Some((command, rest)) if command == "run" => run(&Options::read(rest)?).await,
        Some((command, rest)) if command == "minimal" => minimal::serve(rest).await,
        Some((command, _)) if command == "documents" => documents::print(),
        _ => bail!("usage: bench run | minimal | documents, with {}", Options::USAGE),
    }
}

async fn run(options: &Options) -> Result<()> {
    // First, while nothing else works: Postgres goes on tidying up long after it was filled.
    println!("documents");
    let documents = tokio::task::spawn_blocking(documents::measure).await??;
    let people = data::fill(&options.database).await?;
    let outcome = measure::everything(options, &people, documents).await?;
    print!("{}", report::table(&outcome));
    report::keep(&outcome, &options.out)
}
