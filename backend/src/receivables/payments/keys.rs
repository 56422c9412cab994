//! Which payments a page has. One statement for every order and way of reading, so that each is
//! one index scan that stops at the end of the page.

use super::{Filter, Show};
use crate::{Result, Staff, db::Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{fee::Method, money::Currency};
use uuid::Uuid;

/// The days that a filter asks for.
pub(super) fn days(filter: &Filter) -> (NaiveDate, NaiveDate) {
    (filter.since.unwrap_or(FIRST_DAY), filter.until.unwrap_or(LAST_DAY))
}

/// Days beyond any that business is done on, and that Postgres can still count from.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a date");
const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2900, 1, 1).expect("a date");

/// `$scope` is the account or the entity, `$kind` the states (each has its index), `$by` what the
/// list is sorted by, of type `$type`.
macro_rules! keys {
    ($tx:ident, $staff:ident, $filter:ident, $most:ident, $from:ident,
     $scope:literal, $kind:literal, $by:literal, $range:literal, $than:literal, $way:literal) => {{
        let (since, until) = days($filter);
        sqlx::query_scalar!(
            "SELECT p.id FROM payment p WHERE p.entity_id = $1 AND "
                + $scope
                + " AND p.state = ANY ($7::text[]) AND "
                + $kind
                + " AND "
                + $range
                + " AND ($8::text IS NULL OR p.method = $8) AND ($9::text IS NULL OR p.currency = $9) AND ("
                + $by
                + ", p.id) "
                + $than
                + " ($10, $11) ORDER BY "
                + $by
                + " "
                + $way
                + ", p.id "
                + $way
                + " LIMIT $3",
            $staff.entity_id.0,
            $filter.account.map(|id| id.0) as Option<Uuid>,
            $most,
            since,
            until,
            $staff.time_zone,
            &$filter.show.states(),
            $filter.method.map(Method::code),
            $filter.currency.as_ref().map(Currency::code),
            $from.0,
            $from.1,
        )
        .fetch_all(&mut **$tx)
        .await
    }};
}

/// The same of the entity or of one account.
macro_rules! scoped {
    ($tx:ident, $staff:ident, $filter:ident, $most:ident, $from:ident, $($rest:literal),*) => {
        if $filter.account.is_some() {
            keys!($tx, $staff, $filter, $most, $from, "p.account_id = $2", $($rest),*)
        } else {
            keys!($tx, $staff, $filter, $most, $from, "$2::uuid IS NULL", $($rest),*)
        }
    };
}

macro_rules! made {
    ($tx:ident, $staff:ident, $filter:ident, $most:ident, $kind:literal, $than:literal, $way:literal) => {{
        let from = made_from($filter);
        scoped!(
            $tx, $staff, $filter, $most, from, $kind, "p.created_at",
            "p.created_at >= $4::date::timestamp AT TIME ZONE $6 AND p.created_at < ($5::date + 1)::timestamp AT TIME ZONE $6",
            $than, $way
        )
    }};
}

macro_rules! received {
    ($tx:ident, $staff:ident, $filter:ident, $most:ident, $than:literal, $way:literal) => {{
        let from = received_from($filter);
        scoped!(
            $tx,
            $staff,
            $filter,
            $most,
            from,
            "p.state = 'settled'",
            "p.settled_on",
            "p.settled_on BETWEEN $4 AND $5 AND $6::text IS NOT NULL",
            $than,
            $way
        )
    }};
}

/// The ids of a page, in the order of reading.
pub(super) async fn keys(
    tx: &mut Tx,
    staff: &Staff,
    filter: &Filter,
    most: usize,
) -> Result<Vec<Uuid>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let keys = match (filter.show, filter.from.is_backwards()) {
        (Show::Received, false) => received!(tx, staff, filter, most, "<", "DESC"),
        (Show::Received, true) => received!(tx, staff, filter, most, ">", "ASC"),
        (Show::All, false) => made!(tx, staff, filter, most, "true", "<", "DESC"),
        (Show::All, true) => made!(tx, staff, filter, most, "true", ">", "ASC"),
        (_, false) => made!(tx, staff, filter, most, "p.state <> 'settled'", "<", "DESC"),
        (_, true) => made!(tx, staff, filter, most, "p.state <> 'settled'", ">", "ASC"),
    };
    Ok(keys?)
}

/// Where reading begins: at the filter's row, or at the end that lies before all rows.
fn made_from(filter: &Filter) -> (DateTime<Utc>, Uuid) {
    let start = (LAST_DAY.and_time(chrono::NaiveTime::MIN).and_utc(), Uuid::max());
    let key = filter.from.key();
    key.and_then(|key| Some((key.value.parse().ok()?, key.id))).unwrap_or(start)
}

fn received_from(filter: &Filter) -> (NaiveDate, Uuid) {
    let key = filter.from.key();
    key.and_then(|key| Some((key.value.parse().ok()?, key.id))).unwrap_or((LAST_DAY, Uuid::max()))
}
