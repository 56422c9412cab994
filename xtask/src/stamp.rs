//! "Was this made from the same inputs?": a hash of them, kept in a small file.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use sha2::{Digest, Sha256};

use crate::workspace::Workspace;

/// Collects inputs; names and contents both count, and where one ends and the next begins.
pub struct Inputs(Sha256);

impl Inputs {
    /// Begins with this program itself: when it changes, what it makes may change.
    pub fn new() -> Self {
        let mut inputs = Inputs(Sha256::new());
        if let Ok(program) = std::env::current_exe().and_then(fs::metadata) {
            inputs.add("xtask", &program.len().to_le_bytes());
            if let Ok(Ok(age)) =
                program.modified().map(|t| t.duration_since(std::time::SystemTime::UNIX_EPOCH))
            {
                inputs.add("built", &age.as_nanos().to_le_bytes());
            }
        }
        inputs
    }

    pub fn add(&mut self, name: &str, content: &[u8]) {
        for part in [name.as_bytes(), content] {
            self.0.update(part.len().to_le_bytes());
            self.0.update(part);
        }
    }

    /// Every file below a folder, in the order of their names. A missing folder is an empty one.
    pub fn add_folder(&mut self, folder: &Path) -> Result<()> {
        for file in files_below(folder)? {
            self.add(&file.to_string_lossy(), &fs::read(folder.join(&file))?);
        }
        Ok(())
    }

    pub fn hash(self) -> String {
        hex::encode(self.0.finalize())
    }
}

pub fn hash_of(content: &[u8]) -> String {
    hex::encode(Sha256::digest(content))
}

/// The paths of all files below a folder, from it, sorted. Hidden ones are left out.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    fn collect(folder: &Path, prefix: &Path, into: &mut Vec<PathBuf>) -> Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = prefix.join(entry.file_name());
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            } else if entry.path().is_dir() {
                collect(&entry.path(), &name, into)?;
            } else {
                into.push(name);
            }
        }
        Ok(())
    }
    let mut files = Vec::new();
    if folder.is_dir() {
        collect(folder, Path::new(""), &mut files)?;
    }
    files.sort();
    Ok(files)
}

/// The file that remembers a hash.
pub struct Stamp(PathBuf);

impl Stamp {
    pub fn of(workspace: &Workspace, name: &str) -> Self {
        Stamp(workspace.target.join("xtask").join(name))
    }

    pub fn is(&self, hash: &str) -> bool {
        fs::read_to_string(&self.0).is_ok_and(|kept| kept == hash)
    }

    pub fn set(&self, hash: &str) -> Result<()> {
        if let Some(folder) = self.0.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(&self.0, hash)?)
    }
}
