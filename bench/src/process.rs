//! A server in a process of its own, and how much memory it has.

use crate::http::{Asker, Connection};
use anyhow::{Context, Result, bail};
use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::Path,
    time::{Duration, Instant},
};
use tokio::process::{Child, Command};

const READY_MAY_TAKE: Duration = Duration::from_secs(30);

/// A running server. It is killed when it is dropped: there is nothing of it to save.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Starts one on a free port, which `arguments` and `environment` are told, and waits until it
    /// answers.
    pub async fn start(
        program: &Path,
        arguments: &[&str],
        environment: impl Fn(SocketAddr) -> Vec<(&'static str, String)>,
        ready: &str,
    ) -> Result<Self> {
        let address = free_port()?;
        let child = Command::new(program)
            .args(arguments)
            .envs(environment(address))
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let mut server = Self { child, address };
        server.wait_until(ready).await?;
        Ok(server)
    }

    async fn wait_until(&mut self, ready: &str) -> Result<()> {
        let begun = Instant::now();
        let asker = Asker { address: self.address, session: None, brotli: false };
        while begun.elapsed() < READY_MAY_TAKE {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended while starting: {status}");
            }
            if let Ok(mut connection) = Connection::open(self.address).await
                && connection.ask(&asker.get(ready)).await?.status == 200
            {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("the server at {} does not become ready", self.address)
    }

    /// Its resident memory in kilobytes, where the system tells.
    pub fn memory_kb(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()?)).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }
}

fn free_port() -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    Ok(listener.local_addr()?)
}
