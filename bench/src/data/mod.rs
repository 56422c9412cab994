//! A thousand customers with a hundred thousand invoices of three lines, one of them with five
//! thousand, and seven of ten paid. Issued by the function that issues every invoice; the payments
//! are written in bulk, and the proofs say that the books add up.

mod invoices;
mod payments;
mod people;

use anyhow::{Result, ensure};
use backend::{
    Backend,
    db::{Db, PoolSizes},
    gateways::{
        carriers::{Carriers, Peppol, Webhook},
        clock::Clock,
        files::Files,
        inbound::Inbound,
        mail::Mail,
        provider::Providers,
        web::Web,
    },
    passwords::Passwords,
    proofs,
};
use sqlx::{Connection, Executor, PgConnection};
use std::{sync::Arc, time::Instant};

pub use people::People;

/// Customers.
pub const ACCOUNTS: usize = 1_000;
/// Invoices of the first of them.
pub const HEAVY: usize = 5_000;
/// Invoices of all of them.
pub const INVOICES: usize = 100_000;

/// Fills a migrated database, if an earlier run has not.
pub async fn fill(url: &str) -> Result<People> {
    let began = Instant::now();
    let mut owner = PgConnection::connect(url).await?;
    let there: i64 =
        sqlx::query_scalar("SELECT count(*) FROM invoice").fetch_one(&mut owner).await?;
    let people = People::new();
    if usize::try_from(there)? == INVOICES {
        println!("the database is filled already");
        return Ok(people);
    }
    ensure!(there == 0, "the database has {there} invoices; an empty one is needed");

    let backend = hands(url)?;
    people.insert(&backend).await?;
    println!("{ACCOUNTS} accounts after {} s", began.elapsed().as_secs());
    invoices::issue(&backend).await?;
    println!("{INVOICES} invoices after {} s", began.elapsed().as_secs());
    let paid = payments::settle(url, backend.clock.now()).await?;
    println!("{paid} payments after {} s", began.elapsed().as_secs());
    // So that no measurement pays for what filling left behind.
    owner.execute("VACUUM (ANALYZE)").await?;
    owner.execute("CHECKPOINT").await?;
    let found = proofs::mismatches(&backend).await?;
    ensure!(found.is_empty(), "the books do not add up: {found:#?}");
    println!("filled in {} s, and the books add up", began.elapsed().as_secs());
    backend.db.close().await;
    owner.close().await?;
    Ok(people)
}

/// The program's own hands: what fills the database is what runs on it.
fn hands(url: &str) -> Result<Backend> {
    let folder = std::env::temp_dir().join("quittance-bench");
    let (db, clock) = (Db::connect(url, PoolSizes::default())?, Clock::real());
    let webhook = Webhook::new(Web::guarded(), clock.clone(), Vec::new());
    let peppol = Peppol::new(Web::open(), None);
    let carriers = Carriers::new(db.clone(), clock.clone(), &folder, webhook, peppol);
    Ok(Backend {
        db,
        clock,
        passwords: Passwords::default(),
        providers: Providers::default(),
        mail: Arc::new(Mail::folder(folder.join("mail"), "bench@quittance.example")),
        inbound: Arc::new(Inbound::closed()),
        carriers: Arc::new(carriers),
        files: Arc::new(Files::folder(folder.join("files"))),
        data_dir: folder,
        public_url: "http://127.0.0.1".to_owned(),
        http: reqwest::Client::new(),
        webhook_url: None,
        demo: false,
    })
}
