//! Statements that go out by themselves: after the end of each month, to every account that owed something
//! then, had something to its credit, or was billed or paid in it.

use super::{Asked, Form};
use crate::{
    Backend, Buyer, Error, Result,
    dispatches::{self, New},
};
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use documents::statement::Statement;
use domain::{
    Refusal, dispatch,
    document::Kind,
    ids::{AccountId, EntityId},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// The most items on a statement that is set on paper. Longer ones are had as a table from the portal.
const MOST_ITEMS: i64 = 1_000;

/// Issues what has become due to be issued. Says how many statements.
pub async fn issue(backend: &Backend) -> Result<usize> {
    let now = backend.clock.now();
    let sellers = sqlx::query!(
        r#"SELECT e.id, e.time_zone, p.sends_from FROM document_policy p JOIN entity e ON e.id = p.entity_id
           WHERE p.kind = 'statement' AND p.sends_from IS NOT NULL"#,
    )
    .fetch_all(backend.db.worker_pool())
    .await?;
    let mut issued = 0;
    for seller in sellers {
        let today = backend.clock.today(&seller.time_zone);
        let last_on = end_of_last_month(today);
        if dispatch::goes_out(seller.sends_from, last_on) {
            issued += issue_month(backend, EntityId(seller.id), last_on, today, now).await?;
        }
    }
    Ok(issued)
}

fn end_of_last_month(today: NaiveDate) -> NaiveDate {
    today - Days::new(u64::from(today.day()))
}

/// Issues all statements of a month, once.
async fn issue_month(
    backend: &Backend,
    entity_id: EntityId,
    last_on: NaiveDate,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<usize> {
    let mut tx = backend.db.worker().await?;
    let begun = sqlx::query!(
        "INSERT INTO statement_month (entity_id, last_on, issued_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        entity_id.0,
        last_on,
        now,
    )
    .execute(&mut *tx)
    .await?;
    if begun.rows_affected() == 0 {
        return Ok(0);
    }
    let statements = lay_down(&mut tx, entity_id, last_on, today).await?;
    let count = statements.len();
    dispatches::announce(&mut tx, entity_id, Kind::Statement, statements, now).await?;
    tx.commit().await?;
    Ok(count)
}

/// One for each account and currency in which there is something to tell.
async fn lay_down(
    tx: &mut PgConnection,
    entity_id: EntityId,
    last_on: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<New>> {
    let first_on = last_on + Days::new(1) - Months::new(1);
    let rows = sqlx::query!(
        r#"INSERT INTO issued_statement (id, entity_id, account_id, currency, last_on, number, made_on)
           SELECT gen_random_uuid(), a.entity_id, a.id, b.currency, $2,
                  to_char($2::date, 'YYYY-MM') || CASE WHEN b.currency = a.currency THEN '' ELSE ' ' || b.currency END, $4
           FROM account a
           JOIN account_balance b ON b.account_id = a.id
           CROSS JOIN LATERAL (
               SELECT coalesce(sum(d) FILTER (WHERE ledger = 'receivable' AND posted_on > $2), 0) AS receivable,
                      coalesce(sum(d) FILTER (WHERE ledger = 'unapplied' AND posted_on > $2), 0) AS unapplied,
                      count(*) FILTER (WHERE posted_on <= $2) > 0 AS has_moved
               FROM (SELECT ledger, posted_on, CASE direction WHEN 'D' THEN amount_minor ELSE -amount_minor END AS d
                     FROM ledger_line
                     WHERE account_id = a.id AND currency = b.currency AND ledger IN ('receivable', 'unapplied')
                       AND posted_on >= $3) lines) since
           WHERE a.entity_id = $1
             AND (since.has_moved OR b.open_minor <> since.receivable OR b.credit_minor <> -since.unapplied)
           ON CONFLICT ON CONSTRAINT issued_statement_is_one DO NOTHING
           RETURNING id, account_id"#,
        entity_id.0,
        last_on,
        first_on,
        today,
    )
    .fetch_all(tx)
    .await?;
    let new = rows.into_iter().map(|row| New {
        account_id: AccountId(row.account_id),
        id: row.id,
        issued_on: last_on,
    });
    Ok(new.collect())
}

/// One of them as a document, and what it is called by.
pub(crate) async fn document(
    backend: &Backend,
    buyer: &Buyer,
    id: Uuid,
) -> Result<(String, Statement)> {
    let mut tx = backend.db.portal(buyer).await?;
    let row = sqlx::query!(
        "SELECT currency, last_on, number, made_on FROM issued_statement WHERE account_id = $1 AND id = $2",
        buyer.account_id.0,
        id,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    tx.end();
    let asked = Asked {
        form: Form::OpenItems,
        to: row.last_on,
        currency: Some(row.currency.parse()?),
        most_lines: MOST_ITEMS,
        after: None,
    };
    let told = super::make(backend, buyer, &asked).await?;
    if told.next.is_some() {
        let words = "It has more than 1,000 open items, too many for paper. The portal has them as a table.";
        return Err(Refusal::field("statement", words).into());
    }
    Ok((row.number, Statement { made_on: row.made_on, ..told.statement }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_before_the_first_of_the_next() {
        let day = |m, d| NaiveDate::from_ymd_opt(2028, m, d).unwrap_or_default();
        assert_eq!(end_of_last_month(day(3, 1)), day(2, 29));
        assert_eq!(end_of_last_month(day(3, 31)), day(2, 29));
        assert_eq!(
            end_of_last_month(day(1, 15)),
            NaiveDate::from_ymd_opt(2027, 12, 31).unwrap_or_default()
        );
    }
}
