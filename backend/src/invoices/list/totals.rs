//! What an account has open, by currency.

use crate::error::Result;
use chrono::NaiveDate;
use domain::{ids::AccountId, money::Money};
use sqlx::PgConnection;

/// What an account has open in one currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Balance {
    /// What is open.
    pub open: Money,
    /// What of it may be asked for.
    pub collectable: Money,
}

/// The balances of an account, and how many of its invoices are open. What may be asked for is what is
/// open less what is held of it, so that only items with a hold are read. `collectable_minor` is the
/// twin of `domain::collectable`; see `tests/it/collectable.rs`.
pub(super) async fn of_account(
    tx: &mut PgConnection,
    account_id: AccountId,
    today: NaiveDate,
) -> Result<(Vec<Balance>, i64)> {
    let rows = sqlx::query!(
        r#"SELECT b.currency, b.open_minor, b.open_invoices,
                  (SELECT b.open_minor - coalesce(sum(
                              o.open_minor - collectable_minor(o.open_minor, o.disputed_minor, o.in_flight_minor,
                                                               o.promised_minor, o.promised_until, o.deferred_minor, $2)), 0)::bigint
                   FROM open_item o
                   WHERE o.account_id = $1 AND o.currency = b.currency AND o.open_minor > 0
                     AND (o.disputed_minor > 0 OR o.in_flight_minor > 0 OR o.promised_minor > 0
                          OR o.deferred_minor > 0)) AS "collectable_minor!"
           FROM account_balance b WHERE b.account_id = $1 ORDER BY b.currency"#,
        account_id.0,
        today,
    )
    .fetch_all(tx)
    .await?;
    let open_count = rows.iter().map(|row| i64::from(row.open_invoices)).sum();
    let balances = rows
        .into_iter()
        .map(|row| {
            let currency = row.currency.parse()?;
            Ok(Balance {
                open: Money::new(row.open_minor, currency),
                collectable: Money::new(row.collectable_minor, currency),
            })
        })
        .collect::<Result<_>>()?;
    Ok((balances, open_count))
}
