//! One line per step: how it went, how long it took, what it did.
//!
//! On a terminal the line of the running step is redrawn with what it is busy with; in a log
//! a step that takes long says so every half minute.

use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::interrupt::{self, Interrupted};

const REDRAW: Duration = Duration::from_millis(250);
const LOG_EVERY: Duration = Duration::from_secs(30);
/// Without asking the terminal for its width: what fits into the usual one.
const STATUS_WIDTH: usize = 78;

pub struct Step {
    name: &'static str,
    started: Instant,
    shown: Instant,
    terminal: bool,
    note: String,
}

/// Runs `work` as a step with a name and prints its line, whether it succeeds or not.
pub fn step<T>(name: &'static str, work: impl FnOnce(&mut Step) -> Result<T>) -> Result<T> {
    interrupt::check()?;
    let mut step = Step::begin(name);
    let result = work(&mut step);
    let word = match &result {
        Ok(_) => "ok",
        Err(error) if error.is::<Interrupted>() => "stop",
        Err(_) => "FAIL",
    };
    step.finish(word);
    result
}

impl Step {
    fn begin(name: &'static str) -> Self {
        let now = Instant::now();
        let mut step = Step {
            name,
            started: now,
            shown: now,
            terminal: std::io::stdout().is_terminal(),
            note: String::new(),
        };
        if step.terminal {
            step.draw("");
        }
        step
    }

    /// What the step did, for its final line.
    pub fn note(&mut self, text: impl Display) {
        self.note = text.to_string();
    }

    /// What the step is busy with. Cheap to call often: it is drawn now and then.
    pub fn busy(&mut self, with: &str) {
        let pause = if self.terminal { REDRAW } else { LOG_EVERY };
        if self.shown.elapsed() >= pause {
            self.draw(with);
        }
    }

    /// Prints a whole text above the step's line, such as the output of what failed.
    pub fn print(&mut self, text: &str) {
        self.clear();
        println!("{}", text.trim_end());
    }

    fn draw(&mut self, with: &str) {
        self.shown = Instant::now();
        let line = format!(" ...  {:>6.0} s  {:<12} {with}", self.seconds(), self.name);
        let line: String = line.chars().take(STATUS_WIDTH).collect();
        if self.terminal {
            print!("\r\x1b[2K{line}");
            // A status that cannot be shown is no reason to stop.
            let _ = std::io::stdout().flush();
        } else {
            println!("{line}");
        }
    }

    fn clear(&self) {
        if self.terminal {
            print!("\r\x1b[2K");
        }
    }

    fn finish(&mut self, word: &str) {
        self.clear();
        let line = format!("{word:>4}  {:>6.1} s  {:<12} {}", self.seconds(), self.name, self.note);
        println!("{}", line.trim_end());
    }

    fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }
}
