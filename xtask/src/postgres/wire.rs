//! Just enough of Postgres' protocol to run SQL text over a Unix socket.
//!
//! The build tool creates databases and applies migrations before anything of the project is
//! compiled, on machines that may have Postgres' server programs but not `psql`.
//! <https://www.postgresql.org/docs/current/protocol-flow.html>

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};

const PROTOCOL_3: u32 = 3 << 16;
/// Longer than any statement of ours; a dead server must not hang the build.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Connection(UnixStream);

impl Connection {
    pub fn open(socket: &Path, user: &str, database: &str) -> Result<Self> {
        let stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut connection = Connection(stream);
        let parameters = format!("user\0{user}\0database\0{database}\0\0");
        let mut message = PROTOCOL_3.to_be_bytes().to_vec();
        message.extend(parameters.as_bytes());
        connection.send(None, &message)?;
        connection.until_ready("")?;
        Ok(connection)
    }

    /// Runs one or several statements, together in one transaction, and returns how many rows
    /// came back.
    pub fn run(&mut self, sql: &str) -> Result<usize> {
        let mut text = sql.as_bytes().to_vec();
        text.push(0);
        self.send(Some(b'Q'), &text)?;
        self.until_ready(sql)
    }

    fn send(&mut self, kind: Option<u8>, body: &[u8]) -> Result<()> {
        let length = u32::try_from(body.len() + 4).context("too long for one message")?;
        let mut message: Vec<u8> = kind.into_iter().collect();
        message.extend(length.to_be_bytes());
        message.extend(body);
        Ok(self.0.write_all(&message)?)
    }

    fn until_ready(&mut self, sql: &str) -> Result<usize> {
        let mut rows = 0;
        let mut error = None;
        loop {
            let mut head = [0; 5];
            if let Err(end) = self.0.read_exact(&mut head) {
                // After a fatal error the server hangs up instead of becoming ready.
                return Err(error.unwrap_or_else(|| end.into()));
            }
            let [kind, length @ ..] = head;
            let length = u32::from_be_bytes(length).saturating_sub(4);
            let mut body = vec![0; usize::try_from(length)?];
            self.0.read_exact(&mut body)?;
            match kind {
                b'R' if body != [0; 4] => bail!("the server wants a password"),
                b'D' => rows += 1,
                b'E' => error = Some(anyhow::Error::msg(describe(&body, sql))),
                b'Z' => return error.map_or(Ok(rows), Err),
                _ => {}
            }
        }
    }
}

/// The fields of an error message: a letter and a text each.
fn describe(body: &[u8], sql: &str) -> String {
    let field = |letter: u8| {
        let mut fields = body.split(|byte| *byte == 0);
        let found = fields.find(|field| field.first() == Some(&letter))?;
        Some(String::from_utf8_lossy(&found[1..]).into_owned())
    };
    let mut text = field(b'M').unwrap_or_else(|| "an error without a message".to_owned());
    if let Some(position) = field(b'P').and_then(|position| position.parse::<usize>().ok()) {
        let line = 1 + sql.chars().take(position).filter(|c| *c == '\n').count();
        text.push_str(&format!(" (line {line})"));
    }
    for letter in *b"DH" {
        if let Some(more) = field(letter) {
            text.push_str(&format!("\n{more}"));
        }
    }
    text
}
