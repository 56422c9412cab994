//! Reading the invoices of a page, with their open items, in the order of an index.
//!
//! There is one statement for each order and direction, because the order decides the index: a
//! cursor is a condition of it, the page ends after 51 rows, and nothing is sorted but these. What
//! the list is narrowed down by is one CASE, which the planner cannot look into: else it would
//! take a rare word for a reason to collect all invoices of the account and sort them.

use super::{
    Balance, Direction, Listed, Place, Show, Sort, Wanted, bounds,
    cursor::Cursor,
    row::{Row, listed},
    scope::Scope,
};
use crate::error::Result;
use chrono::NaiveDate;
use domain::ids::AccountId;
use sqlx::PgConnection;

/// One statement. `$open` and `$key` choose the index, `$than` and `$order` the direction.
macro_rules! rows {
    ($tx:expr, $scope:expr, $bound:expr, $open:literal, $key:literal, $than:literal, $order:literal, $limit:literal) => {
        sqlx::query_as!(
            Row,
            r#"SELECT i.id AS "id!", i.number AS "number!", i.po_number, i.customer_po, i.issued_on AS "issued_on!",
                      i.due_on AS "due_on!", i.currency AS "currency!", i.total_minor AS "total_minor!",
                      i.discount_bp AS "discount_bp!", i.discount_until, o.id AS "item_id!", o.seq AS "seq!",
                      o.due_on AS "item_due_on!", o.amount_minor AS "amount_minor!", o.open_minor AS "open_minor!",
                      o.disputed_minor AS "disputed_minor!", o.in_flight_minor AS "in_flight_minor!",
                      o.promised_minor AS "promised_minor!", o.promised_until, o.deferred_minor AS "deferred_minor!",
                      CASE WHEN i.open_minor = 0 THEN
                          (SELECT max(a.applied_on) FROM allocation a WHERE a.account_id = $1 AND a.open_item_id = o.id)
                      END AS paid_on
               FROM (SELECT id, number, po_number, customer_po, issued_on, due_on, currency, total_minor, open_minor,
                            discount_bp, discount_until
                     FROM invoice
                     WHERE account_id = $1 AND "# + $open + "(" + $key + ", id) " + $than + r#" ($2, $3)
                       AND CASE
                           WHEN currency <> coalesce($4, currency) THEN false
                           WHEN $5 AND open_minor > 0 THEN false
                           WHEN $6::date IS NOT NULL AND NOT coalesce(
                               (SELECT bool_or(collectable_minor(p.open_minor, p.disputed_minor, p.in_flight_minor,
                                                                 p.promised_minor, p.promised_until, p.deferred_minor, $6) > 0)
                                FROM open_item p
                                WHERE p.account_id = $1 AND p.invoice_id = invoice.id AND p.due_on < $6), false) THEN false
                           ELSE search_text LIKE ALL ($7) OR total_minor = ANY ($8) OR open_minor = ANY ($8)
                           END
                     ORDER BY "# + $key + $order + ", id" + $order + " LIMIT " + $limit + r#") i
               CROSS JOIN LATERAL (
                   SELECT * FROM open_item WHERE account_id = $1 AND invoice_id = i.id OFFSET 0) o
               ORDER BY i."# + $key + $order + ", i.id" + $order + ", o.seq",
            $scope.account_id,
            $bound.0,
            $bound.1,
            $scope.currency.as_deref(),
            $scope.only_paid,
            $scope.overdue_on,
            &$scope.patterns,
            &$scope.amounts,
        )
        .fetch_all(&mut *$tx)
        .await?
    };
}

/// The statements of one order: open invoices or all, up or down.
macro_rules! both_ways {
    ($tx:expr, $scope:expr, $bound:expr, $open:expr, $direction:expr, $key:literal, $limit:literal) => {
        match ($open, $direction) {
            (true, Direction::Up) => {
                rows!($tx, $scope, $bound, "open_minor > 0 AND ", $key, ">", "", $limit)
            }
            (true, Direction::Down) => {
                rows!($tx, $scope, $bound, "open_minor > 0 AND ", $key, "<", " DESC", $limit)
            }
            (false, Direction::Up) => rows!($tx, $scope, $bound, "", $key, ">", "", $limit),
            (false, Direction::Down) => rows!($tx, $scope, $bound, "", $key, "<", " DESC", $limit),
        }
    };
}

/// The invoices of a page in the order in which they were found, and one more if there are more.
pub(super) async fn load(
    tx: &mut PgConnection,
    account_id: AccountId,
    wanted: &Wanted,
    balances: &[Balance],
    today: NaiveDate,
) -> Result<Vec<Listed>> {
    let scope = Scope::of(account_id, wanted, balances, today);
    let open = matches!(wanted.filter.show, Show::Open | Show::Overdue);
    let (cursor, direction) = match &wanted.place {
        Place::Start => (None, wanted.direction),
        Place::After(cursor) => (Some(cursor), wanted.direction),
        Place::Before(cursor) => (Some(cursor), wanted.direction.turned()),
    };
    let rows = match wanted.sort {
        Sort::Due => {
            let bound = bounds::day(cursor, direction);
            both_ways!(tx, scope, bound, open, direction, "due_on", "51")
        }
        Sort::Issued => {
            let bound = bounds::day(cursor, direction);
            both_ways!(tx, scope, bound, open, direction, "issued_on", "51")
        }
        Sort::Number => {
            let bound = bounds::text(cursor, direction);
            both_ways!(tx, scope, bound, open, direction, "number", "51")
        }
        Sort::Total => {
            let bound = bounds::minor(cursor, direction);
            both_ways!(tx, scope, bound, open, direction, "total_minor", "51")
        }
    };
    listed(&rows, today)
}

/// The next thousand invoices by due date, for an export.
pub(super) async fn load_thousand(
    tx: &mut PgConnection,
    scope: &Scope,
    open: bool,
    after: Option<&Cursor>,
    today: NaiveDate,
) -> Result<Vec<Listed>> {
    let bound = bounds::day(after, Direction::Up);
    let rows = if open {
        rows!(tx, scope, bound, "open_minor > 0 AND ", "due_on", ">", "", "1000")
    } else {
        rows!(tx, scope, bound, "", "due_on", ">", "", "1000")
    };
    listed(&rows, today)
}
