//! What `quittance` can do, a file each where it is more than a line.

mod serve;
mod user;

use crate::config::{Cli, Settings};
use backend::{Error, Result, db};
use clap::Subcommand;
use std::path::PathBuf;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer requests, and work on jobs in the same process.
    Serve {
        /// Leave the jobs to other processes.
        #[arg(long)]
        no_work: bool,
    },
    /// Work on jobs, and answer no requests.
    Work,
    /// Bring the database to the newest schema. Two at once wait for each other.
    Migrate,
    /// Fill the database with a made-up seller, its customers and their invoices.
    Seed {
        /// Do nothing where there is data.
        #[arg(long)]
        if_empty: bool,
    },
    /// Load a file of accounts, invoices or payments, as the staff's page does.
    Import {
        /// The file.
        file: PathBuf,
    },
    /// Make, list, disable users and give them passwords.
    User {
        /// What to do with them.
        #[command(subcommand)]
        command: user::Command,
    },
}

/// Does it.
pub async fn run(cli: Cli) -> Result<()> {
    let settings = cli.settings;
    match cli.command.unwrap_or(Command::Serve { no_work: false }) {
        Command::Serve { no_work } => serve::serve(&settings, !no_work).await,
        Command::Work => serve::work(&settings).await,
        Command::Migrate => db::migrate(&settings.database_url).await,
        Command::Seed { if_empty } => seed(&settings, if_empty).await,
        Command::Import { file } => import(&settings, file).await,
        Command::User { command } => user::run(&settings.backend()?, command).await,
    }
}

async fn seed(_settings: &Settings, _if_empty: bool) -> Result<()> {
    Err(Error::Unavailable(
        "this build has no data to fill a database with",
    ))
}

async fn import(_settings: &Settings, _file: PathBuf) -> Result<()> {
    Err(Error::Unavailable(
        "this build takes files in on the staff's page only",
    ))
}
