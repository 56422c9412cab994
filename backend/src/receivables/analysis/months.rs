//! Questions and disputes for each hundred invoices, by month. Questions have no currency, so all of them
//! are counted, and so are disputes and invoices.

use super::{Filter, Period, questions};
use crate::{Result, Staff, db::Tx};
use chrono::NaiveDate;
use domain::analysis::per_hundred_tenths;

/// A month, as far as it is in the period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Month {
    /// Its first day.
    pub since: NaiveDate,
    /// Its last day.
    pub until: NaiveDate,
    /// How many invoices were issued.
    pub invoices: i64,
    /// How many disputes were opened.
    pub disputes: i64,
    /// How many conversations buyers began otherwise.
    pub questions: i64,
}

impl Month {
    /// Disputes for each hundred invoices, in tenths, rounded half up.
    pub fn disputes_tenths(&self) -> Option<i64> {
        per_hundred_tenths(self.disputes, self.invoices)
    }

    /// Questions for each hundred invoices, in tenths, rounded half up.
    pub fn questions_tenths(&self) -> Option<i64> {
        per_hundred_tenths(self.questions, self.invoices)
    }

    /// Shows its disputes.
    pub fn filter(&self) -> Filter {
        let (since, until) = (Some(self.since), Some(self.until));
        Filter { since, until, without_merged: true, ..Filter::default() }
    }
}

pub(super) async fn read(tx: &mut Tx, staff: &Staff, period: &Period) -> Result<Vec<Month>> {
    let asked = questions::by_month(tx, staff, period.since, period.until).await?;
    let rows = sqlx::query!(
        r#"SELECT month.since AS "since!", month.until AS "until!",
                  (SELECT count(*) FROM invoice
                   WHERE entity_id = $1 AND issued_on BETWEEN month.since AND month.until) AS "invoices!",
                  (SELECT count(*) FROM dispute
                   WHERE entity_id = $1 AND opened_on BETWEEN month.since AND month.until AND merged_into IS NULL
                     AND opened_at >= month.since - interval '2 days'
                     AND opened_at < month.until + interval '3 days') AS "disputes!"
           FROM (SELECT greatest(first, $2)::date AS since,
                        least(first + interval '1 month' - interval '1 day', $3)::date AS until
                 FROM generate_series(date_trunc('month', $2::date::timestamp), $3::date::timestamp, interval '1 month') AS first) month
           ORDER BY 1"#,
        staff.entity_id.0,
        period.since,
        period.until,
    )
    .fetch_all(&mut **tx)
    .await?;
    let month = |day: NaiveDate| day.format("%Y-%m").to_string();
    Ok(rows
        .into_iter()
        .map(|row| Month {
            since: row.since,
            until: row.until,
            invoices: row.invoices,
            disputes: row.disputes,
            questions: asked
                .iter()
                .filter(|(first, _)| month(*first) == month(row.since))
                .map(|(_, count)| count)
                .sum(),
        })
        .collect())
}
