//! The only ways to the tables. Each pool takes on one role as soon as it connects, and a
//! transaction says first whose rows it may see: [`Db::portal`] one account, [`Db::staff`] one
//! entity, [`Db::gate`] who is there, [`Db::worker`] what jobs need. The pools are private.
//!
//! A future that is dropped after BEGIN was sent would hand a connection with an open transaction
//! back to the pool (sqlx #4385), and a web server drops futures when clients leave. So BEGIN runs in
//! a task of its own: it comes to its end whoever waits for it, and then the transaction is there to
//! be dropped, which rolls it back. The server ends one that is idle for long, whatever happens.

use crate::{
    actor::{Buyer, Staff},
    error::{Error, Result},
};
use sqlx::{
    AssertSqlSafe, Connection, Executor, PgConnection, PgPool, Postgres, Transaction,
    migrate::MigrateDatabase,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{
    ops::{Deref, DerefMut},
    str::FromStr,
    time::Duration,
};

/// The migrations, compiled in.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

/// A database, by role. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    gate: PgPool,
    portal: PgPool,
    staff: PgPool,
    worker: PgPool,
}

/// How many connections each role may hold. Their sum stays well under the server's limit.
#[derive(Clone, Copy, Debug)]
pub struct PoolSizes {
    /// Sessions and log-ins.
    pub gate: u32,
    /// The portal's pages.
    pub portal: u32,
    /// The staff view.
    pub staff: u32,
    /// Jobs and webhooks.
    pub worker: u32,
}

/// Enough to keep the processors busy, and few: where more pages ask at once than the processors can
/// answer, those that wait in line are answered sooner than those that take turns. With two processors,
/// four connections instead of twelve answered a fifth more pages, the slowest in half the time.
impl Default for PoolSizes {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(2, |count| count.get());
        let processors = u32::try_from(processors).unwrap_or(2).clamp(2, 16);
        Self { gate: processors + 1, portal: 2 * processors, staff: 2 * processors, worker: 6 }
    }
}

/// A transaction whose role and scope are set.
pub struct Tx {
    inner: Transaction<'static, Postgres>,
}

impl Deref for Tx {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        &self.inner
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.inner
    }
}

impl Tx {
    /// Makes everything in it true.
    pub async fn commit(self) -> Result<()> {
        Ok(self.inner.commit().await?)
    }

    /// Ends one that only read. There is nothing to wait for: the rollback leaves with the question by
    /// which the pool tests a connection that comes back, after the page has gone out.
    pub fn end(self) {}
}

impl Db {
    /// Connects. Nothing is sent before the first use.
    pub fn connect(url: &str, sizes: PoolSizes) -> Result<Self> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|e| Error::caused("reading DATABASE_URL", e))?
            .application_name("quittance")
            .options([("client_min_messages", "error"), ("timezone", "UTC")])
            // To start a helper takes longer than a page may; requests share the processors anyway.
            .options([("max_parallel_workers_per_gather", "0")]);
        let web = Timeouts { statement: "5s", lock: "2s", idle_in_transaction: "10s" };
        let work = Timeouts { statement: "60s", lock: "10s", idle_in_transaction: "60s" };
        // The portal reads one account in the order of an index and stops after a page. A plan is made
        // for customers of average size; without this it collects and sorts all of a large one's rows.
        let in_order = options.clone().options([("enable_bitmapscan", "off")]);
        // A session and the pages of one account are found by the same indexes whoever asks: one plan
        // is made for all. To make one each time takes longer than to follow it.
        let planned_once = [("plan_cache_mode", "force_generic_plan")];
        let (at_the_gate, in_order) =
            (options.clone().options(planned_once), in_order.options(planned_once));
        Ok(Self {
            gate: pool(&at_the_gate, "SET ROLE quittance_gate", sizes.gate, web),
            portal: pool(&in_order, "SET ROLE quittance_portal", sizes.portal, web),
            staff: pool(&options, "SET ROLE quittance_staff", sizes.staff, web),
            worker: pool(&options, "SET ROLE quittance_worker", sizes.worker, work),
        })
    }

    /// One account's rows, for one of its buyers.
    pub async fn portal(&self, buyer: &Buyer) -> Result<Tx> {
        let begin = format!(
            "BEGIN; SELECT set_config('app.account_id','{}',true),set_config('app.entity_id','{}',true)",
            buyer.account_id, buyer.entity_id
        );
        begin_with(&self.portal, begin).await
    }

    /// One entity's rows, for a member of its staff.
    pub async fn staff(&self, staff: &Staff) -> Result<Tx> {
        let begin = format!("BEGIN; SELECT set_config('app.entity_id','{}',true)", staff.entity_id);
        begin_with(&self.staff, begin).await
    }

    /// Users, memberships, sessions and throttling.
    pub async fn gate(&self) -> Result<Tx> {
        begin_with(&self.gate, "BEGIN".to_owned()).await
    }

    /// What jobs, webhooks and imports need.
    pub async fn worker(&self) -> Result<Tx> {
        begin_with(&self.worker, "BEGIN".to_owned()).await
    }

    /// Single statements at the gate, without a transaction: one round trip.
    pub(crate) fn gate_pool(&self) -> &PgPool {
        &self.gate
    }

    /// Single statements of jobs, without a transaction.
    pub(crate) fn worker_pool(&self) -> &PgPool {
        &self.worker
    }

    /// Whether the database answers and has every migration.
    pub async fn is_ready(&self) -> Result<()> {
        let applied: i64 =
            sqlx::query_scalar("SELECT app_schema_version()").fetch_one(&self.gate).await?;
        let newest = MIGRATIONS.iter().map(|m| m.version).max().unwrap_or(0);
        if applied < newest {
            return Err(Error::Unavailable("the database has to be migrated first"));
        }
        Ok(())
    }

    /// Hangs up.
    pub async fn close(&self) {
        for pool in [&self.gate, &self.portal, &self.staff, &self.worker] {
            pool.close().await;
        }
    }
}

/// Applies the migrations as the user of the URL, who owns the tables; makes the database first if
/// there is none. Two of them at once wait for each other.
pub async fn migrate(url: &str) -> Result<()> {
    if !Postgres::database_exists(url).await? {
        Postgres::create_database(url).await?;
    }
    let options =
        PgConnectOptions::from_str(url).map_err(|e| Error::caused("reading DATABASE_URL", e))?;
    let mut connection = PgConnection::connect_with(&options).await?;
    MIGRATIONS
        .run(&mut connection)
        .await
        .map_err(|e| Error::caused("migrating the database", e))?;
    connection.close().await?;
    Ok(())
}

#[derive(Clone, Copy)]
struct Timeouts {
    statement: &'static str,
    lock: &'static str,
    idle_in_transaction: &'static str,
}

fn pool(options: &PgConnectOptions, set_role: &'static str, size: u32, limits: Timeouts) -> PgPool {
    let options = options.clone().options([
        ("statement_timeout", limits.statement),
        ("lock_timeout", limits.lock),
        ("idle_in_transaction_session_timeout", limits.idle_in_transaction),
    ]);
    PgPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(Duration::from_secs(3))
        .test_before_acquire(false)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                connection.execute(set_role).await?;
                Ok(())
            })
        })
        .connect_lazy_with(options)
}

/// The one place where SQL is put together from parts: the parts are UUIDs, which cannot carry
/// anything else. Begin and scope travel in one message.
async fn begin_with(pool: &PgPool, begin: String) -> Result<Tx> {
    let pool = pool.clone();
    let started = tokio::spawn(async move { pool.begin_with(AssertSqlSafe(begin)).await });
    let inner = started.await.map_err(|e| Error::caused("beginning a transaction", e))??;
    Ok(Tx { inner })
}
