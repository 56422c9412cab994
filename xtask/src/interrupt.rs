//! Ctrl-C (and SIGTERM) as a question that every wait asks.
//!
//! The handler only counts. Whoever waits for something calls [`check`] and returns its
//! error, and the values on the way out stop what they started when they are dropped. So
//! there is one way to stop, whether the reason was Ctrl-C or a failed step.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};

static REQUESTS: AtomicUsize = AtomicUsize::new(0);

/// Why a step ended early. `main` looks for it and says nothing more about it.
#[derive(Debug)]
pub struct Interrupted;

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("interrupted")
    }
}

impl std::error::Error for Interrupted {}

pub fn install() -> Result<()> {
    ctrlc::set_handler(|| {
        REQUESTS.fetch_add(1, Ordering::SeqCst);
    })
    .context("cannot listen for Ctrl-C")
}

/// Someone asked to stop.
pub fn requested() -> bool {
    REQUESTS.load(Ordering::SeqCst) > 0
}

/// Someone asked again, while things were being stopped in good order.
pub fn insisted() -> bool {
    REQUESTS.load(Ordering::SeqCst) > 1
}

pub fn check() -> Result<()> {
    if requested() { Err(Interrupted.into()) } else { Ok(()) }
}
