//! The system account that Postgres runs as when we are root, which it refuses to be.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use nix::unistd::{Uid, User};

use crate::step::Step;

const NAME: &str = "postgres";

/// Who runs Postgres: ourselves, or as root the account `postgres`.
#[derive(Clone, Copy)]
pub struct Account(Option<(u32, u32)>);

impl Account {
    pub fn find_or_create(step: &mut Step) -> Result<Self> {
        if !Uid::effective().is_root() {
            return Ok(Account(None));
        }
        if User::from_name(NAME)?.is_none() {
            let mut useradd = Command::new("useradd");
            useradd.args(["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]);
            step.run(&mut useradd).context(
                "Postgres refuses to run as root and there is no user `postgres`: please create it",
            )?;
        }
        let user = User::from_name(NAME)?.context("the user `postgres` is still missing")?;
        Ok(Account(Some((user.uid.as_raw(), user.gid.as_raw()))))
    }

    /// A program that will run as this account, from a folder that it may enter.
    pub fn command(self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder);
        if let Some((uid, gid)) = self.0 {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Whether the account can reach a folder. Tried rather than computed: a parent below
    /// `/root`, an access list or a mount may stand in the way.
    pub fn can_enter(self, folder: &Path) -> bool {
        self.command(Path::new("true"), folder)
            .stdin(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Creates a folder that only this account (and root) may use.
    pub fn create_folder(self, folder: &Path) -> Result<()> {
        fs::DirBuilder::new()
            .mode(0o700)
            .create(folder)
            .and_then(|()| self.own(folder))
            .with_context(|| format!("cannot create {}", folder.display()))
    }

    /// Makes a folder that everyone may pass through, with its parents.
    pub fn create_passage(folder: &Path) -> Result<()> {
        if !folder.is_dir() {
            fs::create_dir_all(folder)
                .and_then(|()| fs::set_permissions(folder, fs::Permissions::from_mode(0o755)))
                .with_context(|| format!("cannot create {}", folder.display()))?;
        }
        Ok(())
    }

    fn own(self, path: &Path) -> std::io::Result<()> {
        match self.0 {
            Some((uid, gid)) => chown(path, Some(uid), Some(gid)),
            None => Ok(()),
        }
    }
}
