//! The demonstration: two companies that sell bearings, their customers, and two years of invoices
//! and money up to this morning. The same day gives the same story.
//!
//! [`book`] draws it up without touching the database: [`accounts`] says who buys, [`invoices`]
//! what ([`catalogue`]), [`habits`] when they pay, [`story`] what is told on purpose, and [`numbers`]
//! numbers the documents. [`history`] writes it down through the functions that everything goes
//! through, all of it or nothing. [`live`] then begins what is under way, after [`desk`] has said who
//! looks after disputes: [`quarrels`] tells of those, [`claims`] finds what they are about, and
//! [`replay`] does once more what was done, with a [`paper`] that shows it. [`particulars`] is what some invoices say
//! besides. [`questions`] is what was
//! asked besides.

mod accounts;
mod book;
mod catalogue;
mod claims;
mod desk;
mod habits;
mod history;
mod invoices;
mod live;
mod numbers;
mod paper;
mod particulars;
mod people;
mod quarrels;
mod questions;
mod random;
mod replay;
mod sellers;
mod story;

use crate::{
    Backend,
    error::{Error, Result},
};
use chrono::Days;

pub use people::{LOGINS, Login, PASSWORD};

/// For how many days documents have been sent.
const SENT_DAYS: u64 = 3;

/// Whether nobody has begun with this database.
pub async fn is_empty(backend: &Backend) -> Result<bool> {
    let empty = sqlx::query_scalar!(r#"SELECT NOT EXISTS (SELECT FROM entity) AS "empty!""#)
        .fetch_one(backend.db.worker_pool())
        .await?;
    Ok(empty)
}

/// Fills an empty database. Fails on one that is not: what is there may be somebody's.
pub async fn demo(backend: &Backend) -> Result<()> {
    if !is_empty(backend).await? {
        return Err(Error::bug("the demonstration needs an empty database, and this one is not"));
    }
    let mut book = book::draw_up(&backend.clock)?;
    let subjects = live::Subjects::of(&book)?;
    let questions = questions::Questions::of(&book, backend)?;
    let replay = replay::Replay::of(backend, std::mem::take(&mut book.disputed))?;
    let now = backend.clock.now();
    let began = now - Days::new(760);
    let mut tx = backend.db.worker().await?;
    sellers::insert(&mut tx, began, now.date_naive() - Days::new(SENT_DAYS)).await?;
    accounts::insert(&mut tx, now).await?;
    people::insert(backend, &mut tx, began).await?;
    history::write(&mut tx, &backend.clock, book).await?;
    tx.commit().await?;
    live::begin(backend, &subjects, replay, &questions).await
}

/// Those whom a visitor can sign in as.
pub fn logins() -> Vec<Login> {
    LOGINS.to_vec()
}
