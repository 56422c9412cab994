//! `quittance`: the process and its commands. `quittance --help` lists every setting.

use clap::Parser;
use server::{commands, config::Cli, log};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    log::start(&cli.settings);
    match commands::run(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let told = log::chain(&error);
            tracing::error!("{told}");
            ExitCode::FAILURE
        }
    }
}
