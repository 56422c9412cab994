//! The disputes of a buyer's account, newest first, by where one is and not by number of page.

use super::read::{Summary, summaries};
use crate::{
    Backend,
    actor::Buyer,
    db::Tx,
    error::{Error, Result},
    receivables::paging::{From, Key, Page},
};
use chrono::{DateTime, Utc};
use domain::{Refusal, access::Action, dispute::State};
use uuid::Uuid;

/// How many disputes a page shows.
const PAGE: usize = 30;

/// The most disputes of one file, and how many of them are read at once.
const EXPORT: usize = 20_000;
const EXPORT_READS: usize = 1_000;

/// A part of the list of the buyer's account: all of them, or those of one state.
pub async fn list(
    backend: &Backend,
    buyer: &Buyer,
    state: Option<State>,
    from: &From,
) -> Result<Page<Summary>> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let mut page = page(&mut tx, buyer, state, from, PAGE).await?;
    tx.end();
    page.rows.iter_mut().for_each(|dispute| dispute.look(backend.clock.now()));
    Ok(page)
}

/// All disputes of a state, newest first, for a file. More than it takes are refused: a file that is cut
/// short would be taken for all.
pub async fn export(
    backend: &Backend,
    buyer: &Buyer,
    state: Option<State>,
) -> Result<Vec<Summary>> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let (mut from, mut rows) = (From::Start, Vec::new());
    loop {
        let page = page(&mut tx, buyer, state, &from, EXPORT_READS).await?;
        rows.extend(page.rows);
        match page.after {
            _ if rows.len() > EXPORT => {
                let words = "More than 20,000 disputes match. Choose a state first.";
                return Err(Refusal::field("state", words).into());
            }
            Some(key) => from = From::After(key),
            None => break,
        }
    }
    tx.end();
    rows.iter_mut().for_each(|dispute| dispute.look(backend.clock.now()));
    Ok(rows)
}

async fn page(
    tx: &mut Tx,
    buyer: &Buyer,
    state: Option<State>,
    from: &From,
    most: usize,
) -> Result<Page<Summary>> {
    let places = keys(tx, buyer, state, from, most + 1).await?;
    let page = Page::cut(places, most, from, |(id, at)| Key::new(at.to_rfc3339(), *id));
    let ids: Vec<Uuid> = page.rows.iter().map(|(id, _)| *id).collect();
    let mut rows = summaries(tx, buyer.account_id, Some(&ids), None).await?;
    let mut sorted = Vec::with_capacity(rows.len());
    for id in ids {
        let at = rows.iter().position(|row| row.id.0 == id);
        sorted.push(rows.swap_remove(at.ok_or_else(|| Error::bug("a dispute without lines"))?));
    }
    Ok(Page { rows: sorted, before: page.before, after: page.after })
}

/// Ids and moments of a page, in the order of reading. A state that is not asked for falls out of the
/// statement, because it is planned with its parameters.
async fn keys(
    tx: &mut Tx,
    buyer: &Buyer,
    state: Option<State>,
    from: &From,
    most: usize,
) -> Result<Vec<(Uuid, DateTime<Utc>)>> {
    sqlx::query!("SET LOCAL plan_cache_mode = force_custom_plan").execute(&mut **tx).await?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let key = from.key().and_then(|key| Some((key.value.parse().ok()?, key.id)));
    let state = state.map(State::code);
    let keys = if from.is_backwards() {
        let (at, id): (DateTime<Utc>, Uuid) = key.unwrap_or((DateTime::UNIX_EPOCH, Uuid::nil()));
        sqlx::query!(
            "SELECT id, opened_at FROM dispute
             WHERE account_id = $1 AND ($2::text IS NULL OR state = $2) AND (opened_at, id) > ($3, $4)
             ORDER BY opened_at, id LIMIT $5",
            buyer.account_id.0,
            state,
            at,
            id,
            most,
        )
        .fetch_all(&mut **tx)
        .await?
        .into_iter()
        .map(|row| (row.id, row.opened_at))
        .collect()
    } else {
        let after = key.map(|(at, _): (DateTime<Utc>, Uuid)| at);
        sqlx::query!(
            "SELECT id, opened_at FROM dispute
             WHERE account_id = $1 AND ($2::text IS NULL OR state = $2)
               AND ($3::timestamptz IS NULL OR (opened_at, id) < ($3, $4))
             ORDER BY opened_at DESC, id DESC LIMIT $5",
            buyer.account_id.0,
            state,
            after,
            key.map_or(Uuid::max(), |(_, id)| id),
            most,
        )
        .fetch_all(&mut **tx)
        .await?
        .into_iter()
        .map(|row| (row.id, row.opened_at))
        .collect()
    };
    Ok(keys)
}
