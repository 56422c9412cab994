//! Which invoices a page has. One statement for every order and way of reading, of the entity or
//! of one account, so that each is one index scan that stops at the end of the page.

use super::{FIRST_DAY, Filter, LAST_DAY, Show, Sort};
use crate::{Result, Staff, db::Tx};
use chrono::NaiveDate;
use domain::money::Currency;
use uuid::Uuid;

/// The parameters of all statements.
struct Asked<'a> {
    entity_id: Uuid,
    account_id: Option<Uuid>,
    id: Uuid,
    most: i64,
    since: NaiveDate,
    until: NaiveDate,
    currency: Option<&'a str>,
    /// Whether the days of issue are bounded.
    bounded: bool,
    first: NaiveDate,
    last: NaiveDate,
    /// Whether the state of each item, or of each invoice, has to be looked at.
    looks: bool,
    show: &'static str,
    today: NaiveDate,
    of_open: bool,
    down: bool,
}

/// `$q` is the transaction, what is asked and where reading begins; `$sorted` the column that the
/// list is sorted by, its type, and the bounds on the days of issue and of payment. A bound on
/// another column than the sorted one stands behind an OR, where the planner does not take it for
/// something to begin with.
#[rustfmt::skip]
macro_rules! keys {
    (($tx:ident, $asked:ident, $value:ident) ($by:literal, $type:literal, $issued:literal, $due:literal)
     $scope:literal, $kind:literal, $than:literal, $way:literal) => {
        sqlx::query_scalar!(
            "SELECT i.id FROM invoice i WHERE i.entity_id = $1 AND " + $scope
                + " AND (" + $by + ", i.id) " + $than + " ($3::" + $type + ", $4)"
                + " AND " + $issued + " AND " + $due
                + " AND ($8::text IS NULL OR i.currency = $8) AND " + $kind
                + " ORDER BY " + $by + " " + $way + ", i.id " + $way + " LIMIT $5",
            $asked.entity_id,
            $asked.account_id as Option<Uuid>,
            $value,
            $asked.id,
            $asked.most,
            $asked.since,
            $asked.until,
            $asked.currency,
            $asked.first,
            $asked.last,
            $asked.looks,
            $asked.show,
            $asked.today,
            $asked.bounded,
        )
        .fetch_all(&mut **$tx)
        .await
    };
}

/// In either direction, of the entity or of one account.
#[rustfmt::skip]
macro_rules! each_way {
    (($tx:ident, $asked:ident, $value:ident) $sorted:tt $kind:literal) => {
        match ($asked.account_id.is_some(), $asked.down) {
            (true, true) => keys!(($tx, $asked, $value) $sorted "i.account_id = $2", $kind, "<", "DESC"),
            (true, false) => keys!(($tx, $asked, $value) $sorted "i.account_id = $2", $kind, ">", "ASC"),
            (false, true) => keys!(($tx, $asked, $value) $sorted "$2::uuid IS NULL", $kind, "<", "DESC"),
            (false, false) => keys!(($tx, $asked, $value) $sorted "$2::uuid IS NULL", $kind, ">", "ASC"),
        }
    };
}

/// Of those with something open, as the partial indexes have them, or of all, most of which are
/// paid. An invoice is due when the next part of it is, so the days of its parts bound it on one
/// side; the parts themselves are looked at one by one.
#[rustfmt::skip]
macro_rules! of_each_kind {
    (($tx:ident, $asked:ident, $value:ident) $sorted:tt) => {
        if $asked.of_open {
            each_way!(($tx, $asked, $value) $sorted
                "i.open_minor > 0 AND (NOT $11 OR i.due_on <= $10 AND EXISTS (
                    SELECT FROM open_item o
                    WHERE o.account_id = i.account_id AND o.invoice_id = i.id AND o.open_minor > 0
                      AND o.due_on BETWEEN $9 AND $10
                      AND CASE $12
                          WHEN 'overdue' THEN collectable_minor(o.open_minor, o.disputed_minor, o.in_flight_minor,
                              o.promised_minor, o.promised_until, o.deferred_minor, $13) > 0
                          WHEN 'moving' THEN moving_minor(o.open_minor, o.disputed_minor, o.in_flight_minor) > 0
                          WHEN 'held' THEN o.open_minor > collectable_minor(o.open_minor, o.disputed_minor,
                              o.in_flight_minor, o.promised_minor, o.promised_until, o.deferred_minor, $13)
                              + moving_minor(o.open_minor, o.disputed_minor, o.in_flight_minor)
                          WHEN 'disputed' THEN o.disputed_minor > 0
                          ELSE true END))")
        } else {
            each_way!(($tx, $asked, $value) $sorted
                "(NOT $11 OR i.open_minor = 0) AND $9::date < $10::date AND $12::text <> '' AND $13::date IS NOT NULL")
        }
    };
}

/// The ids of a page, in the order of reading.
pub(super) async fn keys(
    tx: &mut Tx,
    staff: &Staff,
    filter: &Filter,
    most: usize,
    today: NaiveDate,
) -> Result<Vec<Uuid>> {
    let asked = asked(staff, filter, most, today);
    let key = filter.from.key();
    let day = || {
        let end = if asked.down { LAST_DAY } else { FIRST_DAY };
        key.and_then(|key| key.value.parse().ok()).unwrap_or(end)
    };
    let keys = match filter.order().sort {
        Sort::Due => {
            let value: NaiveDate = day();
            of_each_kind!((tx, asked, value)(
                "i.due_on",
                "date",
                "(NOT $14 OR i.issued_on BETWEEN $6 AND $7)",
                "i.due_on <= $10"
            ))
        }
        Sort::Issued => {
            let value: NaiveDate = day();
            of_each_kind!((tx, asked, value)(
                "i.issued_on",
                "date",
                "i.issued_on BETWEEN $6 AND $7 AND $14::bool IS NOT NULL",
                "true"
            ))
        }
        Sort::Amount => {
            let end = if asked.down { i64::MAX } else { 0 };
            let value: i64 = key.and_then(|key| key.value.parse().ok()).unwrap_or(end);
            of_each_kind!((tx, asked, value)(
                "i.total_minor",
                "bigint",
                "(NOT $14 OR i.issued_on BETWEEN $6 AND $7)",
                "true"
            ))
        }
        Sort::Number => {
            let end = if asked.down { char::MAX.to_string() } else { String::new() };
            let value = key.map_or(end, |key| key.value.clone());
            of_each_kind!((tx, asked, value)(
                "i.number",
                "text",
                "(NOT $14 OR i.issued_on BETWEEN $6 AND $7)",
                "true"
            ))
        }
    };
    Ok(keys?)
}

fn asked<'a>(staff: &Staff, filter: &'a Filter, most: usize, today: NaiveDate) -> Asked<'a> {
    let down = filter.order().descending != filter.from.is_backwards();
    let (first, last) = filter.due(today);
    let end = if down { Uuid::max() } else { Uuid::nil() };
    Asked {
        entity_id: staff.entity_id.0,
        account_id: filter.account.map(|id| id.0),
        id: filter.from.key().map_or(end, |key| key.id),
        most: i64::try_from(most).unwrap_or(i64::MAX),
        since: filter.since.unwrap_or(FIRST_DAY),
        until: filter.until.unwrap_or(LAST_DAY),
        currency: filter.currency.as_ref().map(Currency::code),
        bounded: filter.since.is_some() || filter.until.is_some(),
        first,
        last,
        looks: match filter.show {
            Show::Open => filter.bucket.is_some(),
            Show::All => false,
            _ => true,
        },
        show: filter.show.code(),
        today,
        of_open: filter.show.is_of_open(),
        down,
    }
}
