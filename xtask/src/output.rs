//! What another program writes, line by line while it runs and whole when it has ended.

use std::io::{BufRead, BufReader, Read};
use std::process::Child;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread;
use std::time::Duration;

const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

struct Line {
    text: String,
    is_result: bool,
}

pub struct Output {
    lines: Receiver<Line>,
    /// Both streams as they came, for people.
    pub all: String,
    /// Its standard output alone: what it was asked for, without its log.
    pub result: String,
    /// The last line that was not empty.
    pub last: String,
}

impl Output {
    /// Begins to read both streams of a child that was started with pipes.
    pub fn of(child: &mut Child) -> Self {
        let (send, lines) = channel();
        if let Some(stdout) = child.stdout.take() {
            forward(stdout, true, send.clone());
        }
        if let Some(stderr) = child.stderr.take() {
            forward(stderr, false, send);
        }
        Output { lines, all: String::new(), result: String::new(), last: String::new() }
    }

    /// Waits for a line, not longer than `limit`.
    pub fn wait(&mut self, limit: Duration) {
        match self.lines.recv_timeout(limit) {
            Ok(line) => self.take(&line),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => thread::sleep(BETWEEN_LOOKS),
        }
    }

    /// Takes what has come and says whether both streams are closed.
    pub fn is_over(&mut self) -> bool {
        loop {
            match self.lines.try_recv() {
                Ok(line) => self.take(&line),
                Err(reason) => return reason == TryRecvError::Disconnected,
            }
        }
    }

    fn take(&mut self, line: &Line) {
        let mut texts = vec![&mut self.all];
        if line.is_result {
            texts.push(&mut self.result);
        }
        for text in texts {
            text.push_str(&line.text);
            text.push('\n');
        }
        if !line.text.trim().is_empty() {
            self.last = line.text.trim().to_owned();
        }
    }

    /// What went wrong, without the hundreds of lines about what did not.
    pub fn complaints(&self) -> String {
        const PROGRESS: [&str; 5] =
            ["Compiling ", "Checking ", "Downloading ", "Downloaded ", "Fresh "];
        let tells = |line: &&str| {
            let line = line.trim_start();
            let passed = line.starts_with("test ") && line.ends_with("... ok");
            !passed && !PROGRESS.iter().any(|verb| line.starts_with(verb))
        };
        self.all.lines().filter(tells).flat_map(|line| [line, "\n"]).collect()
    }
}

fn forward(stream: impl Read + Send + 'static, is_result: bool, lines: Sender<Line>) {
    thread::spawn(move || {
        for bytes in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            let text = String::from_utf8_lossy(&bytes).trim_end_matches('\r').to_owned();
            if lines.send(Line { text, is_result }).is_err() {
                break;
            }
        }
    });
}
