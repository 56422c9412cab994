//! Crashes: the server hangs up on whoever has just written, as if the process or the machine had died
//! there. Every statement that writes is such a place; the database counts them itself, so a new one needs
//! no mark.

use super::{TestDb, run};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::collections::BTreeMap;

/// Counts what is written, and ends the connection that does it at one of the writes.
const COUNTER: &str = "
    CREATE SCHEMA crash;
    CREATE SEQUENCE crash.writes;
    CREATE TABLE crash.plan (at bigint NOT NULL);
    INSERT INTO crash.plan VALUES (0);
    CREATE FUNCTION crash.here() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
        IF nextval('crash.writes') = (SELECT at FROM crash.plan) THEN
            PERFORM pg_terminate_backend(pg_backend_pid());
            PERFORM pg_sleep(5);
        END IF;
        RETURN NULL;
    END $$;
    DO $$
    DECLARE
        one record;
    BEGIN
        FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('CREATE TRIGGER zz_crash AFTER INSERT OR UPDATE OR DELETE ON %I
                            FOR EACH STATEMENT EXECUTE FUNCTION crash.here()', one.tablename);
        END LOOP;
    END $$;";

/// How many rows a table has, and what is in them.
pub type Contents = BTreeMap<String, (i64, String)>;

impl TestDb {
    /// Lets it crash, from now on, where [`TestDb::crash_at`] says.
    pub async fn can_crash(&self) {
        run(&self.url, COUNTER.to_owned()).await.expect("the writes are counted");
    }

    /// The next crash: after so many writes from now. None is 0.
    pub async fn crash_at(&self, write: u32) {
        let plan =
            format!("UPDATE crash.plan SET at = {write}; SELECT setval('crash.writes', 1, false)");
        run(&self.url, plan).await.expect("the crash is planned");
    }

    /// Whether it has come to the planned crash.
    pub async fn has_crashed(&self) -> bool {
        let mut owner = PgConnection::connect(&self.url).await.expect("a connection");
        let query = "SELECT w.is_called AND p.at > 0 AND w.last_value >= p.at FROM crash.writes w, crash.plan p";
        sqlx::query_scalar(query).fetch_one(&mut owner).await.expect("the count")
    }

    /// Frees what a process that died had claimed, as if its leases had run out.
    pub async fn end_leases(&self) {
        run(
            &self.url,
            "UPDATE job SET lease_until = NULL; UPDATE timer SET lease_until = NULL".to_owned(),
        )
        .await
        .expect("the leases end");
    }

    /// What every table has, so that two moments can be compared.
    pub async fn contents(&self) -> Contents {
        let mut owner = PgConnection::connect(&self.url).await.expect("a connection");
        let tables: Vec<String> =
            sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
                .fetch_all(&mut owner)
                .await
                .expect("the tables");
        let mut contents = Contents::new();
        for table in tables {
            // A name from the catalogue, never input.
            let query = AssertSqlSafe(format!(
                "SELECT count(*), md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM \"{table}\" t"
            ));
            let told = sqlx::query_as(query).fetch_one(&mut owner).await.expect("the contents");
            contents.insert(table, told);
        }
        contents
    }

    /// How many rows every table has.
    pub async fn counts(&self) -> BTreeMap<String, i64> {
        self.contents().await.into_iter().map(|(table, (count, _))| (table, count)).collect()
    }
}
