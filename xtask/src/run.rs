//! Running other programs under a step: their output is kept, shown only when they fail, and
//! they are stopped when someone presses Ctrl-C.

use std::io::ErrorKind;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;

use crate::interrupt;
use crate::output::Output;
use crate::step::Step;
use crate::tally::Tally;

const LOOK_AGAIN: Duration = Duration::from_millis(100);
const LAST_LINES: Duration = Duration::from_secs(2);
const KILL_AFTER: Duration = Duration::from_secs(5);

/// How a program ended, with everything it wrote.
pub struct Finished {
    pub status: ExitStatus,
    pub output: Output,
}

impl Finished {
    fn succeeded(self, step: &mut Step, command: &Command) -> Result<String> {
        if !self.status.success() {
            step.print(&self.output.complaints());
            bail!("`{}` failed ({})", describe(command), self.status);
        }
        Ok(self.output.result)
    }
}

impl Step {
    /// Runs a program that must succeed and returns its standard output. Prints all of its
    /// output when it fails.
    pub fn run(&mut self, command: &mut Command) -> Result<String> {
        self.attempt(command, None)?.succeeded(self, command)
    }

    /// Runs a program that runs tests, and counts them whether they pass or fail.
    pub fn run_tests(
        &mut self,
        command: &mut Command,
        count: impl Fn(&str) -> Tally,
        sum: &mut Tally,
    ) -> Result<()> {
        let finished = self.attempt(command, None)?;
        let tally = count(&finished.output.all);
        *sum += tally;
        self.note(format!("{} passed, {} failed", tally.passed, tally.failed));
        finished.succeeded(self, command).map(drop)
    }

    /// Runs a program that may fail; `limit` is how long it may take.
    pub fn attempt(&mut self, command: &mut Command, limit: Option<Duration>) -> Result<Finished> {
        // A process group of its own: a terminal sends Ctrl-C to its whole foreground group, and
        // then rustc's helpers, the server and Postgres would stop in any order. This way they
        // are stopped by us, and with them whatever they started.
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn();
        let mut child = match child {
            Err(e) if e.kind() == ErrorKind::NotFound => {
                bail!("`{}` is not installed", command.get_program().display())
            }
            other => other.with_context(|| format!("cannot start `{}`", describe(command)))?,
        };
        let mut output = Output::of(&mut child);
        let result = self.follow(&mut child, &mut output, limit);
        if result.is_err() {
            end_group(&mut child);
        }
        let status = result.with_context(|| format!("`{}`", describe(command)))?;
        Ok(Finished { status, output })
    }

    fn follow(
        &mut self,
        child: &mut Child,
        output: &mut Output,
        limit: Option<Duration>,
    ) -> Result<ExitStatus> {
        let started = Instant::now();
        let mut ended: Option<(ExitStatus, Instant)> = None;
        loop {
            output.wait(LOOK_AGAIN);
            self.busy(&output.last);
            interrupt::check()?;
            if limit.is_some_and(|limit| started.elapsed() > limit) {
                bail!("gave up after {} s", started.elapsed().as_secs());
            }
            if ended.is_none() {
                ended = child.try_wait()?.map(|status| (status, Instant::now()));
            }
            // Its last lines may still be on their way; something that it left behind may hold
            // the pipes open for ever.
            if let Some((status, at)) = ended
                && (at.elapsed() > LAST_LINES || output.is_over())
            {
                return Ok(status);
            }
        }
    }
}

/// Ends a child and everything it started, kindly first.
fn end_group(child: &mut Child) {
    let group = pid(child);
    let asked = Instant::now();
    // Errors mean that it is gone, which is what we want.
    let _ = killpg(group, Signal::SIGTERM);
    while asked.elapsed() < KILL_AFTER && matches!(child.try_wait(), Ok(None)) {
        thread::sleep(LOOK_AGAIN);
    }
    let _ = killpg(group, Signal::SIGKILL);
    let _ = child.wait();
}

pub fn pid(child: &Child) -> Pid {
    Pid::from_raw(i32::try_from(child.id()).expect("process ids fit into pid_t"))
}

/// Sends a signal; a process that is gone already is not an error.
pub fn signal(process: Pid, signal: Signal) {
    let _ = kill(process, signal);
}

/// The output of a small, quick program, or why there is none. No step, no progress.
pub fn ask(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .with_context(|| format!("cannot start `{}`", describe(command)))?;
    if !output.status.success() {
        return Err(anyhow!("`{}` failed ({})", describe(command), output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A command as one would type it, with the program's folder left out.
fn describe(command: &Command) -> String {
    let program = command.get_program();
    let name = std::path::Path::new(program).file_name().unwrap_or(program);
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}
