//! The log: to stderr, as text or JSON. It has no bodies, no query strings, no e-mail addresses.

use crate::config::{LogFormat, Settings};
use std::io::{self, IsTerminal};
use tracing_subscriber::{EnvFilter, fmt};

/// Starts logging. A filter that cannot be read is said, and everything of importance is logged.
pub fn start(settings: &Settings) {
    let (filter, unreadable) = match EnvFilter::try_new(&settings.log) {
        Ok(filter) => (filter, None),
        Err(error) => (EnvFilter::new("info"), Some(error)),
    };
    let log =
        fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    match settings.log_format {
        LogFormat::Text => log.with_target(false).init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
    if let Some(error) = unreadable {
        tracing::warn!(%error, "QUITTANCE_LOG cannot be read; logging from info on");
    }
}

/// An error and everything that caused it, on one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        told.push_str(": ");
        told.push_str(&error.to_string());
        cause = error.source();
    }
    told
}
