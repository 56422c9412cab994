//! The server's process: built, asked for small things, run until someone stops it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::Signal;

use crate::interrupt;
use crate::run;
use crate::step::{Step, step};
use crate::workspace::Workspace;

const READY_MAY_TAKE: Duration = Duration::from_secs(60);
/// Requests and jobs that have begun may end.
const STOP_MAY_TAKE: Duration = Duration::from_secs(25);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Dev,
    /// Soon built, and fast where it is felt.
    Start,
    Release,
}

impl Profile {
    /// Its name in `Cargo.toml`.
    fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Start => "start",
            Self::Release => "release",
        }
    }

    /// Its folder in `target`.
    fn folder(self) -> &'static str {
        if self == Self::Dev { "debug" } else { self.name() }
    }
}

pub fn build(workspace: &Workspace, profile: Profile) -> Result<PathBuf> {
    step("server", |step| {
        let mut cargo = workspace.cargo();
        cargo.args(["build", "--package", "server", "--bin", "quittance"]);
        cargo.args(["--profile", profile.name()]);
        if profile == Profile::Release {
            step.note("optimised");
        }
        step.run(&mut cargo)?;
        Ok(workspace.binary(profile.folder()))
    })
}

/// A way to call the server's binary with the settings of this run.
pub struct Quittance {
    pub binary: PathBuf,
    pub settings: Vec<(&'static str, String)>,
    pub root: PathBuf,
}

impl Quittance {
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).current_dir(&self.root);
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Starts `serve` and waits until it says that it is ready. Its log goes to the terminal.
    pub fn serve(&self, step: &mut Step, address: &str) -> Result<Server> {
        let child = self
            .command(&["serve"])
            .stdin(Stdio::null())
            // Ctrl-C in the terminal is for us; we tell the server, and Postgres after it.
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {}", self.binary.display()))?;
        let mut server = Server { child };
        let address = local(address)?;
        let begun = Instant::now();
        loop {
            interrupt::check()?;
            if let Some(status) = server.child.try_wait()? {
                bail!("the server ended while starting ({status})");
            }
            if is_ready(address) {
                return Ok(server);
            }
            if begun.elapsed() > READY_MAY_TAKE {
                bail!("the server does not become ready: see http://{address}/readyz");
            }
            step.busy("waiting for /readyz");
            thread::sleep(LOOK_AGAIN);
        }
    }
}

/// A running server. Dropping it stops it.
pub struct Server {
    child: Child,
}

impl Server {
    /// Waits for Ctrl-C, or for the server to end by itself, which it should not.
    pub fn wait(&mut self) -> Result<Option<ExitStatus>> {
        while !interrupt::requested() {
            if let Some(status) = self.child.try_wait()? {
                return Ok(Some(status));
            }
            thread::sleep(LOOK_AGAIN);
        }
        Ok(None)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let pid = run::pid(&self.child);
        let asked = Instant::now();
        let running = |child: &mut Child| matches!(child.try_wait(), Ok(None));
        if running(&mut self.child) {
            run::signal(pid, Signal::SIGTERM);
        }
        while running(&mut self.child) {
            if interrupt::insisted() || asked.elapsed() > STOP_MAY_TAKE {
                run::signal(pid, Signal::SIGKILL);
            }
            thread::sleep(LOOK_AGAIN);
        }
    }
}

/// Says early that the port is taken: the build before it takes minutes.
pub fn check_port(address: &str) -> Result<()> {
    let socket = resolve(address)?;
    TcpListener::bind(socket).map(drop).with_context(|| {
        format!("{address} is taken; stop what listens there or set QUITTANCE_ADDR=127.0.0.1:3001")
    })
}

fn resolve(address: &str) -> Result<SocketAddr> {
    let mut found = address
        .to_socket_addrs()
        .with_context(|| format!("QUITTANCE_ADDR={address} is not host:port"))?;
    found.next().with_context(|| format!("QUITTANCE_ADDR={address} names no address"))
}

/// Where to reach a server that listens on `address`: "all addresses" is not one to call.
fn local(address: &str) -> Result<SocketAddr> {
    let mut socket = resolve(address)?;
    if socket.ip().is_unspecified() {
        socket.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    Ok(socket)
}

/// `GET /readyz`, by hand: one request is not worth an HTTP client.
fn is_ready(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut head = [0; 12];
        stream.read_exact(&mut head)?;
        Ok(head.ends_with(b" 200"))
    };
    ask().unwrap_or(false)
}

/// The address that people type.
pub fn public_url(address: &str) -> Result<String> {
    Ok(format!("http://{}", local(address)?))
}
