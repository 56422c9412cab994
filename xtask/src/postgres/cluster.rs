//! One cluster: its folder, its process, its databases.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use nix::sys::signal::Signal;
use nix::unistd::Pid;

use super::folder::{self, SOCKET, SocketFolder};
use super::wire::Connection;
use super::{Account, Programs, USER, pidfile};
use crate::interrupt;
use crate::run;
use crate::step::Step;

const START_MAY_TAKE: Duration = Duration::from_secs(60);
const STOP_MAY_TAKE: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Data that people want to find again.
    Keep,
    /// Tests: fast, many connections, deleted afterwards.
    ThrowAway,
}

/// A running cluster. Dropping it stops it, so every way out of a command does.
pub struct Cluster {
    folder: PathBuf,
    purpose: Purpose,
    process: Process,
    socket: SocketFolder,
    /// Held as long as the cluster runs: one command per folder.
    _lock: File,
}

enum Process {
    Child(Child),
    /// Left running by a command that was killed.
    Adopted(Pid),
}

impl Cluster {
    /// Starts the cluster in a folder, and creates it there before when the folder is new.
    pub fn start(
        step: &mut Step,
        programs: &Programs,
        account: Account,
        folder: &Path,
        purpose: Purpose,
    ) -> Result<Self> {
        let lock = folder::lock(folder)?;
        if let Some(running) = pidfile::running(folder) {
            let cluster = Cluster {
                folder: folder.to_owned(),
                purpose,
                process: Process::Adopted(running.pid),
                socket: SocketFolder::of_another(running.socket_folder),
                _lock: lock,
            };
            return cluster.ready(step, "was still running, left by an earlier command");
        }
        let is_new = !folder.join("PG_VERSION").exists();
        if is_new {
            step.busy("initdb");
            folder::initialise(step, programs, account, folder, purpose)?;
        }
        let socket = SocketFolder::for_cluster(folder, account)?;
        let log = File::create(folder::log_file(folder))?;
        let mut command = account.command(&programs.postgres(), folder);
        command
            .arg("-D")
            .arg(folder)
            // No port on the network; the socket is for this account and root.
            .args(["-h", "", "-p", "5432", "-c", "unix_socket_permissions=0700"])
            .arg("-k")
            .arg(socket.path())
            .args(purpose.settings())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            // Ctrl-C in the terminal is for us; Postgres stops after the server.
            .process_group(0);
        let child = command.spawn().context("cannot start postgres")?;
        let cluster = Cluster {
            folder: folder.to_owned(),
            purpose,
            process: Process::Child(child),
            socket,
            _lock: lock,
        };
        cluster.ready(step, if is_new { "created and started" } else { "started" })
    }

    fn ready(mut self, step: &mut Step, how: &str) -> Result<Self> {
        let begun = Instant::now();
        while let Err(error) = self.connect("postgres") {
            interrupt::check()?;
            step.busy("waiting for Postgres");
            if !self.is_running() || begun.elapsed() > START_MAY_TAKE {
                let log = fs::read_to_string(folder::log_file(&self.folder)).unwrap_or_default();
                step.print(&log);
                return Err(error).context("Postgres does not start");
            }
            thread::sleep(LOOK_AGAIN);
        }
        step.note(format!("{how} in {}", self.folder.display()));
        Ok(self)
    }

    /// The address of a database, for sqlx.
    pub fn url(&self, database: &str) -> String {
        let folder = self.socket.path().to_string_lossy().replace('%', "%25").replace(' ', "%20");
        format!("postgres://{USER}@localhost/{database}?host={folder}")
    }

    pub fn connect(&self, database: &str) -> Result<Connection> {
        Connection::open(&self.socket.path().join(SOCKET), USER, database)
    }

    pub fn create_database(&self, name: &str) -> Result<()> {
        let mut connection = self.connect("postgres")?;
        if connection.run(&format!("SELECT FROM pg_database WHERE datname = '{name}'"))? == 0 {
            connection.run(&format!("CREATE DATABASE {name}"))?;
        }
        Ok(())
    }

    fn is_running(&mut self) -> bool {
        match &mut self.process {
            Process::Child(child) => matches!(child.try_wait(), Ok(None)),
            Process::Adopted(_) => pidfile::running(&self.folder).is_some(),
        }
    }

    /// Lets go of all connections and stops, losing nothing ("fast"); after half a minute or
    /// when someone insists, at once.
    fn stop(&mut self) {
        let pid = match &self.process {
            Process::Child(child) => run::pid(child),
            Process::Adopted(pid) => *pid,
        };
        run::signal(pid, Signal::SIGINT);
        let asked = Instant::now();
        while self.is_running() {
            if interrupt::insisted() || asked.elapsed() > STOP_MAY_TAKE {
                run::signal(pid, Signal::SIGQUIT);
            }
            if asked.elapsed() > STOP_MAY_TAKE * 2 {
                eprintln!("Postgres ({pid}) does not stop; giving up on it");
                return;
            }
            thread::sleep(LOOK_AGAIN);
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
        if self.purpose == Purpose::ThrowAway {
            folder::remove(&self.folder);
        }
    }
}

impl Purpose {
    fn settings(self) -> &'static [&'static str] {
        match self {
            Purpose::Keep => &[],
            // Nothing here must survive a power cut, and many tests run at once.
            Purpose::ThrowAway => &[
                "-c",
                "fsync=off",
                "-c",
                "synchronous_commit=off",
                "-c",
                "full_page_writes=off",
                "-c",
                "max_connections=200",
                "-c",
                "max_wal_size=128MB",
            ],
        }
    }
}
