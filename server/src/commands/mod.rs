//! What `quittance` can do, a file each where it is more than a line.

mod entity;
mod import;
mod serve;
mod user;

use crate::config::{Cli, Settings};
use backend::{Backend, Result, db, jobs, seed};
use clap::Subcommand;

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
    /// Make and list the companies that bill.
    Entity {
        /// What to do with them.
        #[command(subcommand)]
        command: entity::Command,
    },
    /// Load a file of accounts, contacts, invoices, credit notes or payments, as the staff's page
    /// does.
    Import(import::Import),
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
        Command::Seed { if_empty } => seed(settings, if_empty).await,
        Command::Entity { command } => entity::run(&at_work(&settings).await?, command).await,
        Command::Import(import) => import::run(&at_work(&settings).await?, import).await,
        Command::User { command } => user::run(&at_work(&settings).await?, command).await,
    }
}

/// For a command that writes: in a demonstration at the time that its clock shows.
async fn at_work(settings: &Settings) -> Result<Backend> {
    let backend = settings.backend()?;
    if settings.demo {
        jobs::advance::read_clock(&backend).await?;
    }
    Ok(backend)
}

/// A demonstration, wherever it is asked for: its payments need the sandbox.
async fn seed(settings: Settings, if_empty: bool) -> Result<()> {
    let backend = Settings { demo: true, ..settings }.backend()?;
    if if_empty && !seed::is_empty(&backend).await? {
        tracing::info!("the database is not empty and stays as it is");
        return Ok(());
    }
    seed::demo(&backend).await?;
    for login in seed::logins() {
        println!("{}\t{}\t{}", login.email, login.password, login.who);
    }
    Ok(())
}
