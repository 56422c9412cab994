//! The sums of days, which the overview reads. Whatever changes adds a row to its day; here rows of one
//! day become one, so that there are never many.

use crate::{Backend, Result};

/// Adds up the days that have several rows. Says how many there were. A row that somebody adds
/// meanwhile stays beside the sum until the next time; of two that add up at once, one finds nothing.
pub(crate) async fn add_up(backend: &Backend) -> Result<usize> {
    let added_up = sqlx::query_scalar!(
        r#"WITH several AS (
               SELECT entity_id, currency, day, sort FROM day_sum GROUP BY 1, 2, 3, 4 HAVING count(*) > 1),
           taken AS (
               DELETE FROM day_sum d USING several s
               WHERE d.entity_id = s.entity_id AND d.currency = s.currency AND d.day = s.day AND d.sort = s.sort
               RETURNING d.*),
           put AS (
               INSERT INTO day_sum (entity_id, currency, day, sort, items, minor)
               SELECT entity_id, currency, day, sort, sum(items), sum(minor) FROM taken
               GROUP BY 1, 2, 3, 4 HAVING sum(items) <> 0 OR sum(minor) <> 0)
           SELECT count(*) AS "days!" FROM several"#
    )
    .fetch_one(backend.db.worker_pool())
    .await?;
    Ok(usize::try_from(added_up).unwrap_or(usize::MAX))
}
