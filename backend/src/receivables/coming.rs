//! What the next days will bring: what a demonstration's clock will let happen when it is moved.

use crate::{Backend, Result, Staff};
use chrono::NaiveDate;
use domain::access::Action;

/// What happens until a day, counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Coming {
    /// The day.
    pub until: NaiveDate,
    /// Open items that fall due.
    pub due: i64,
    /// Days laid down for saying something about an item.
    pub reminders: i64,
    /// Promises whose last day passes.
    pub promises: i64,
    /// Payments that are expected to settle.
    pub payments: i64,
}

/// Counts what happens within so many days, for each of them.
pub async fn coming(backend: &Backend, staff: &Staff, days: &[i32]) -> Result<Vec<Coming>> {
    staff.may(Action::ViewReceivables)?;
    let today = backend.clock.today(&staff.time_zone);
    let mut tx = backend.db.staff(staff).await?;
    let rows = sqlx::query_as!(
        Coming,
        r#"SELECT day.until AS "until!",
                  (SELECT count(*) FROM open_item
                    WHERE entity_id = $1 AND open_minor > 0 AND due_on > $2 AND due_on <= day.until) AS "due!",
                  (SELECT count(*) FROM reminder_step s JOIN account a ON a.id = s.account_id
                    WHERE a.entity_id = $1 AND s.decided_at IS NULL AND s.planned_on <= day.until) AS "reminders!",
                  (SELECT count(*) FROM promise
                    WHERE entity_id = $1 AND state = 'open' AND until_on < day.until) AS "promises!",
                  (SELECT count(*) FROM payment
                    WHERE entity_id = $1 AND state <> 'settled' AND state IN ('processing', 'confirming', 'unknown')
                      AND settles_on <= day.until) AS "payments!"
           FROM (SELECT ($2::date + unnest($3::int[])) AS until) day ORDER BY 1"#,
        staff.entity_id.0,
        today,
        days,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.end();
    Ok(rows)
}
