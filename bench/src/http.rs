//! Just enough of HTTP/1.1 to ask the same thing again and again over one connection, without
//! costing more than what is measured. RFC 9112; lengths and chunks, no trailers.

use anyhow::{Context, Result, bail};
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A request, ready to be sent.
#[derive(Clone, Debug)]
pub struct Request(Vec<u8>);

/// Where, as whom, and what is understood.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The server.
    pub address: SocketAddr,
    /// The session cookie's value.
    pub session: Option<&'a str>,
    /// Whether answers may be compressed.
    pub brotli: bool,
}

impl Asker<'_> {
    /// `GET`.
    pub fn get(&self, path: &str) -> Request {
        Request(format!("GET {path} HTTP/1.1\r\n{}\r\n", self.headers()).into_bytes())
    }

    /// `POST` of a form, as a page of the same site sends it.
    pub fn post(&self, path: &str, form: &str) -> Request {
        let headers = self.headers();
        let length = form.len();
        Request(
            format!(
                "POST {path} HTTP/1.1\r\n{headers}Sec-Fetch-Site: same-origin\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
            )
            .into_bytes(),
        )
    }

    fn headers(&self) -> String {
        let mut headers = format!("Host: {}\r\nAccept: text/html, */*\r\n", self.address);
        if let Some(session) = self.session {
            headers.push_str(&format!("Cookie: sid={session}\r\n"));
        }
        if self.brotli {
            headers.push_str("Accept-Encoding: br\r\n");
        }
        headers
    }
}

/// What came back.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// 200, 303 …
    pub status: u16,
    /// The header lines, as they came.
    pub head: String,
    /// The body, as it came: still compressed, if it was.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A connection that stays open.
pub struct Connection {
    address: SocketAddr,
    stream: TcpStream,
    /// What was read and not used yet.
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)
            .await
            .with_context(|| format!("connecting to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { address, stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Asks, and reads the whole answer. Connects anew if the server hangs up afterwards.
    pub async fn ask(&mut self, request: &Request) -> Result<Answer> {
        self.stream.write_all(&request.0).await?;
        let head_end = self.read_head().await?;
        let head = String::from_utf8_lossy(&self.buffer[..head_end]).into_owned();
        self.buffer.drain(..head_end);
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .context("an answer without a status")?;
        let mut answer = Answer { status, head, body: Vec::new() };
        if let Some(length) = answer.header("content-length") {
            let length = length.parse()?;
            self.fill(length).await?;
            answer.body.extend(self.buffer.drain(..length));
        } else if answer.header("transfer-encoding").is_some() {
            self.read_chunks(&mut answer.body).await?;
        } else if !matches!(status, 204 | 304) {
            bail!("an answer whose end cannot be seen: {}", answer.head);
        }
        if answer.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close")) {
            *self = Self::open(self.address).await?;
        }
        Ok(answer)
    }

    async fn read_head(&mut self) -> Result<usize> {
        let mut looked_at = 0_usize;
        loop {
            let from = looked_at.saturating_sub(3);
            if let Some(at) = find(&self.buffer[from..], b"\r\n\r\n") {
                return Ok(from + at + 4);
            }
            looked_at = self.buffer.len();
            self.read_more().await?;
        }
    }

    async fn read_chunks(&mut self, body: &mut Vec<u8>) -> Result<()> {
        loop {
            let line_end = loop {
                match find(&self.buffer, b"\r\n") {
                    Some(at) => break at,
                    None => self.read_more().await?,
                }
            };
            let line = String::from_utf8_lossy(&self.buffer[..line_end]).into_owned();
            let size = line.split(';').next().unwrap_or_default().trim();
            let size = usize::from_str_radix(size, 16).with_context(|| format!("chunk {line}"))?;
            self.buffer.drain(..line_end + 2);
            self.fill(size + 2).await?;
            body.extend_from_slice(&self.buffer[..size]);
            self.buffer.drain(..size + 2);
            if size == 0 {
                return Ok(());
            }
        }
    }

    async fn fill(&mut self, length: usize) -> Result<()> {
        while self.buffer.len() < length {
            self.read_more().await?;
        }
        Ok(())
    }

    async fn read_more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => bail!("the server hung up"),
            _ => Ok(()),
        }
    }
}

fn find(within: &[u8], what: &[u8]) -> Option<usize> {
    within.windows(what.len()).position(|piece| piece == what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn lengths_and_chunks_are_read_to_their_end_and_no_further() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let answers = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst\
                           HTTP/1.1 303 See Other\r\ntransfer-encoding: chunked\r\n\r\n3\r\nsec\r\n3;x\r\nond\r\n0\r\n\r\n\
                           HTTP/1.1 304 Not Modified\r\n\r\n";
            stream.write_all(answers.as_bytes()).await.expect("sent");
            // Open until the other side has read everything.
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).await.expect("read");
        });
        let asker = Asker { address, session: Some("00"), brotli: false };
        let mut connection = Connection::open(address).await.expect("connected");
        let mut told = Vec::new();
        for _ in 0..3 {
            let answer = connection.ask(&asker.get("/")).await.expect("an answer");
            told.push(format!("{} {}", answer.status, answer.text()));
        }
        assert_eq!(told, ["200 first", "303 second", "304 "]);
    }
}
