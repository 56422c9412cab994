//! What is open at the end of a day: what is open now, and what was applied since, less what has been
//! issued since.

use super::{Asked, Balance, cut};
use crate::{
    error::{Error, Result},
    invoices::cursor::{Cursor, Key},
};
use chrono::NaiveDate;
use documents::statement::{Body, OpenLine};
use domain::{
    ids::AccountId,
    money::{Currency, Money},
};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// The items, by the days on which they are due. All of them, also those that are left out, are held
/// against what the ledger says.
pub(super) async fn items(
    tx: &mut PgConnection,
    account_id: AccountId,
    currency: Currency,
    asked: &Asked,
    balance: Balance,
    disputed: &HashMap<Uuid, i64>,
) -> Result<(Body, Option<Cursor>)> {
    let open = sum(tx, account_id, currency, asked.to).await?;
    if open != balance.receivable {
        return Err(Error::bug(format!(
            "the open items of account {account_id} on {} sum to {open}, and the ledger says {}",
            asked.to, balance.receivable
        )));
    }
    let mut rows = rows(tx, account_id, currency, asked).await?;
    let has_more = cut(&mut rows, asked.most_lines);
    let next = rows.last().filter(|_| has_more).map(Row::cursor);
    let money = |minor| Money::new(minor, currency);
    let items = rows.into_iter().map(|row| OpenLine {
        invoice_id: row.invoice_id.into(),
        number: row.number,
        instalment: row.is_part.then_some((row.seq, row.parts)),
        issued_on: row.issued_on,
        due_on: row.due_on,
        amount: money(row.amount_minor),
        open: money(row.open),
        disputed: money(disputed.get(&row.id).copied().unwrap_or(0)),
    });
    Ok((Body::OpenItems { items: items.collect(), unapplied: balance.unapplied }, next))
}

/// What all items add up to, from indexes alone.
async fn sum(
    tx: &mut PgConnection,
    account_id: AccountId,
    currency: Currency,
    on: NaiveDate,
) -> Result<Money> {
    let minor = sqlx::query_scalar!(
        r#"SELECT ((SELECT coalesce(sum(open_minor), 0) FROM open_item
                    WHERE account_id = $1 AND currency = $2 AND open_minor > 0)
                 + (SELECT coalesce(sum(a.amount_minor + a.discount_minor), 0)
                    FROM allocation a JOIN open_item o ON o.account_id = $1 AND o.id = a.open_item_id
                    WHERE a.account_id = $1 AND a.applied_on > $3 AND o.currency = $2)
                 - (SELECT coalesce(sum(o.amount_minor), 0)
                    FROM invoice i JOIN open_item o ON o.account_id = $1 AND o.invoice_id = i.id
                    WHERE i.account_id = $1 AND i.issued_on > $3 AND o.currency = $2))::bigint AS "minor!""#,
        account_id.0,
        currency.code(),
        on,
    )
    .fetch_one(tx)
    .await?;
    Ok(Money::new(minor, currency))
}

struct Row {
    id: Uuid,
    invoice_id: Uuid,
    number: String,
    seq: i32,
    issued_on: NaiveDate,
    due_on: NaiveDate,
    amount_minor: i64,
    is_part: bool,
    parts: i64,
    open: i64,
}

impl Row {
    fn cursor(&self) -> Cursor {
        Cursor { key: Key::Day(self.due_on), id: self.id }
    }
}

/// The items that are told, and one more if there are more. The first are found by their days alone,
/// in the order of an index, with all of the last day; only these are looked up and put in order.
async fn rows(
    tx: &mut PgConnection,
    account_id: AccountId,
    currency: Currency,
    asked: &Asked,
) -> Result<Vec<Row>> {
    let (since, behind) = match asked.after {
        Some(Cursor { key: Key::Day(day), id }) => (day, Some(id)),
        _ => (NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default(), None),
    };
    let rows = sqlx::query_as!(
        Row,
        r#"WITH since AS MATERIALIZED (
               SELECT open_item_id, sum(amount_minor + discount_minor)::bigint AS minor
               FROM allocation WHERE account_id = $1 AND applied_on > $3 GROUP BY open_item_id),
           later AS MATERIALIZED (SELECT id FROM invoice WHERE account_id = $1 AND issued_on > $3),
           behind AS MATERIALIZED (
               SELECT i.number, o.seq FROM open_item o JOIN invoice i ON i.account_id = $1 AND i.id = o.invoice_id
               WHERE o.account_id = $1 AND o.id = $6),
           item AS (
               SELECT id, invoice_id, due_on, amount_minor, open_minor FROM open_item
               WHERE account_id = $1 AND currency = $2 AND open_minor > 0 AND due_on >= $5
               UNION ALL
               SELECT o.id, o.invoice_id, o.due_on, o.amount_minor, o.open_minor
               FROM since s JOIN open_item o ON o.account_id = $1 AND o.id = s.open_item_id
               WHERE o.currency = $2 AND o.open_minor = 0 AND o.due_on >= $5),
           was AS (
               SELECT item.id, item.due_on,
                      item.open_minor + coalesce(s.minor, 0)
                      - CASE WHEN item.invoice_id IN (SELECT id FROM later) THEN item.amount_minor ELSE 0 END AS open
               FROM item LEFT JOIN since s ON s.open_item_id = item.id),
           first AS (
               SELECT id, due_on, open FROM was
               WHERE open <> 0
                 AND CASE WHEN due_on > $5 OR $6 IS NULL THEN true
                          ELSE (SELECT (i.number, o.seq) > (b.number, b.seq)
                                FROM behind b, open_item o JOIN invoice i ON i.account_id = $1 AND i.id = o.invoice_id
                                WHERE o.account_id = $1 AND o.id = was.id) END
               ORDER BY due_on FETCH FIRST ($4) ROWS WITH TIES)
           SELECT o.id AS "id!", i.id AS "invoice_id!", i.number AS "number!", o.seq AS "seq!", i.issued_on AS "issued_on!",
                  o.due_on AS "due_on!", o.amount_minor AS "amount_minor!",
                  (o.amount_minor < i.total_minor) AS "is_part!",
                  CASE WHEN o.amount_minor < i.total_minor
                       THEN (SELECT count(*) FROM open_item p WHERE p.account_id = $1 AND p.invoice_id = i.id)
                       ELSE 1 END AS "parts!",
                  first.open AS "open!"
           FROM first
           JOIN open_item o ON o.account_id = $1 AND o.id = first.id
           JOIN invoice i ON i.account_id = $1 AND i.id = o.invoice_id
           ORDER BY o.due_on, i.number, o.seq LIMIT $4"#,
        account_id.0,
        currency.code(),
        asked.to,
        asked.most_lines + 1,
        since,
        behind,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows)
}
