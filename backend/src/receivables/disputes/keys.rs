//! Which disputes a page has, and what all of them sum to. One text of conditions for every order and
//! way of reading: planned anew each time, so that each is an index scan that stops at the end of its
//! page.

use super::filter::{Asked, Filter, Sort};
use super::{Total, money};
use crate::{
    Result, Staff,
    db::Tx,
    gateways::clock,
    receivables::{end_of_prefix, sum},
};
use chrono::{DateTime, Utc};
use domain::money::Currency;
use uuid::Uuid;

/// A statement over the disputes that are asked for. What is left out falls out of it when it is planned
/// with its parameters. `$lines` says what is asked of a line, and stands by itself: behind an OR the planner
/// would not begin with it.
#[rustfmt::skip]
macro_rules! selected {
    ($tx:ident, $asked:ident, $query:ident, $head:literal, $lines:literal, ($($tail:literal)*) $(, $more:expr)*) => {
        sqlx::$query!(
            $head + " WHERE d.entity_id = $1
                AND ($2::text IS NULL OR d.state = $2)
                AND ($3::uuid IS NULL OR d.account_id = $3)
                AND ($4::uuid IS NULL OR d.owner_id = $4) AND (NOT $5 OR d.owner_id IS NULL)
                AND ($6::text IS NULL OR d.currency = $6) AND d.disputed_minor BETWEEN $7 AND $8
                AND d.opened_on BETWEEN $9 AND $10 AND d.opened_at >= $11 AND d.opened_at < $12
                AND ($13::uuid[] IS NULL OR d.account_id = ANY ($13))
                AND ($14::bool IS NULL OR $14 = (
                    EXISTS (SELECT FROM conversation c
                            WHERE c.account_id = d.account_id AND c.about = 'dispute' AND c.about_id = d.id
                              AND c.answered_at IS NOT NULL)
                    OR EXISTS (SELECT FROM dispute_line l
                               WHERE l.account_id = d.account_id AND l.dispute_id = d.id AND l.decided_at IS NOT NULL)))
                AND ($21::uuid IS NULL OR d.team_id = $21)
                AND ($22::timestamptz IS NULL OR d.state = 'open' AND d.due_at < $22)
                AND (NOT $23 OR EXISTS (SELECT FROM dispute_proposal p
                                        WHERE p.account_id = d.account_id AND p.dispute_id = d.id AND p.state = 'approving'))
                AND ($24::uuid[] IS NULL OR d.id = ANY ($24))
                AND (NOT $27 OR d.merged_into IS NULL)
                AND " + $lines $(+ $tail)*,
            $asked.entity_id,
            $asked.state as Option<&str>,
            $asked.account_id as Option<Uuid>,
            $asked.owner_id as Option<Uuid>,
            $asked.nobody,
            $asked.currency.as_deref() as Option<&str>,
            $asked.least,
            $asked.most,
            $asked.since,
            $asked.until,
            $asked.opened_after,
            $asked.opened_before,
            $asked.customers.as_deref() as Option<&[Uuid]>,
            $asked.answered as Option<bool>,
            $asked.reason as Option<&str>,
            $asked.product as Option<&str>,
            $asked.no_product,
            $asked.site as Option<&str>,
            $asked.no_site,
            $asked.credited,
            $asked.team_id as Option<Uuid>,
            $asked.late_at as Option<DateTime<Utc>>,
            $asked.to_approve,
            $asked.delivery_late.as_deref() as Option<&[Uuid]>,
            $asked.written_off,
            $asked.released,
            $asked.without_merged,
            $($more),*
        )
        .fetch_all(&mut **$tx)
        .await
    };
}

/// The ids of a page, sorted by a column, with something asked of lines or not.
#[rustfmt::skip]
macro_rules! keys {
    ($tx:ident, $asked:ident, $beyond:literal, $order:literal, $value:ident, $id:ident, $most:ident) => {
        if $asked.by_line {
            selected!($tx, $asked, query_scalar, "SELECT d.id FROM dispute d",
                "EXISTS (
                    SELECT FROM dispute_line l
                    WHERE l.entity_id = $1 AND l.account_id = d.account_id AND l.dispute_id = d.id
                      AND ($15::text IS NULL OR l.reason_code = $15)
                      AND ($16::text IS NULL OR l.article = $16) AND (NOT $17 OR l.article IS NULL)
                      AND ($18::text IS NULL OR l.site = $18) AND (NOT $19 OR l.site IS NULL)
                      AND (NOT $20 OR l.credited_minor > 0) AND (NOT $25 OR l.written_off_minor > 0)
                      AND (NOT $26 OR l.outcome IS NOT NULL AND l.net_minor + l.tax_minor > l.credited_minor + l.written_off_minor
                           AND NOT EXISTS (SELECT FROM dispute_line r WHERE r.account_id = l.account_id AND r.reopens = l.id)))",
                ($beyond $order " LIMIT $30"), $value, $id, $most)
        } else {
            selected!($tx, $asked, query_scalar, "SELECT d.id FROM dispute d",
                "$15::text IS NULL AND $16::text IS NULL AND NOT $17 AND $18::text IS NULL AND NOT $19 AND NOT $20
                    AND NOT $25 AND NOT $26",
                ($beyond $order " LIMIT $30"), $value, $id, $most)
        }
    };
}

/// What a filter asks for, with the accounts that it may mean.
pub(super) async fn ask<'a>(
    tx: &mut Tx,
    staff: &Staff,
    filter: &'a Filter,
    (own, now): (Currency, DateTime<Utc>),
) -> Result<Asked<'a>> {
    let mut asked = filter.asked(staff, own, now);
    if let Some(customer) = &filter.customer {
        let numbers = [customer.to_owned(), customer.to_uppercase()];
        let ends = numbers.clone().map(|number| end_of_prefix(&number));
        let name = customer.to_lowercase();
        let found = sqlx::query_scalar!(
            r#"SELECT id AS "id!" FROM account
               WHERE entity_id = $1 AND search_name >= $2 AND search_name < $3
               UNION
               SELECT a.id FROM unnest($4::text[], $5::text[]) AS range (first, beyond)
               JOIN account a ON a.entity_id = $1 AND a.number >= range.first AND a.number < range.beyond"#,
            staff.entity_id.0,
            name,
            end_of_prefix(&name),
            &numbers[..],
            &ends[..],
        )
        .fetch_all(&mut **tx)
        .await?;
        asked.customers = Some(found);
    }
    if filter.delivery_late {
        asked.delivery_late = Some(with_late_deliveries(tx, staff, now).await?);
    }
    Ok(asked)
}

/// The disputes with a delivery whose day has passed: they are few, and have an index of their own.
async fn with_late_deliveries(tx: &mut Tx, staff: &Staff, now: DateTime<Utc>) -> Result<Vec<Uuid>> {
    let today = now.with_timezone(&clock::zone(&staff.time_zone)).date_naive();
    let late = sqlx::query_scalar!(
        "SELECT DISTINCT dispute_id FROM dispute_delivery
         WHERE entity_id = $1 AND state = 'promised' AND promised_on < $2",
        staff.entity_id.0,
        today,
    );
    Ok(late.fetch_all(&mut **tx).await?)
}

/// The ids of a page, in the order of reading.
pub(super) async fn keys(
    tx: &mut Tx,
    asked: &Asked<'_>,
    filter: &Filter,
    most: usize,
) -> Result<Vec<Uuid>> {
    plan_anew(tx).await?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let down = filter.order().descending != filter.from.is_backwards();
    let key = filter.from.key();
    let id = key.map_or(if down { Uuid::max() } else { Uuid::nil() }, |key| key.id);
    let keys = match filter.order().sort {
        Sort::Age => {
            let end = if down { asked.opened_before } else { asked.opened_after };
            let value: DateTime<Utc> = key.and_then(|key| key.value.parse().ok()).unwrap_or(end);
            match down {
                true => keys!(
                    tx,
                    asked,
                    " AND (d.opened_at, d.id) < ($28::timestamptz, $29::uuid)",
                    " ORDER BY d.opened_at DESC, d.id DESC",
                    value,
                    id,
                    most
                ),
                false => keys!(
                    tx,
                    asked,
                    " AND (d.opened_at, d.id) > ($28::timestamptz, $29::uuid)",
                    " ORDER BY d.opened_at, d.id",
                    value,
                    id,
                    most
                ),
            }
        }
        Sort::Clock => {
            let end = if down { far() } else { DateTime::UNIX_EPOCH };
            let value: DateTime<Utc> = key.and_then(|key| key.value.parse().ok()).unwrap_or(end);
            match down {
                true => keys!(
                    tx,
                    asked,
                    " AND (d.due_at, d.id) < ($28::timestamptz, $29::uuid)",
                    " ORDER BY d.due_at DESC, d.id DESC",
                    value,
                    id,
                    most
                ),
                false => keys!(
                    tx,
                    asked,
                    " AND (d.due_at, d.id) > ($28::timestamptz, $29::uuid)",
                    " ORDER BY d.due_at, d.id",
                    value,
                    id,
                    most
                ),
            }
        }
        Sort::Amount => {
            let end = if down { i64::MAX } else { 0 };
            let value: i64 = key.and_then(|key| key.value.parse().ok()).unwrap_or(end);
            match down {
                true => keys!(
                    tx,
                    asked,
                    " AND (d.disputed_minor, d.id) < ($28::bigint, $29::uuid)",
                    " ORDER BY d.disputed_minor DESC, d.id DESC",
                    value,
                    id,
                    most
                ),
                false => keys!(
                    tx,
                    asked,
                    " AND (d.disputed_minor, d.id) > ($28::bigint, $29::uuid)",
                    " ORDER BY d.disputed_minor, d.id",
                    value,
                    id,
                    most
                ),
            }
        }
    };
    Ok(keys?)
}

/// After every moment that Postgres and people know.
fn far() -> DateTime<Utc> {
    DateTime::from_timestamp(32_503_680_000, 0).unwrap_or(DateTime::UNIX_EPOCH)
}

/// What all of them sum to, by currency: the lines that are asked for, or all lines.
pub(super) async fn totals(tx: &mut Tx, asked: &Asked<'_>) -> Result<Vec<Total>> {
    plan_anew(tx).await?;
    let rows = selected!(
        tx,
        asked,
        query,
        r#"SELECT d.currency, count(*) AS "count!", sum(m.minor)::bigint AS minor, sum(m.credited)::bigint AS credited,
                  sum(m.written_off)::bigint AS written_off
           FROM dispute d
           CROSS JOIN LATERAL (
               SELECT count(*) AS lines, sum(l.net_minor + l.tax_minor) FILTER (WHERE l.reopens IS NULL) AS minor,
                      sum(l.credited_minor) AS credited, sum(l.written_off_minor) AS written_off
               FROM dispute_line l
               WHERE l.entity_id = $1 AND l.account_id = d.account_id AND l.dispute_id = d.id
                 AND ($15::text IS NULL OR l.reason_code = $15)
                 AND ($16::text IS NULL OR l.article = $16) AND (NOT $17 OR l.article IS NULL)
                 AND ($18::text IS NULL OR l.site = $18) AND (NOT $19 OR l.site IS NULL)
                 AND (NOT $20 OR l.credited_minor > 0) AND (NOT $25 OR l.written_off_minor > 0)
                 AND (NOT $26 OR l.outcome IS NOT NULL AND l.net_minor + l.tax_minor > l.credited_minor + l.written_off_minor
                      AND NOT EXISTS (SELECT FROM dispute_line r WHERE r.account_id = l.account_id AND r.reopens = l.id))) m"#,
        "m.lines > 0",
        (" GROUP BY d.currency ORDER BY d.currency")
    )?;
    rows.into_iter()
        .map(|row| {
            Ok(Total {
                count: row.count,
                disputed: money(sum(row.minor), &row.currency)?,
                credited: money(sum(row.credited), &row.currency)?,
                written_off: money(sum(row.written_off), &row.currency)?,
            })
        })
        .collect()
}

/// What is not asked for falls out of a statement only when it is planned with its parameters: a plan for
/// any parameters would go through everything.
async fn plan_anew(tx: &mut Tx) -> Result<()> {
    sqlx::query!("SET LOCAL plan_cache_mode = force_custom_plan").execute(&mut **tx).await?;
    Ok(())
}
