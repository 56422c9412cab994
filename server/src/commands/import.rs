//! `quittance import`: a file of any size, loaded here and now. It does what the staff's page does,
//! with the same rules and the same list of problems.

use backend::{
    Backend, Error, Result, entities,
    imports::{self, FileToLoad, Kind, Mapping, Progress, Run, mappings, runs::State},
};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use domain::{Refusal, ids::EntityId};
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// How many problems are shown; the staff's page has all.
const SHOWN: i64 = 50;

/// What is to be loaded, from where, and how.
#[derive(Debug, Args)]
pub struct Import {
    /// What the rows become.
    kind: Rows,
    /// The file.
    file: PathBuf,
    /// The short name or the id of the entity.
    #[arg(long)]
    entity: String,
    /// A file that says which of its columns is which; see docs/import.md. Without a mapping the
    /// headers are our own names.
    #[arg(long, conflicts_with = "mapping_name")]
    mapping: Option<PathBuf>,
    /// The name of a mapping that is kept with the entity.
    #[arg(long)]
    mapping_name: Option<String>,
    /// Load only what was known on this day, like 2026-07-01.
    #[arg(long)]
    as_of: Option<NaiveDate>,
    /// Change nothing, only say what would happen.
    #[arg(long)]
    dry_run: bool,
}

/// What the rows of a file become.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Rows {
    /// Customers.
    Accounts,
    /// People at the customers.
    Contacts,
    /// Invoices with their lines.
    Invoices,
    /// Credit notes.
    CreditNotes,
    /// Money that has arrived.
    Payments,
}

impl Rows {
    fn kind(self) -> Kind {
        match self {
            Self::Accounts => Kind::Accounts,
            Self::Contacts => Kind::Contacts,
            Self::Invoices => Kind::Invoices,
            Self::CreditNotes => Kind::CreditNotes,
            Self::Payments => Kind::Payments,
        }
    }
}

/// Loads the file. Ends with a failure if the file cannot be read; rows that are kept out are told
/// and are none.
pub async fn run(backend: &Backend, options: Import) -> Result<()> {
    let entity_id = entities::by_name(backend, &options.entity).await?;
    let mapping = mapping(backend, entity_id, &options).await?;
    let file = FileToLoad {
        entity_id,
        path: options.file,
        mapping,
        mapping_name: options.mapping_name.unwrap_or_default(),
        as_of: options.as_of,
        dry_run: options.dry_run,
    };
    let stopped = async {
        // Where signals cannot be heard, nobody can stop it in good order.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let run = imports::load_file(backend, file, show, stopped).await?;
    tell(backend, entity_id, &run).await
}

async fn mapping(backend: &Backend, entity_id: EntityId, options: &Import) -> Result<Mapping> {
    let kind = options.kind.kind();
    let mapping = match (&options.mapping, &options.mapping_name) {
        (Some(path), _) => Mapping::parse(&read(path)?)?,
        (None, Some(name)) => match mappings::of_entity(backend, entity_id, name).await {
            Err(Error::NotFound) => {
                let told = format!("The entity keeps no mapping “{name}”.");
                return Err(Refusal::field("mapping", told).into());
            }
            found => found?,
        },
        (None, None) => Mapping::plain(kind),
    };
    if mapping.kind != kind {
        let told = format!("This mapping is for {}.", mapping.kind.label().to_lowercase());
        return Err(Refusal::field("mapping", told).into());
    }
    Ok(mapping)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|e| Error::caused(format!("reading {}", path.display()), e))
}

/// One line that is written over and over, where somebody watches.
fn show(progress: &Progress) {
    if io::IsTerminal::is_terminal(&io::stderr()) {
        let kilobytes = progress.bytes / 1024;
        eprint!("\r{} rows, {kilobytes} KiB", progress.rows);
        let _ = io::stderr().flush();
    }
}

async fn tell(backend: &Backend, entity_id: EntityId, run: &Run) -> Result<()> {
    let tally = &run.progress.tally;
    let problems = imports::first_problems(backend, entity_id, run.id, SHOWN).await?;
    if io::IsTerminal::is_terminal(&io::stderr()) {
        eprintln!();
    }
    let mut out = io::stdout().lock();
    let mut say = |line: String| {
        writeln!(out, "{line}").map_err(|e| Error::caused("writing to the terminal", e))
    };
    for problem in &problems {
        let place = match (problem.column.as_str(), problem.value.as_str()) {
            ("", "") => String::new(),
            ("", value) => format!(" “{value}”"),
            (column, "") => format!(" {column}"),
            (column, value) => format!(" {column} “{value}”"),
        };
        let mark = if problem.refuses { "" } else { " (taken in)" };
        let row = match problem.file.as_str() {
            "" => format!("row {}", problem.row_no),
            file => file.to_owned(),
        };
        say(format!("{row}{place}: {}{mark}", problem.message))?;
    }
    let more = run.progress.problems.saturating_sub(problems.len() as u64);
    if more > 0 {
        say(format!("and {more} more; the staff's page of imports has the list"))?;
    }
    say(format!(
        "{}{} rows: {} created, {} updated, {} unchanged, {} left out, {} refused",
        if run.dry_run { "dry run, " } else { "" },
        run.progress.rows,
        tally.created,
        tally.updated,
        tally.unchanged,
        tally.left_out,
        tally.refused
    ))?;
    if run.state == State::Failed {
        return Err(Refusal::field("file", run.note.clone()).into());
    }
    if !run.note.is_empty() {
        say(run.note.clone())?;
    }
    Ok(())
}
