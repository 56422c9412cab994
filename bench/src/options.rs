//! What is measured, and for how long.

use anyhow::{Context, Result, bail};
use std::{path::PathBuf, time::Duration};

/// What `bench run` needs.
#[derive(Debug)]
pub struct Options {
    /// An empty, migrated database, or one that an earlier run has filled.
    pub database: String,
    /// The server's binary.
    pub quittance: PathBuf,
    /// The built site.
    pub site: PathBuf,
    /// Where the result is kept.
    pub out: PathBuf,
    /// How long one page is asked for with one number of connections, in one round.
    pub each: Duration,
    /// How often everything is measured; the rounds are put together.
    pub rounds: u32,
}

impl Options {
    /// For people.
    pub const USAGE: &str =
        "--database URL --quittance PATH --site PATH --out PATH [--seconds N] [--rounds N]";

    /// Reads `--name value` pairs.
    pub fn read(arguments: &[String]) -> Result<Self> {
        for pair in arguments.chunks(2) {
            let known = ["--database", "--quittance", "--site", "--out", "--seconds", "--rounds"];
            if pair.len() < 2 || !known.contains(&pair[0].as_str()) {
                bail!("`{}` means nothing here: {}", pair[0], Self::USAGE);
            }
        }
        let find = |name: &str| {
            let found = arguments.chunks(2).find(|pair| pair[0] == name);
            found.map(|pair| pair[1].clone())
        };
        let need = |name: &str| find(name).with_context(|| format!("{name} is missing"));
        let number = |name: &str, default: u32| match find(name) {
            Some(text) => text.parse().with_context(|| format!("{name} {text}")),
            None => Ok(default),
        };
        Ok(Self {
            database: need("--database")?,
            quittance: need("--quittance")?.into(),
            site: need("--site")?.into(),
            out: need("--out")?.into(),
            each: Duration::from_secs(number("--seconds", 4)?.into()),
            rounds: number("--rounds", 2)?.max(1),
        })
    }
}
