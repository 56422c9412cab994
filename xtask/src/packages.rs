//! The system's package manager, where we may use it.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, bail};
use nix::unistd::Uid;

use crate::step::Step;
use crate::workspace::on_path;

/// Installs Debian packages. Fails with what to type when we are not root or this is no Debian.
pub fn apt_install(step: &mut Step, packages: &[&str]) -> Result<()> {
    static UPDATED: AtomicBool = AtomicBool::new(false);
    let list = packages.join(" ");
    if on_path("apt-get").is_none() {
        bail!("this system has no apt-get; on Debian the packages are called: {list}");
    }
    if !Uid::effective().is_root() {
        bail!("please run: sudo apt-get install --no-install-recommends {list}");
    }
    if !UPDATED.swap(true, Ordering::SeqCst) {
        step.run(apt().arg("update"))?;
    }
    step.run(apt().args(["install", "-y", "--no-install-recommends"]).args(packages))?;
    Ok(())
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").arg("-q");
    command
}

/// Installs one program by whichever manager the system has: its package names differ.
pub struct Names {
    pub apt: &'static str,
    pub dnf: &'static str,
    pub brew: &'static str,
}

pub fn install(step: &mut Step, names: &Names) -> Result<()> {
    // Homebrew refuses root, the others need it.
    let root = Uid::effective().is_root();
    if on_path("apt-get").is_some() {
        apt_install(step, &[names.apt])
    } else if on_path("dnf").is_some() && root {
        step.run(Command::new("dnf").args(["install", "-y", names.dnf])).map(drop)
    } else if on_path("dnf").is_some() {
        bail!("please run: sudo dnf install {}", names.dnf)
    } else if on_path("brew").is_some() && !root {
        step.run(Command::new("brew").args(["install", names.brew])).map(drop)
    } else {
        bail!("no package manager that we know (apt-get, dnf, brew)")
    }
}
