//! The application under test.

use crate::Client;
use app::{AppState, site::Site};
use backend::testing::World;
use server::{
    Parts,
    listen::{self, Limits},
    router,
    routes::{files::Files, health::Health},
};
use std::{fs, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// How long clients may take for their headers in tests.
pub const HEADERS: Duration = Duration::from_millis(400);
/// How long requests under way may take to end.
pub const DRAIN: Duration = Duration::from_millis(1_500);

/// A router on a port of its own, with a world behind it.
pub struct TestApp {
    pub world: World,
    pub addr: SocketAddr,
    pub health: Health,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<()>>,
    site: PathBuf,
}

impl TestApp {
    pub async fn new() -> Self {
        let world = World::new().await;
        let site = make_site();
        let backend = world.backend().clone();
        let health = Health::new(backend.db.clone());
        let parts = Parts {
            app: AppState::new(backend, Site::load(&site).unwrap()),
            files: Files::load(&site).unwrap(),
            health: health.clone(),
            trusted_proxies: Arc::new([]),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let limits = Limits { connections: 64, headers: HEADERS, drain: DRAIN };
        let serving = tokio::spawn(listen::serve(listener, router(parts), limits, async {
            let _ = stopped.await;
        }));
        let (stop, serving) = (Some(stop), Some(serving));
        Self { world, addr, health, stop, serving, site }
    }

    /// Somebody whom nobody knows.
    pub fn anonymous(&self) -> Client {
        Client::new(self.addr)
    }

    /// Mirjam, who pays for Ferrow.
    pub async fn buyer(&self) -> Client {
        self.signed_in("m.dewit@ferrow.example").await
    }

    /// Joost of Ferrow, who pays and disputes.
    pub async fn buyer_admin(&self) -> Client {
        self.signed_in("j.hartman@ferrow.example").await
    }

    /// Ruud of Maasland, whom Ferrow is no business of.
    pub async fn stranger(&self) -> Client {
        self.signed_in("r.janssen@maasland.example").await
    }

    /// Lena, who collects.
    pub async fn clerk(&self) -> Client {
        self.signed_in("lena@nordhaven.example").await
    }

    /// Ada, who runs the entity.
    pub async fn admin(&self) -> Client {
        self.signed_in("ada@nordhaven.example").await
    }

    async fn signed_in(&self, email: &str) -> Client {
        let client = self.anonymous();
        let reply = client.sign_in(email).await;
        assert_eq!(reply.status, 303, "{email} signs in: {}", reply.body);
        client
    }

    /// Asks it to end, as SIGTERM does.
    pub fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// Waits until it has ended.
    pub async fn ended(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.await.unwrap();
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.site);
        if let Some(serving) = &self.serving {
            serving.abort();
        }
    }
}

/// As the build makes it: hashed names, compressed beside, and what nobody shall get.
fn make_site() -> PathBuf {
    let site = std::env::temp_dir().join(format!("quittance-site-{}", uuid::Uuid::new_v4()));
    fs::create_dir_all(site.join("pkg")).unwrap();
    for (name, content) in [
        ("pkg/style.0123456789abcdef.css", "body{}"),
        ("pkg/style.0123456789abcdef.css.br", "brotli"),
        ("pkg/style.0123456789abcdef.css.gz", "gzip"),
        ("favicon.svg", "<svg/>"),
        ("manifest.json", r#"{"style.css":"/pkg/style.0123456789abcdef.css"}"#),
    ] {
        fs::write(site.join(name), content).unwrap();
    }
    site
}
