//! `postmaster.pid`: who runs on a data folder, as Postgres itself writes it down.

use std::fs;
use std::path::{Path, PathBuf};

use nix::sys::signal::kill;
use nix::unistd::Pid;

/// A Postgres that runs on a data folder and was not started by this process.
pub struct Running {
    pub pid: Pid,
    pub socket_folder: PathBuf,
}

/// Reads the file. One that a crash or a restart of the machine left behind is removed:
/// Postgres would refuse to start if another process has got the same number since.
pub fn running(data: &Path) -> Option<Running> {
    let file = data.join("postmaster.pid");
    let text = fs::read_to_string(&file).ok()?;
    let mut lines = text.lines();
    let pid = lines.next().and_then(|line| line.trim().parse().ok()).map(Pid::from_raw);
    // Then come the data folder, the start time and the port.
    let socket_folder = lines.nth(3).map(|line| PathBuf::from(line.trim()));
    match (pid, socket_folder) {
        (Some(pid), Some(socket_folder)) if is_alive(pid) && works_in(pid, data) => {
            Some(Running { pid, socket_folder })
        }
        _ => {
            // If this fails Postgres says so itself when it starts.
            let _ = fs::remove_file(&file);
            None
        }
    }
}

fn is_alive(pid: Pid) -> bool {
    kill(pid, None).is_ok()
}

/// Postgres' current folder is its data folder; a dead process that nobody has buried has none.
/// On systems without /proc we believe the file.
fn works_in(pid: Pid, data: &Path) -> bool {
    if !Path::new("/proc/self/cwd").exists() {
        return true;
    }
    match (fs::read_link(format!("/proc/{pid}/cwd")), fs::canonicalize(data)) {
        (Ok(folder), Ok(data)) => folder == data,
        _ => false,
    }
}
