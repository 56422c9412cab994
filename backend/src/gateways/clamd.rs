//! A virus scanner beside us: clamd, asked over a socket. It gets every file before we look at it, and
//! where it cannot be asked nothing is taken in.

use crate::error::{Error, Result};
use std::{path::PathBuf, str::FromStr, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixStream},
    time::timeout,
};

/// How long it may take for one file.
const PATIENCE: Duration = Duration::from_secs(20);
/// How much is sent at once.
const PIECE: usize = 64 * 1024;
/// More than it ever answers.
const LONGEST_ANSWER: u64 = 4_096;

/// Where it listens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Clamd {
    /// On a port: host and number.
    Tcp(String),
    /// On a socket of this machine.
    Unix(PathBuf),
}

/// What it found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// Something, by its name.
    Virus(String),
}

impl FromStr for Clamd {
    type Err = String;

    fn from_str(address: &str) -> Result<Self, String> {
        let tcp = address.strip_prefix("tcp://").filter(|rest| {
            let port = rest.rsplit_once(':').map(|(host, port)| (host, port.parse::<u16>()));
            matches!(port, Some((host, Ok(_))) if !host.is_empty())
        });
        let unix = address.strip_prefix("unix:").filter(|path| path.starts_with('/'));
        match (tcp, unix) {
            (Some(address), _) => Ok(Self::Tcp(address.to_owned())),
            (_, Some(path)) => Ok(Self::Unix(path.into())),
            _ => Err("write it as tcp://host:port or unix:/path".to_owned()),
        }
    }
}

impl Clamd {
    /// Lets it look at bytes. An error means that it could not, or did not in time.
    pub async fn scan(&self, bytes: &[u8]) -> Result<Found> {
        let answer = timeout(PATIENCE, self.ask(bytes)).await;
        let answer = answer.map_err(|_| Error::Unavailable("clamd does not answer"))?;
        read(&answer.map_err(|e| Error::caused("asking clamd", e))?)
    }

    async fn ask(&self, bytes: &[u8]) -> std::io::Result<String> {
        match self {
            Self::Tcp(address) => stream(TcpStream::connect(address).await?, bytes).await,
            Self::Unix(path) => stream(UnixStream::connect(path).await?, bytes).await,
        }
    }
}

/// INSTREAM: pieces, each with its length before it; one of no length ends them.
async fn stream(
    mut socket: impl AsyncRead + AsyncWrite + Unpin,
    bytes: &[u8],
) -> std::io::Result<String> {
    let sent = send(&mut socket, bytes).await;
    // Where it has heard enough it says so and hangs up: what it says counts, not that we went on.
    let mut answer = Vec::new();
    let heard = (&mut socket).take(LONGEST_ANSWER).read_to_end(&mut answer).await;
    if answer.is_empty() {
        sent?;
        heard?;
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

async fn send(socket: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> std::io::Result<()> {
    socket.write_all(b"zINSTREAM\0").await?;
    for piece in bytes.chunks(PIECE) {
        let length = u32::try_from(piece.len()).unwrap_or_default();
        socket.write_all(&length.to_be_bytes()).await?;
        socket.write_all(piece).await?;
    }
    socket.write_all(&0_u32.to_be_bytes()).await?;
    socket.flush().await
}

/// `stream: OK`, or `stream: Some-Name FOUND`; everything else is no answer.
fn read(answer: &str) -> Result<Found> {
    let answer = answer.trim_end_matches(['\0', '\n']).trim();
    let said = answer.strip_prefix("stream: ").unwrap_or_default();
    match said.strip_suffix(" FOUND") {
        Some(name) => Ok(Found::Virus(name.to_owned())),
        None if said == "OK" => Ok(Found::Nothing),
        None => Err(Error::bug(format!("clamd answered {answer:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_port_or_a_socket() {
        assert_eq!("tcp://clamd:3310".parse(), Ok(Clamd::Tcp("clamd:3310".to_owned())));
        assert_eq!("tcp://[::1]:3310".parse(), Ok(Clamd::Tcp("[::1]:3310".to_owned())));
        let socket = Clamd::Unix("/run/clamd.sock".into());
        assert_eq!("unix:/run/clamd.sock".parse(), Ok(socket));
        for bad in ["", "clamd:3310", "tcp://clamd", "tcp://:3310", "tcp://a:b", "unix:clamd"] {
            assert!(bad.parse::<Clamd>().is_err(), "{bad}");
        }
    }

    #[test]
    fn only_a_plain_ok_is_one() {
        assert_eq!(read("stream: OK\0").unwrap(), Found::Nothing);
        let eicar = Found::Virus("Eicar-Test-Signature".to_owned());
        assert_eq!(read("stream: Eicar-Test-Signature FOUND\0").unwrap(), eicar);
        for unsure in ["", "\0", "OK", "INSTREAM size limit exceeded. ERROR\0", "stream: OKAY\0"] {
            assert!(read(unsure).is_err(), "{unsure:?}");
        }
    }
}
