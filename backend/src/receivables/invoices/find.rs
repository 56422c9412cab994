//! Searching for invoices: by the beginning of their number or of an order number, by their exact total,
//! or by the beginning of their account's name. Every way is a range of an index that is left after
//! so many rows.

use super::{Filter, Show};
use crate::{Result, Staff, db::Tx, receivables::end_of_prefix};
use chrono::NaiveDate;
use domain::money::{Currency, Money};
use uuid::Uuid;

/// How many rows each way of searching contributes at most.
const MOST_OF_EACH: i64 = 100;
/// How many accounts a name may begin to mean.
const MOST_ACCOUNTS: i64 = 10;

/// The invoices that are meant, in no order.
pub(in super::super) async fn find(
    tx: &mut Tx,
    staff: &Staff,
    filter: &Filter,
    q: &str,
    currencies: &[Currency],
    today: NaiveDate,
) -> Result<Vec<Uuid>> {
    let numbers = [q.to_owned(), q.to_uppercase()];
    let ends = numbers.clone().map(|number| end_of_prefix(&number));
    let name = q.to_lowercase();
    let (first, last) = filter.due(today);
    let ids = sqlx::query_scalar!(
        r#"SELECT i.id AS "id!" FROM (
               SELECT n.* FROM unnest($2::text[], $3::text[]) AS range (first, beyond)
               CROSS JOIN LATERAL (
                   SELECT id, account_id, currency, issued_on, open_minor FROM invoice
                    WHERE entity_id = $1 AND number >= range.first AND number < range.beyond
                      AND (NOT $8 OR open_minor > 0)
                    ORDER BY number LIMIT $7) n
               UNION
               SELECT p.* FROM unnest($2::text[], $3::text[]) AS range (first, beyond)
               CROSS JOIN LATERAL (
                   (SELECT id, account_id, currency, issued_on, open_minor FROM invoice
                     WHERE entity_id = $1 AND customer_po >= range.first AND customer_po < range.beyond
                       AND (NOT $8 OR open_minor > 0)
                     ORDER BY customer_po LIMIT $7)
                   UNION ALL
                   (SELECT id, account_id, currency, issued_on, open_minor FROM invoice
                     WHERE entity_id = $1 AND po_number >= range.first AND po_number < range.beyond
                       AND (NOT $8 OR open_minor > 0)
                     ORDER BY po_number LIMIT $7)
                   LIMIT $7) p
               UNION
               SELECT t.* FROM unnest($4::bigint[]) AS total (minor)
               CROSS JOIN LATERAL (
                   SELECT id, account_id, currency, issued_on, open_minor FROM invoice
                    WHERE entity_id = $1 AND total_minor = total.minor AND (NOT $8 OR open_minor > 0)
                    ORDER BY id LIMIT $7) t
               UNION
               SELECT o.* FROM (
                   SELECT id FROM account WHERE entity_id = $1 AND search_name >= $5 AND search_name < $6
                    ORDER BY search_name LIMIT $16) a
               CROSS JOIN LATERAL (
                   SELECT id, account_id, currency, issued_on, open_minor FROM invoice
                    WHERE account_id = a.id AND entity_id = $1 AND (NOT $8 OR open_minor > 0)
                    ORDER BY due_on DESC, id DESC LIMIT $7) o
           ) i
           WHERE ($9::text IS NULL OR i.currency = $9)
             AND ($10::uuid IS NULL OR i.account_id = $10)
             AND ($11 <> 'paid' OR i.open_minor = 0)
             AND i.issued_on BETWEEN $12 AND $13
             AND (NOT $8 OR EXISTS (
                 SELECT FROM open_item o
                 WHERE o.account_id = i.account_id AND o.invoice_id = i.id AND o.open_minor > 0
                   AND o.due_on BETWEEN $14 AND $15
                   AND CASE $11
                       WHEN 'overdue' THEN collectable_minor(o.open_minor, o.disputed_minor, o.in_flight_minor,
                           o.promised_minor, o.promised_until, o.deferred_minor, $17) > 0
                       WHEN 'moving' THEN moving_minor(o.open_minor, o.disputed_minor, o.in_flight_minor) > 0
                       WHEN 'held' THEN o.open_minor > collectable_minor(o.open_minor, o.disputed_minor,
                           o.in_flight_minor, o.promised_minor, o.promised_until, o.deferred_minor, $17)
                           + moving_minor(o.open_minor, o.disputed_minor, o.in_flight_minor)
                       WHEN 'disputed' THEN o.disputed_minor > 0
                       ELSE true END))"#,
        staff.entity_id.0,
        &numbers[..],
        &ends[..],
        &amounts(q, filter.currency, currencies),
        name,
        end_of_prefix(&name),
        MOST_OF_EACH,
        filter.show.is_of_open(),
        filter.currency.as_ref().map(Currency::code),
        filter.account.map(|id| id.0),
        filter.show.code(),
        filter.since.unwrap_or(super::FIRST_DAY),
        filter.until.unwrap_or(super::LAST_DAY),
        first,
        last,
        MOST_ACCOUNTS,
        today,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(ids)
}

/// The totals that may be meant: what was typed, read as an amount in each currency. People paste
/// amounts with thousands marks and a sign, so these are left out.
pub(in super::super) fn amounts(
    q: &str,
    wanted: Option<Currency>,
    currencies: &[Currency],
) -> Vec<i64> {
    let plain: String = q
        .chars()
        .filter(|c| !matches!(c, ',' | '\'' | '€' | '$' | '£') && !c.is_whitespace())
        .collect();
    let meant = wanted.as_slice().iter().chain(currencies.iter().filter(|_| wanted.is_none()));
    let mut minors: Vec<i64> = meant
        .filter_map(|currency| Money::parse(&plain, *currency).ok())
        .map(|amount| amount.minor)
        .collect();
    minors.sort_unstable();
    minors.dedup();
    minors
}

/// Everything that is not a filter.
pub(in super::super) fn all() -> Filter {
    Filter { show: Show::All, ..Filter::default() }
}

#[cfg(test)]
mod tests {
    use super::amounts;
    use domain::Currency;

    #[test]
    fn an_amount_may_be_pasted_as_it_is_shown() {
        let both = [Currency::EUR, Currency::JPY];
        assert_eq!(amounts("€1,240.00", None, &both), [124_000]);
        assert_eq!(amounts("1240", None, &both), [1_240, 124_000]);
        assert_eq!(amounts("1240", Some(Currency::JPY), &both), [1_240]);
        assert_eq!(amounts("NH-1", None, &both), [0_i64; 0]);
    }
}
