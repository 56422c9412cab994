//! What was invoiced in the period: all of it, and by article, place and customer. From indexes and from
//! what is kept by day; never from the lines.

use super::Period;
use crate::{Result, Staff, db::Tx};
use std::collections::HashMap;
use uuid::Uuid;

/// Gross amounts in minor units.
pub(super) struct Invoiced {
    pub all: i64,
    articles: HashMap<String, i64>,
    sites: HashMap<String, i64>,
    accounts: HashMap<Uuid, i64>,
}

impl Invoiced {
    pub fn of_article(&self, article: &str) -> i64 {
        self.articles.get(article).copied().unwrap_or(0)
    }

    /// Without a place, it is what went to none: all of it less what went to one.
    pub fn of_site(&self, site: Option<&str>) -> i64 {
        match site {
            Some(site) => self.sites.get(site).copied().unwrap_or(0),
            None => self.all - self.sites.values().sum::<i64>(),
        }
    }

    pub fn of_account(&self, id: Uuid) -> i64 {
        self.accounts.get(&id).copied().unwrap_or(0)
    }
}

/// Reads it; of customers, for those that are named.
pub(super) async fn read(
    tx: &mut Tx,
    staff: &Staff,
    period: &Period,
    accounts: &[Uuid],
) -> Result<Invoiced> {
    let (entity_id, currency) = (staff.entity_id.0, period.currency.code());
    let (since, until) = (period.since, period.until);
    let all = sqlx::query_scalar!(
        r#"SELECT coalesce(sum(total_minor), 0)::bigint AS "minor!" FROM invoice
           WHERE entity_id = $1 AND currency = $2 AND issued_on BETWEEN $3 AND $4"#,
        entity_id,
        currency,
        since,
        until,
    )
    .fetch_one(&mut **tx)
    .await?;
    let articles = sqlx::query!(
        r#"SELECT article AS key, sum(gross_minor)::bigint AS "minor!" FROM article_sale
           WHERE entity_id = $1 AND currency = $2 AND sold_on BETWEEN $3 AND $4 GROUP BY article"#,
        entity_id,
        currency,
        since,
        until,
    )
    .fetch_all(&mut **tx)
    .await?;
    let sites = sqlx::query!(
        r#"SELECT site AS "key!", sum(total_minor)::bigint AS "minor!" FROM invoice
           WHERE entity_id = $1 AND currency = $2 AND issued_on BETWEEN $3 AND $4 AND site IS NOT NULL
           GROUP BY site"#,
        entity_id,
        currency,
        since,
        until,
    )
    .fetch_all(&mut **tx)
    .await?;
    let of_accounts = sqlx::query!(
        r#"SELECT a.id AS "key!", i.minor AS "minor!" FROM unnest($5::uuid[]) AS a (id)
           CROSS JOIN LATERAL (
               SELECT coalesce(sum(total_minor), 0)::bigint AS minor FROM invoice
               WHERE account_id = a.id AND entity_id = $1 AND currency = $2 AND issued_on BETWEEN $3 AND $4) i"#,
        entity_id,
        currency,
        since,
        until,
        accounts,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(Invoiced {
        all,
        articles: articles.into_iter().map(|row| (row.key, row.minor)).collect(),
        sites: sites.into_iter().map(|row| (row.key, row.minor)).collect(),
        accounts: of_accounts.into_iter().map(|row| (row.key, row.minor)).collect(),
    })
}
