//! Numbers of documents that follow each other, by entity and year: `D-26-0001`.

use crate::error::Result;
use chrono::{Datelike, NaiveDate};
use domain::ids::EntityId;
use sqlx::PgConnection;

/// The next number of a series. It is used if the transaction is committed, and given again if not, so
/// that no number is missing.
pub(crate) async fn next(
    tx: &mut PgConnection,
    entity_id: EntityId,
    prefix: &str,
    on: NaiveDate,
) -> Result<String> {
    let series = format!("{prefix}-{:02}", on.year().rem_euclid(100));
    let number = sqlx::query_scalar!(
        "INSERT INTO number_series AS s (entity_id, series, last) VALUES ($1, $2, 1)
         ON CONFLICT (entity_id, series) DO UPDATE SET last = s.last + 1
         RETURNING last",
        entity_id.0,
        series,
    )
    .fetch_one(tx)
    .await?;
    Ok(format!("{series}-{number:04}"))
}
