//! For tests: a database for each, a clock that stands still, and a small world with people in it.

mod crash;
mod world;

pub use crash::Contents;
pub use world::{PASSWORD, World};

use crate::{
    Backend,
    db::{self, Db, PoolSizes},
    error::{Error, Result},
    gateways::{
        carriers::{Carriers, Peppol, Webhook},
        clock::Clock,
        files::Files,
        inbound::Inbound,
        mail::Mail,
        provider::Providers,
        sandbox::Sandbox,
        web::Web,
    },
    jobs,
    passwords::Passwords,
    sessions::{Id, Session, Sessions},
};
use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::{path::PathBuf, sync::Arc};
use tokio::sync::OnceCell;
use uuid::Uuid;

/// The secret that the sandbox signs with in tests.
pub const SANDBOX_SECRET: &[u8] = b"a secret for tests";

/// Where mail comes in, in tests.
pub const INBOUND_DOMAIN: &str = "reply.nordhaven.example";

/// The secret that the mail gateway signs with in tests.
pub const INBOUND_SECRET: &[u8] = b"another secret for tests";

/// What the secrets of accounts for documents over the web are made from in tests.
pub const WEBHOOK_SECRET: &[u8] = b"a third secret for tests";

/// Wednesday, 18 November 2026, 09:00 in Amsterdam.
pub const MORNING: &str = "2026-11-18T08:00:00Z";

/// HMAC-SHA256 in hexadecimal, as a customer computes it.
pub fn hmac(secret: &[u8], signed: &[u8]) -> String {
    hex::encode(crate::gateways::signature::mac(secret, &[signed]))
}

/// A mail server says later that a letter of a dispatch could not be delivered.
pub async fn bounce(backend: &Backend, dispatch: Uuid, words: &str) {
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await.expect("a connection");
    crate::dispatches::refused(&mut tx, dispatch, words, now).await.expect("it is noted");
    tx.commit().await.expect("it is kept");
}

/// The session of a request with the cookie that a browser has, or without one.
pub fn session(backend: &Backend, cookie: Option<Id>) -> Session {
    Session::new(cookie, Arc::new(Sessions::new(backend.db.clone())), None)
}

/// A database of its own, dropped at the end, with everything around it.
pub struct TestDb {
    /// The program's hands on this database.
    pub backend: Backend,
    /// Its address, as the owner.
    pub url: String,
    name: String,
    server: String,
}

static TEMPLATE: OnceCell<String> = OnceCell::const_new();

impl TestDb {
    /// A migrated database, copied from a template that is made once for each set of migrations.
    pub async fn new() -> Self {
        Self::at(MORNING).await
    }

    /// The same, at another moment.
    pub async fn at(moment: &str) -> Self {
        let server = std::env::var("QUITTANCE_TEST_DATABASE_URL")
            .expect("QUITTANCE_TEST_DATABASE_URL names a server on which databases may be made");
        let template = TEMPLATE.get_or_init(|| make_template(server.clone())).await;
        let name = format!("test_{}", Uuid::new_v4().simple());
        run(&server, format!("CREATE DATABASE {name} TEMPLATE {template}"))
            .await
            .expect("a database is made");
        let url = with_database(&server, &name);
        let at: DateTime<Utc> = moment.parse().expect("a moment");
        let backend = backend(&url, Clock::fixed(at), &name);
        Self { backend, url, name, server }
    }

    /// Moves the clock on in steps, and lets happen at each what is due.
    pub async fn pass(&self, hours: i64) {
        let target = self.backend.clock.now() + Duration::hours(hours);
        while self.backend.clock.now() < target {
            let next = (self.backend.clock.now() + Duration::hours(3)).min(target);
            self.backend.clock.set(next);
            jobs::run_until_idle(&self.backend).await.expect("the jobs run");
        }
    }

    /// Moves the clock on by days.
    pub async fn pass_days(&self, days: i64) {
        self.pass(days * 24).await;
    }

    /// Lets happen what is due now.
    pub async fn settle_down(&self) {
        jobs::run_until_idle(&self.backend).await.expect("the jobs run");
    }

    /// The id that a query finds, for crates that have no SQL.
    pub async fn first_id(&self, tx: &mut PgConnection, query: &str) -> Uuid {
        // A test's own words, never input.
        let query = sqlx::query_scalar(AssertSqlSafe(query.to_owned()));
        query.fetch_one(tx).await.expect("a row")
    }

    /// Asserts that the books add up.
    pub async fn assert_books(&self) {
        let found = crate::proofs::mismatches(&self.backend).await.expect("the proofs run");
        assert!(found.is_empty(), "the books do not add up: {found:#?}");
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let drop_it = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let server = self.server.clone();
        // Dropping cannot wait on the test's own runtime.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map(|runtime| runtime.block_on(run(&server, drop_it)))
        });
        let _ = dropped.join();
    }
}

fn backend(url: &str, clock: Clock, name: &str) -> Backend {
    let sizes = PoolSizes { gate: 3, portal: 5, staff: 3, worker: 5 };
    let db = Db::connect(url, sizes).expect("the database's address is right");
    let data_dir: PathBuf = std::env::temp_dir().join("quittance-tests").join(name);
    let sandbox = Sandbox::new(db.clone(), clock.clone(), SANDBOX_SECRET.to_vec());
    let webhook = Webhook::new(Web::guarded(), clock.clone(), WEBHOOK_SECRET.to_vec());
    let peppol = Peppol::new(Web::open(), None);
    let carriers = Carriers::new(db.clone(), clock.clone(), &data_dir, webhook, peppol);
    Backend {
        db,
        clock,
        passwords: Passwords::default(),
        providers: Providers::with_sandbox(sandbox),
        mail: Arc::new(Mail::folder(data_dir.join("mail"), "receivables@nordhaven.example")),
        inbound: Arc::new(Inbound::at(INBOUND_DOMAIN, INBOUND_SECRET.to_vec())),
        carriers: Arc::new(carriers),
        files: Arc::new(Files::folder(data_dir.join("files"))),
        data_dir,
        public_url: "http://127.0.0.1:3000".to_owned(),
        http: reqwest::Client::new(),
        webhook_url: None,
        demo: true,
    }
}

/// Makes the template under a lock of the server, so that test binaries that run at once share it.
async fn make_template(server: String) -> String {
    let mut hash = Sha256::new();
    for migration in db::MIGRATIONS.iter() {
        hash.update(&migration.checksum);
    }
    let name = format!("template_{}", &hex::encode(hash.finalize())[..16]);
    make_template_named(&server, &name).await.expect("the template is made");
    name
}

async fn make_template_named(server: &str, name: &str) -> Result<()> {
    let mut lock = PgConnection::connect(server).await?;
    lock.execute("SELECT pg_advisory_lock(7274001)").await?;
    let is_there: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(name)
            .fetch_one(&mut lock)
            .await?;
    if !is_there {
        let half_made = format!("{name}_making");
        run(server, format!("DROP DATABASE IF EXISTS {half_made} WITH (FORCE)")).await?;
        run(server, format!("CREATE DATABASE {half_made}")).await?;
        db::migrate(&with_database(server, &half_made)).await?;
        run(server, format!("ALTER DATABASE {half_made} RENAME TO {name}")).await?;
    }
    lock.close().await?;
    Ok(())
}

async fn run(server: &str, sql: String) -> Result<()> {
    let mut connection = PgConnection::connect(server).await?;
    // Names made above, never input.
    connection
        .execute(AssertSqlSafe(sql))
        .await
        .map_err(|e| Error::caused("a test database", e))?;
    connection.close().await?;
    Ok(())
}

/// The same server, another database.
fn with_database(server: &str, name: &str) -> String {
    let (before, query) = server.split_once('?').map_or((server, ""), |(b, q)| (b, q));
    let cut = before.rfind('/').unwrap_or(before.len());
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    format!("{}/{name}{query}", &before[..cut])
}
