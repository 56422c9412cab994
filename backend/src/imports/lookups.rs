//! What batches ask of the database: once for all of their documents.

use crate::error::Result;
use domain::ids::{AccountId, EntityId};
use sqlx::PgConnection;
use std::collections::HashMap;

/// An account, as documents need it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct KnownAccount {
    pub id: AccountId,
    pub terms_days: i32,
}

/// The accounts of an entity with these numbers.
pub(super) async fn accounts(
    tx: &mut PgConnection,
    entity_id: EntityId,
    numbers: impl Iterator<Item = &str>,
) -> Result<HashMap<String, KnownAccount>> {
    let mut numbers: Vec<String> = numbers.map(str::to_owned).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let rows = sqlx::query!(
        "SELECT id, number, terms_days FROM account WHERE entity_id = $1 AND number = ANY ($2)",
        entity_id.0,
        &numbers,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let account = KnownAccount { id: row.id.into(), terms_days: row.terms_days };
            (row.number, account)
        })
        .collect())
}

/// What a row is told whose account nobody knows.
pub(super) const UNKNOWN_ACCOUNT: &str =
    "There is no account with this number. Load the accounts first, then this file again.";

/// What a document is told that is known with other contents.
pub(super) fn differs(what: &str, number: &str, differences: &[String]) -> String {
    let told =
        if differences.is_empty() { "other contents".to_owned() } else { differences.join("; ") };
    format!(
        "{what} {number} is in the books already and cannot be changed by a file. It differs: {told}."
    )
}

/// One difference, in words.
pub(super) fn difference(
    what: &str,
    here: impl std::fmt::Display,
    there: impl std::fmt::Display,
) -> Option<String> {
    let (here, there) = (here.to_string(), there.to_string());
    (here != there).then(|| format!("{what} is {here} here and {there} there"))
}
