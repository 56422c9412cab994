//! How customers helped themselves: cases by kind and month with how they ended, and their rows.

use super::{
    PAGE_ROWS,
    paging::{From, Key, Page},
    unknown,
};
use crate::{Backend, Result, Staff};
use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use domain::{
    access::Action,
    ids::{AccountId, ConversationId, InvoiceId},
    self_help::{Kind, Outcome},
};
use uuid::Uuid;

/// How many months are counted, with the running one.
const MONTHS: u32 = 6;

/// How many cases of a kind ended in one way in a month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Count {
    /// The month's first day.
    pub month: NaiveDate,
    /// What was needed.
    pub kind: Kind,
    /// How it ended.
    pub outcome: Outcome,
    /// How many.
    pub count: i64,
}

/// What was counted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counted {
    /// The first days of the months, the latest first.
    pub months: Vec<NaiveDate>,
    /// What is not zero.
    pub counts: Vec<Count>,
}

impl Counted {
    /// How many cases there were, of whatever is asked for.
    pub fn of(
        &self,
        month: Option<NaiveDate>,
        kind: Option<Kind>,
        outcome: Option<Outcome>,
    ) -> i64 {
        let is = |count: &&Count| {
            month.is_none_or(|month| month == count.month)
                && kind.is_none_or(|kind| kind == count.kind)
                && outcome.is_none_or(|outcome| outcome == count.outcome)
        };
        self.counts.iter().filter(is).map(|count| count.count).sum()
    }
}

/// Counts the cases of the entity in the last months.
pub async fn counts(backend: &Backend, staff: &Staff) -> Result<Counted> {
    staff.may(Action::ViewReceivables)?;
    let today = backend.clock.today(&staff.time_zone);
    let this = today.with_day(1).unwrap_or(today);
    let months: Vec<NaiveDate> = (0..MONTHS).map(|back| this - Months::new(back)).collect();
    let since = months.last().copied().unwrap_or(this);
    let mut tx = backend.db.staff(staff).await?;
    let rows = sqlx::query!(
        r#"SELECT date_trunc('month', ended_on)::date AS "month!", kind, outcome, count(*) AS "count!"
           FROM self_help WHERE entity_id = $1 AND ended_on >= $2 GROUP BY 1, kind, outcome"#,
        staff.entity_id.0,
        since,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.end();
    let counts = rows.into_iter().map(|row| {
        Ok(Count {
            month: row.month,
            kind: Kind::of(&row.kind).ok_or_else(|| unknown("self_help.kind"))?,
            outcome: Outcome::of(&row.outcome).ok_or_else(|| unknown("self_help.outcome"))?,
            count: row.count,
        })
    });
    Ok(Counted { months, counts: counts.collect::<Result<_>>()? })
}

/// Which cases.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Those of a month, by its first day; without one those of all time.
    pub month: Option<NaiveDate>,
    /// Those of a kind.
    pub kind: Option<Kind>,
    /// Those that ended so.
    pub outcome: Option<Outcome>,
}

/// A case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Its id: that of its form, its dispute or its change.
    pub id: Uuid,
    /// Of whom.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// On which invoice, and its number.
    pub invoice: Option<(InvoiceId, String)>,
    /// What was needed.
    pub kind: Kind,
    /// How it ended.
    pub outcome: Outcome,
    /// Where it was asked, if in a conversation.
    pub conversation: Option<ConversationId>,
    /// Who needed it.
    pub by: String,
    /// The day in the entity's zone.
    pub on: NaiveDate,
    /// When.
    pub at: DateTime<Utc>,
}

/// A page of the cases, the latest first.
pub async fn list(
    backend: &Backend,
    staff: &Staff,
    filter: &Filter,
    from: &From,
) -> Result<Page<Row>> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let ids = keys(&mut tx, staff, filter, from).await?;
    let rows = sqlx::query!(
        r#"SELECT s.id, s.account_id, a.name, s.invoice_id, i.number AS "number?", s.kind, s.outcome,
                  m.conversation_id AS "conversation_id?", s.ended_name, s.ended_on, s.ended_at
           FROM unnest($2::uuid[]) WITH ORDINALITY AS k (id, n)
           JOIN self_help s ON s.entity_id = $1 AND s.id = k.id
           JOIN account a ON a.id = s.account_id
           LEFT JOIN invoice i ON i.account_id = s.account_id AND i.id = s.invoice_id
           LEFT JOIN message m ON m.account_id = s.account_id AND m.id = s.id
           ORDER BY k.n"#,
        staff.entity_id.0,
        &ids,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.end();
    let rows = rows.into_iter().map(|row| {
        Ok(Row {
            id: row.id,
            account_id: row.account_id.into(),
            account_name: row.name,
            invoice: row.invoice_id.map(InvoiceId).zip(row.number),
            kind: Kind::of(&row.kind).ok_or_else(|| unknown("self_help.kind"))?,
            outcome: Outcome::of(&row.outcome).ok_or_else(|| unknown("self_help.outcome"))?,
            conversation: row.conversation_id.map(ConversationId),
            by: row.ended_name,
            on: row.ended_on,
            at: row.ended_at,
        })
    });
    let rows = rows.collect::<Result<_>>()?;
    Ok(Page::cut(rows, PAGE_ROWS, from, |row: &Row| Key::new(row.on, row.id)))
}

async fn keys(
    tx: &mut sqlx::PgConnection,
    staff: &Staff,
    filter: &Filter,
    from: &From,
) -> Result<Vec<Uuid>> {
    const ONE_MORE: i64 = PAGE_ROWS as i64 + 1;
    let first = filter.month.unwrap_or(super::invoices::FIRST_DAY);
    let beyond = filter.month.and_then(|month| month.checked_add_months(Months::new(1)));
    let beyond = beyond.unwrap_or(super::invoices::LAST_DAY);
    let (kind, outcome) = (filter.kind.map(Kind::code), filter.outcome.map(Outcome::code));
    let key = from.key().and_then(|key| Some((key.value.parse().ok()?, key.id)));
    let ids = if from.is_backwards() {
        let (on, id): (NaiveDate, Uuid) = key.unwrap_or((first, Uuid::nil()));
        sqlx::query_scalar!(
            "SELECT id FROM self_help
             WHERE entity_id = $1 AND ended_on >= $2 AND ended_on < $3 AND (ended_on, id) > ($4, $5)
               AND ($6::text IS NULL OR kind = $6) AND ($7::text IS NULL OR outcome = $7)
             ORDER BY ended_on, id LIMIT $8",
            staff.entity_id.0,
            first,
            beyond,
            on,
            id,
            kind,
            outcome,
            ONE_MORE,
        )
        .fetch_all(tx)
        .await?
    } else {
        let (on, id): (NaiveDate, Uuid) = key.unwrap_or((beyond, Uuid::max()));
        sqlx::query_scalar!(
            "SELECT id FROM self_help
             WHERE entity_id = $1 AND ended_on >= $2 AND ended_on < $3 AND (ended_on, id) < ($4, $5)
               AND ($6::text IS NULL OR kind = $6) AND ($7::text IS NULL OR outcome = $7)
             ORDER BY ended_on DESC, id DESC LIMIT $8",
            staff.entity_id.0,
            first,
            beyond,
            on,
            id,
            kind,
            outcome,
            ONE_MORE,
        )
        .fetch_all(tx)
        .await?
    };
    Ok(ids)
}
