//! `cargo xtask start`: from a fresh clone to a running Quittance, and back to nothing running.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::build;
use crate::database::Prepared;
use crate::server::{self, Profile, Quittance};
use crate::step::{Step, step};
use crate::workspace::Workspace;

const ADDRESS: &str = "127.0.0.1:3000";
const DATABASE: &str = "quittance";
/// What the server writes below the data folder for rows of its database: mails that were not
/// sent, and uploads.
const FOLDERS: [&str; 2] = ["mail", "imports"];
/// The demo's people as `seed` printed them, for later starts. Everyone may know them.
const LOGINS: &str = "demo-logins.txt";

pub struct Options {
    pub reset: bool,
    pub profile: Profile,
}

/// What the person set, or what we take.
struct Settings {
    address: String,
    url: String,
    data: PathBuf,
    /// Someone else's database; we start none.
    database: Option<String>,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let settings = Settings::read(workspace)?;
    server::check_port(&settings.address)?;
    let prepared = match &settings.database {
        Some(_) => None,
        None => Some(step("programs", |step| Prepared::keep(step, workspace, &settings.data))?),
    };
    if options.reset {
        step("reset", |step| reset(step, &settings, prepared.as_ref()))?;
    }
    let binary = build::run(workspace, options.profile)?;

    // From here on things run; each stops when it is dropped, the server before its database.
    let cluster = match &prepared {
        Some(prepared) => Some(step("postgres", |step| prepared.start(step))?),
        None => None,
    };
    let database = match (&cluster, &settings.database) {
        (Some(cluster), _) => {
            cluster.create_database(DATABASE)?;
            cluster.url(DATABASE)
        }
        (None, Some(url)) => url.clone(),
        (None, None) => bail!("there is neither a database nor one to start"),
    };
    let quittance = settings.quittance(workspace, binary, database);
    step("migrate", |step| {
        step.note("the schema");
        step.run(&mut quittance.command(&["migrate"]))
    })?;
    let logins = step("seed", |step| {
        step.note("demo data, if there is none yet");
        let printed = step.run(&mut quittance.command(&["seed", "--if-empty"]))?;
        settings.remember_logins(&printed)
    })?;
    let mut server = step("serve", |step| quittance.serve(step, &settings.address))?;

    println!("\nQuittance runs at {}\n\n{}\n", settings.url, logins.trim());
    println!("Ctrl-C stops everything.\n");
    let ended = server.wait()?;
    if let Some(status) = ended {
        bail!("the server ended by itself ({status})");
    }
    println!("\nStopping.");
    drop(server);
    drop(cluster);
    println!("Everything has stopped.");
    Ok(())
}

impl Settings {
    fn read(workspace: &Workspace) -> Result<Self> {
        let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let address = variable("QUITTANCE_ADDR").unwrap_or_else(|| ADDRESS.to_owned());
        let url = match variable("QUITTANCE_PUBLIC_URL") {
            Some(url) => url,
            None => server::public_url(&address)?,
        };
        let data = variable("QUITTANCE_DATA_DIR").unwrap_or_else(|| "data".to_owned());
        Ok(Settings {
            address,
            url,
            data: workspace.root.join(data),
            database: variable("DATABASE_URL"),
        })
    }

    /// Seeding prints the logins only once, when it makes them.
    fn remember_logins(&self, printed: &str) -> Result<String> {
        let file = self.data.join(LOGINS);
        if printed.trim().is_empty() {
            return Ok(fs::read_to_string(file).unwrap_or_default());
        }
        fs::create_dir_all(&self.data)?;
        fs::write(file, printed)?;
        Ok(printed.to_owned())
    }

    fn quittance(&self, workspace: &Workspace, binary: PathBuf, database: String) -> Quittance {
        Quittance {
            binary,
            root: workspace.root.clone(),
            settings: vec![
                ("DATABASE_URL", database),
                ("QUITTANCE_ADDR", self.address.clone()),
                ("QUITTANCE_PUBLIC_URL", self.url.clone()),
                ("QUITTANCE_SITE_DIR", workspace.site().display().to_string()),
                ("QUITTANCE_DATA_DIR", self.data.display().to_string()),
                (
                    "QUITTANCE_DEMO",
                    env::var("QUITTANCE_DEMO").unwrap_or_else(|_| "true".to_owned()),
                ),
            ],
        }
    }
}

/// Deletes what an earlier start left. A database that we did not make stays, and so do the
/// files that belong to its rows.
fn reset(step: &mut Step, settings: &Settings, prepared: Option<&Prepared>) -> Result<()> {
    let Some(prepared) = prepared else {
        step.note("nothing: the database of DATABASE_URL is not ours");
        return Ok(());
    };
    step.print(&format!("deleting the database in {}", prepared.folder.display()));
    prepared.delete()?;
    for name in FOLDERS {
        let folder = settings.data.join(name);
        if folder.exists() {
            step.print(&format!("deleting the files in {}", folder.display()));
            fs::remove_dir_all(&folder)?;
        }
    }
    let logins = settings.data.join(LOGINS);
    if logins.exists() {
        fs::remove_file(logins)?;
    }
    Ok(())
}
