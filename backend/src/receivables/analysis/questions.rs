//! What buyers ask beside disputes: every conversation about their account, an invoice or a payment that
//! they begin. What they go on to say there is not another question.

use crate::{
    Backend, Result, Staff,
    db::Tx,
    gateways::clock,
    receivables::{
        PAGE_ROWS,
        paging::{From, Key, Page},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Action,
    ids::{AccountId, ConversationId},
};
use uuid::Uuid;

/// A question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// The conversation that it began.
    pub id: ConversationId,
    /// Of whom.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// What lists call it.
    pub subject: String,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// When we first answered.
    pub answered_at: Option<DateTime<Utc>>,
}

/// `$than` and `$way`: which side of a place, and which way it is read from there.
#[rustfmt::skip]
macro_rules! read {
    ($tx:ident, $staff:ident, $first:ident, $end:ident, $at:ident, $id:ident, $than:literal, $way:literal) => {
        sqlx::query_as!(
            Question,
            "SELECT c.id, c.account_id, a.name AS account_name, c.subject, c.began_at AS asked_at, c.answered_at
             FROM conversation c JOIN account a ON a.id = c.account_id
             WHERE c.entity_id = $1 AND c.began_by = 'buyer' AND c.about <> 'dispute'
               AND c.began_at >= $2 AND c.began_at < $3 AND (c.began_at, c.id) " + $than + " ($4, $5)
             ORDER BY c.began_at " + $way + ", c.id " + $way + " LIMIT $6",
            $staff.entity_id.0,
            $first,
            $end,
            $at,
            $id,
            PAGE_ROWS as i64 + 1,
        )
        .fetch_all(&mut *$tx)
        .await?
    };
}

/// The questions of a period, from the first on.
pub async fn questions(
    backend: &Backend,
    staff: &Staff,
    (since, until): (NaiveDate, NaiveDate),
    from: &From,
) -> Result<Page<Question>> {
    staff.may(Action::ViewReceivables)?;
    let (first, end) = instants(staff, since, until);
    let key = from.key().and_then(|key| Some((key.value.parse().ok()?, key.id)));
    let mut tx = backend.db.staff(staff).await?;
    let rows = if from.is_backwards() {
        let (at, id): (DateTime<Utc>, Uuid) = key.unwrap_or((end, Uuid::max()));
        read!(tx, staff, first, end, at, id, "<", "DESC")
    } else {
        let (at, id): (DateTime<Utc>, Uuid) = key.unwrap_or((first, Uuid::nil()));
        read!(tx, staff, first, end, at, id, ">", "ASC")
    };
    tx.end();
    Ok(Page::cut(rows, PAGE_ROWS, from, |row| Key::new(row.asked_at.to_rfc3339(), row.id.0)))
}

/// When days of the entity begin and end.
fn instants(staff: &Staff, since: NaiveDate, until: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
    let before = since.pred_opt().unwrap_or(since);
    (clock::end_of(before, &staff.time_zone), clock::end_of(until, &staff.time_zone))
}

/// How many there were: the first day of a month and the number.
pub(super) async fn by_month(
    tx: &mut Tx,
    staff: &Staff,
    since: NaiveDate,
    until: NaiveDate,
) -> Result<Vec<(NaiveDate, i64)>> {
    let (first, end) = instants(staff, since, until);
    let rows = sqlx::query!(
        r#"SELECT date_trunc('month', c.began_at AT TIME ZONE $4)::date AS "month!", count(*) AS "count!"
           FROM conversation c
           WHERE c.entity_id = $1 AND c.began_by = 'buyer' AND c.about <> 'dispute'
             AND c.began_at >= $2 AND c.began_at < $3
           GROUP BY 1"#,
        staff.entity_id.0,
        first,
        end,
        staff.time_zone,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.month, row.count)).collect())
}
