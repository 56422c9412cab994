//! The log of decisions: on every day on which something might have been said about an open item,
//! what was asked for, or why nothing was.

use super::{
    PAGE_ROWS, accounts, money,
    paging::{From, Key, Page},
    timeline::far,
    unknown,
};
use crate::{Backend, Result, Staff, db::Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Action,
    dunning::Silence,
    ids::{AccountId, InvoiceId},
    money::{Currency, Money},
};
use serde::Deserialize;
use uuid::Uuid;

/// What of the log is wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Only those that asked (`true`) or were silent (`false`).
    pub asked: Option<bool>,
    /// Only those that were silent for a reason.
    pub reason: Option<Silence>,
    /// Only those about an account.
    pub account: Option<AccountId>,
    /// Which part of the log.
    pub from: From,
}

/// What was decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// An amount was asked for, in a message.
    Asked {
        /// How much.
        amount: Money,
        /// The message, where one was written.
        message: Option<Uuid>,
        /// How it went.
        dispatch: Option<Uuid>,
    },
    /// Nothing was said.
    Silent(Silence),
}

/// The amounts that it was decided from, in minor units.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// What was open.
    pub open_minor: i64,
    /// What was disputed.
    pub disputed_minor: i64,
    /// What was on its way.
    pub in_flight_minor: i64,
    /// What was promised.
    pub promised_minor: i64,
    /// What a plan deferred.
    pub deferred_minor: i64,
    /// What could be asked for.
    pub collectable_minor: i64,
    /// How much of that the account's credit covered.
    pub covered_minor: i64,
    /// Whether a later day of the same item was decided at the same time, so that this one said
    /// nothing and looked at nothing.
    pub superseded: bool,
}

/// One decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// Which.
    pub id: Uuid,
    /// About whom.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// About which invoice.
    pub invoice_id: InvoiceId,
    /// Its number.
    pub number: String,
    /// Days from the due date for which it was laid down.
    pub step_days: i32,
    /// The day for which it was laid down.
    pub planned_on: NaiveDate,
    /// The day on which it was decided.
    pub decided_on: NaiveDate,
    /// The moment of it.
    pub decided_at: DateTime<Utc>,
    /// What was decided.
    pub verdict: Verdict,
    /// From what.
    pub facts: Facts,
    /// The currency of the facts.
    pub currency: Currency,
}

/// A page of the log, newest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Log {
    /// The decisions.
    pub page: Page<Decision>,
    /// The name of the account, if they are about one.
    pub account_name: Option<String>,
}

/// Reads a page of the log.
pub async fn log(backend: &Backend, staff: &Staff, filter: &Filter) -> Result<Log> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let account_name = match filter.account {
        Some(id) => Some(accounts::name_of(&mut tx, staff, id).await?),
        None => None,
    };
    let page = page(&mut tx, staff, filter, PAGE_ROWS).await?;
    tx.end();
    Ok(Log { page, account_name })
}

/// Reads so many decisions.
pub(super) async fn page(
    tx: &mut Tx,
    staff: &Staff,
    filter: &Filter,
    most: usize,
) -> Result<Page<Decision>> {
    let ids = keys(tx, staff, filter, most + 1).await?;
    let decisions = by_ids(tx, staff, &ids).await?;
    let key = |one: &Decision| Key::new(one.decided_at.to_rfc3339(), one.id);
    Ok(Page::cut(decisions, most, &filter.from, key))
}

/// Those about an invoice, newest first.
pub(super) async fn of_invoice(
    tx: &mut Tx,
    staff: &Staff,
    account_id: AccountId,
    invoice_id: InvoiceId,
) -> Result<Vec<Decision>> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM decision WHERE account_id = $1 AND invoice_id = $2 AND entity_id = $3
         ORDER BY decided_at DESC, id DESC",
        account_id.0,
        invoice_id.0,
        staff.entity_id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    by_ids(tx, staff, &ids).await
}

macro_rules! keys {
    ($tx:ident, $staff:ident, $filter:ident, $from:ident, $most:ident,
     $scope:literal, $kind:literal, $than:literal, $way:literal) => {
        sqlx::query_scalar!(
            "SELECT id FROM decision WHERE entity_id = $1 AND "
                + $scope
                + " AND "
                + $kind
                + " AND (decided_at, id) "
                + $than
                + " ($5, $6) ORDER BY decided_at "
                + $way
                + ", id "
                + $way
                + " LIMIT $7",
            $staff.entity_id.0,
            $filter.account.map(|id| id.0) as Option<Uuid>,
            $filter.asked.map(|asked| if asked { "asked" } else { "silent" }) as Option<&str>,
            $filter.reason.map(Silence::code) as Option<&str>,
            $from.0,
            $from.1,
            $most,
        )
        .fetch_all(&mut **$tx)
        .await
    };
}

macro_rules! each_kind {
    ($tx:ident, $staff:ident, $filter:ident, $from:ident, $most:ident, $than:literal, $way:literal) => {
        match ($filter.account, $filter.reason, $filter.asked) {
            // Few of them: whatever else is asked is looked at row by row.
            (Some(_), ..) => keys!(
                $tx,
                $staff,
                $filter,
                $from,
                $most,
                "account_id = $2",
                "($3::text IS NULL OR verdict = $3) AND ($4::text IS NULL OR reason = $4)",
                $than,
                $way
            ),
            (None, Some(_), _) => keys!(
                $tx,
                $staff,
                $filter,
                $from,
                $most,
                "$2::uuid IS NULL",
                "($3::text IS NULL OR verdict = $3) AND reason = $4",
                $than,
                $way
            ),
            (None, None, Some(_)) => keys!(
                $tx,
                $staff,
                $filter,
                $from,
                $most,
                "$2::uuid IS NULL",
                "verdict = $3 AND $4::text IS NULL",
                $than,
                $way
            ),
            (None, None, None) => keys!(
                $tx,
                $staff,
                $filter,
                $from,
                $most,
                "$2::uuid IS NULL",
                "$3::text IS NULL AND $4::text IS NULL",
                $than,
                $way
            ),
        }
    };
}

async fn keys(tx: &mut Tx, staff: &Staff, filter: &Filter, most: usize) -> Result<Vec<Uuid>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let key = filter.from.key().and_then(|key| Some((key.value.parse().ok()?, key.id)));
    let from: (DateTime<Utc>, Uuid) = key.unwrap_or((far(), Uuid::max()));
    let keys = if filter.from.is_backwards() {
        each_kind!(tx, staff, filter, from, most, ">", "ASC")
    } else {
        each_kind!(tx, staff, filter, from, most, "<", "DESC")
    };
    Ok(keys?)
}

async fn by_ids(tx: &mut Tx, staff: &Staff, ids: &[Uuid]) -> Result<Vec<Decision>> {
    let rows = sqlx::query!(
        r#"SELECT d.id, d.account_id, a.name, d.invoice_id, i.number, d.step_days, d.planned_on, d.decided_on,
                  d.decided_at, d.verdict, d.reason, d.amount_minor, d.currency, d.facts, sent.id AS "dispatch?", coalesce(t.outbox_id, sent.message) AS message
           FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, n)
           JOIN decision d ON d.id = wanted.id
           JOIN account a ON a.id = d.account_id
           JOIN invoice i ON i.account_id = d.account_id AND i.id = d.invoice_id
           LEFT JOIN touch t ON t.account_id = d.account_id AND t.id = d.touch_id
           LEFT JOIN LATERAL (SELECT s.id, o.id AS message FROM dispatch s LEFT JOIN outbox o ON o.id = s.id
                              WHERE s.account_id = d.account_id AND s.subject_id = d.touch_id
                              ORDER BY o.id IS NULL, s.id LIMIT 1) sent ON true
           WHERE d.entity_id = $1 ORDER BY wanted.n"#,
        staff.entity_id.0,
        ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let verdict = match (row.amount_minor, row.reason.as_deref().map(Silence::of)) {
                (Some(minor), None) => Verdict::Asked {
                    amount: money(minor, &row.currency)?,
                    message: row.message,
                    dispatch: row.dispatch,
                },
                (None, Some(Some(silence))) => Verdict::Silent(silence),
                _ => return Err(unknown("decision.reason")),
            };
            Ok(Decision {
                id: row.id,
                account_id: row.account_id.into(),
                account_name: row.name,
                invoice_id: row.invoice_id.into(),
                number: row.number,
                step_days: row.step_days,
                planned_on: row.planned_on,
                decided_on: row.decided_on,
                decided_at: row.decided_at,
                verdict,
                // Facts that cannot be read are no reason to hide the decision.
                facts: serde_json::from_value(row.facts).unwrap_or_default(),
                currency: super::currency(&row.currency)?,
            })
        })
        .collect()
}
