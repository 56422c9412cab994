//! A buyer's home: how much, by when, why this much, and what comes next.

mod coming;
mod waiting;

pub use coming::{Coming, What};
pub use waiting::Waiting;

use crate::{Backend, actor::Buyer, error::Result, timeline};
use chrono::NaiveDate;
use domain::{
    access::Action,
    collectable::cover_with_credits,
    money::{Currency, Money},
};
use sqlx::PgConnection;

/// Days within which something is due soon.
const SOON_DAYS: u64 = 7;

/// An amount and how many open items it is the sum of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counted {
    /// The sum.
    pub amount: Money,
    /// Of how many.
    pub count: i64,
}

/// Where an account stands in one currency. `open` is the sum of all the others but credit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// The currency.
    pub currency: Currency,
    /// Everything open.
    pub open: Counted,
    /// Collectable and past due.
    pub overdue: Counted,
    /// Collectable and due today.
    pub today: Counted,
    /// Collectable and due within the next seven days.
    pub soon: Counted,
    /// Collectable and due later.
    pub later: Counted,
    /// Payments on their way.
    pub moving: Money,
    /// Promised, and by when the first of it.
    pub promised: Money,
    /// See `promised`.
    pub promised_until: Option<NaiveDate>,
    /// Disputed.
    pub disputed: Money,
    /// On a plan.
    pub deferred: Money,
    /// Unused credit and money of the account.
    pub credit: Money,
    /// How much of the credit covers what is due.
    pub credit_used: Money,
    /// What is to pay now: what is due, less the credit that covers it.
    pub to_pay: Money,
}

/// Everything on the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Home {
    /// By currency, the account's own first.
    pub standings: Vec<Standing>,
    /// What waits for the buyer.
    pub waiting: Vec<Waiting>,
    /// What happens next, in order of its days.
    pub coming: Vec<Coming>,
    /// What happened lately, newest first.
    pub lately: Vec<timeline::Event>,
}

/// Reads it.
pub async fn load(backend: &Backend, buyer: &Buyer) -> Result<Home> {
    buyer.may(Action::ViewAccount)?;
    let today = backend.clock.today(&buyer.time_zone);
    let now = backend.clock.now();
    let mut tx = backend.db.portal(buyer).await?;
    let home = Home {
        standings: standings(&mut tx, buyer, today).await?,
        waiting: waiting::load(&mut tx, buyer, today, now).await?,
        coming: coming::load(&mut tx, buyer, today).await?,
        lately: timeline::lately(&mut tx, buyer.account_id).await?,
    };
    tx.end();
    Ok(home)
}

/// Sums in the database: an account may have thousands of open items. What is past due is what is
/// open, which is kept, less what is not due yet and what is held, so that only these are read. Each
/// hold takes at most what those before it have left, as in `domain::collectable`; a test holds the
/// two equal.
async fn standings(
    tx: &mut PgConnection,
    buyer: &Buyer,
    today: NaiveDate,
) -> Result<Vec<Standing>> {
    let rows = sqlx::query!(
        r#"WITH ahead AS (
               SELECT currency, sum(open_minor) AS open, count(*) AS items,
                      sum(asked) FILTER (WHERE due_on = $2) AS today,
                      count(*) FILTER (WHERE asked > 0 AND due_on = $2) AS today_count,
                      sum(asked) FILTER (WHERE due_on > $2 AND due_on <= $3) AS soon,
                      count(*) FILTER (WHERE asked > 0 AND due_on > $2 AND due_on <= $3) AS soon_count,
                      sum(asked) FILTER (WHERE due_on > $3) AS later,
                      count(*) FILTER (WHERE asked > 0 AND due_on > $3) AS later_count
               FROM (SELECT currency, due_on, open_minor,
                            collectable_minor(open_minor, disputed_minor, in_flight_minor, promised_minor,
                                              promised_until, deferred_minor, $2) AS asked
                     FROM open_item WHERE account_id = $1 AND open_minor > 0 AND due_on >= $2) item
               GROUP BY currency),
           held AS (
               SELECT currency, sum(moving) AS moving, sum(promised) AS promised, sum(disputed) AS disputed,
                      min(promised_until) FILTER (WHERE promised > 0) AS promised_until,
                      sum(open_minor - asked) FILTER (WHERE due_on < $2) AS overdue,
                      count(*) FILTER (WHERE due_on < $2 AND asked = 0) AS overdue_whole
               FROM (SELECT currency, due_on, open_minor, promised_until,
                            collectable_minor(open_minor, disputed_minor, in_flight_minor, promised_minor,
                                              promised_until, deferred_minor, $2) AS asked,
                            least(disputed_minor, open_minor) AS disputed,
                            least(in_flight_minor, greatest(open_minor - disputed_minor, 0)) AS moving,
                            least(CASE WHEN promised_until >= $2 THEN promised_minor ELSE 0 END,
                                  greatest(open_minor - disputed_minor - in_flight_minor, 0)) AS promised
                     FROM open_item
                     WHERE account_id = $1 AND open_minor > 0
                       AND (disputed_minor > 0 OR in_flight_minor > 0 OR promised_minor > 0 OR deferred_minor > 0)) item
               GROUP BY currency)
           SELECT b.currency, b.credit_minor, b.open_count, b.open_minor AS open,
                  (b.open_minor - coalesce(a.open, 0) - coalesce(h.overdue, 0))::bigint AS "overdue!",
                  (b.open_count - coalesce(a.items, 0) - coalesce(h.overdue_whole, 0))::bigint AS "overdue_count!",
                  coalesce(a.today, 0)::bigint AS "today!", coalesce(a.today_count, 0) AS "today_count!",
                  coalesce(a.soon, 0)::bigint AS "soon!", coalesce(a.soon_count, 0) AS "soon_count!",
                  coalesce(a.later, 0)::bigint AS "later!", coalesce(a.later_count, 0) AS "later_count!",
                  coalesce(h.moving, 0)::bigint AS "moving!", coalesce(h.promised, 0)::bigint AS "promised!",
                  h.promised_until AS "promised_until?", coalesce(h.disputed, 0)::bigint AS "disputed!"
           FROM account_balance b
           LEFT JOIN ahead a ON a.currency = b.currency
           LEFT JOIN held h ON h.currency = b.currency
           WHERE b.account_id = $1 AND (b.open_count > 0 OR b.credit_minor > 0)
           ORDER BY b.currency <> (SELECT currency FROM account WHERE id = $1), b.currency"#,
        buyer.account_id.0,
        today,
        today + chrono::Days::new(SOON_DAYS),
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency: Currency = row.currency.parse()?;
            let money = |minor| Money::new(minor, currency);
            let counted = |minor, count| Counted { amount: money(minor), count };
            let due = row.overdue + row.today;
            let used = cover_with_credits([due], row.credit_minor)[0];
            let asked = due + row.soon + row.later;
            let deferred = row.open - asked - row.moving - row.promised - row.disputed;
            Ok(Standing {
                currency,
                open: counted(row.open, i64::from(row.open_count)),
                overdue: counted(row.overdue, row.overdue_count),
                today: counted(row.today, row.today_count),
                soon: counted(row.soon, row.soon_count),
                later: counted(row.later, row.later_count),
                moving: money(row.moving),
                promised: money(row.promised),
                promised_until: row.promised_until,
                disputed: money(row.disputed),
                deferred: money(deferred),
                credit: money(row.credit_minor),
                credit_used: money(used),
                to_pay: money(due - used),
            })
        })
        .collect()
}
