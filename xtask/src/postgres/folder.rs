//! Where a cluster keeps its files: a folder that its account can reach, a lock beside it, a
//! socket whose path is short enough.

use std::env;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use nix::sys::signal::Signal;

use super::{Account, Programs, Purpose, USER, pidfile};
use crate::run;
use crate::stamp::hash_of;
use crate::step::Step;

/// The socket's name for the usual port.
pub const SOCKET: &str = ".s.PGSQL.5432";
/// What every system allows for the path of a socket, its name and `.lock` included.
const SOCKET_PATH_LIMIT: usize = 100;

/// A folder for clusters that the account can reach: the wished one, or where a parent of that
/// is closed to others, as `/root` is, one with a name made from it.
pub fn place(wished: &Path, account: Account) -> Result<PathBuf> {
    Account::create_passage(wished)?;
    let wished = fs::canonicalize(wished)?;
    if account.can_enter(&wished) {
        return Ok(wished);
    }
    let name = format!("quittance-{}", &hash_of(wished.as_os_str().as_encoded_bytes())[..8]);
    let other = Path::new("/var/lib").join(name);
    Account::create_passage(&other)?;
    if account.can_enter(&other) {
        return Ok(other);
    }
    bail!("Postgres' account can enter neither {} nor {}", wished.display(), other.display())
}

/// The version of Postgres that made the cluster in a folder.
pub fn major_of(folder: &Path) -> Option<u32> {
    fs::read_to_string(folder.join("PG_VERSION")).ok()?.trim().parse().ok()
}

/// Takes the lock of a folder. The system lets go of it when its holder ends, however it ends.
pub fn lock(folder: &Path) -> Result<File> {
    let file = File::create(beside(folder, "lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            bail!("another `cargo xtask` is running with {}", folder.display())
        }
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

pub fn log_file(folder: &Path) -> PathBuf {
    beside(folder, "log")
}

fn beside(folder: &Path, suffix: &str) -> PathBuf {
    let mut name = folder.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

/// `initdb`, in a folder of another name until it is complete: one that was interrupted is
/// never taken for a cluster.
pub fn initialise(
    step: &mut Step,
    programs: &Programs,
    account: Account,
    folder: &Path,
    purpose: Purpose,
) -> Result<()> {
    let new = beside(folder, "new");
    // The same order of text everywhere; not every system has this locale, every one has C.
    let mut refused = None;
    for locale in ["C.UTF-8", "C"] {
        if new.exists() {
            fs::remove_dir_all(&new)?;
        }
        account.create_folder(&new)?;
        let mut initdb = account.command(&programs.initdb(), &new);
        initdb.arg("-D").arg(&new).args([
            "-U",
            USER,
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale",
            locale,
        ]);
        if purpose == Purpose::ThrowAway {
            initdb.arg("--no-sync");
        }
        let finished = step.attempt(&mut initdb, None)?;
        if finished.status.success() {
            return fs::rename(&new, folder).context("cannot move the new cluster to its place");
        }
        refused = Some(finished.output.all);
    }
    step.print(&refused.unwrap_or_default());
    bail!("initdb cannot create a cluster in {}", folder.display())
}

/// Where the socket is, and whether the folder was made for it alone.
pub struct SocketFolder {
    path: PathBuf,
    ours: bool,
}

impl SocketFolder {
    /// The cluster's own folder, or when its path is too long or too odd, a private one in the
    /// temporary folder.
    pub fn for_cluster(folder: &Path, account: Account) -> Result<Self> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
        let fits = |path: &Path| {
            let text = path.to_string_lossy();
            text.len() + SOCKET.len() + "/.lock".len() <= SOCKET_PATH_LIMIT
                && text.chars().all(plain)
        };
        if fits(folder) {
            return Ok(SocketFolder { path: folder.to_owned(), ours: false });
        }
        for parent in [env::temp_dir(), PathBuf::from("/tmp")] {
            let path = parent.join(format!("quittance-{}", process::id()));
            if fits(&path) && account.can_enter(&parent) {
                // Fails when someone else was there first, so nobody can prepare it for us.
                account.create_folder(&path)?;
                return Ok(SocketFolder { path, ours: true });
            }
        }
        bail!("no folder for Postgres' socket has a path short enough; set TMPDIR to such a one")
    }

    pub fn of_another(path: PathBuf) -> Self {
        SocketFolder { path, ours: false }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for SocketFolder {
    fn drop(&mut self) {
        if self.ours {
            // What cannot be removed here is an empty folder in the temporary one.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// Deletes a stopped cluster and what lies beside it.
pub fn remove(folder: &Path) {
    // The next sweep takes what is left.
    let _ = fs::remove_dir_all(folder);
    for suffix in ["new", "log", "lock"] {
        let path = beside(folder, suffix);
        let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    }
}

/// Deletes a cluster, unless a command is using it. What a killed command left running is ended.
pub fn delete(folder: &Path) -> Result<()> {
    let _lock = lock(folder)?;
    while let Some(running) = pidfile::running(folder) {
        run::signal(running.pid, Signal::SIGQUIT);
        thread::sleep(Duration::from_millis(50));
    }
    remove(folder);
    if folder.exists() { bail!("cannot delete {}", folder.display()) } else { Ok(()) }
}

/// Deletes throw-away clusters whose command was killed before it could.
pub fn sweep(parent: &Path) -> Result<()> {
    for entry in fs::read_dir(parent)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "lock") {
            // A lock that is held belongs to a command that runs now.
            let _ = delete(&path.with_extension(""));
        }
    }
    Ok(())
}
