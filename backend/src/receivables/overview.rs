//! The receivables of an entity at a glance, in one currency. Every figure is a sum of rows that a
//! list shows: open items by the day on which they are due, settled payments, billed invoices.

use super::payments;
use crate::{Backend, Result, Staff, db::Tx};
use chrono::{Days, NaiveDate};
use domain::{
    access::Action,
    ageing::{self, Bucket},
    ids::AccountId,
    money::{Currency, Money},
};

/// The period whose sales days sales outstanding are measured by.
pub const SALES_DAYS: i64 = 90;

/// How many accounts and payments are shown.
const MOST_OVERDUE: i64 = 6;
const LATEST: usize = 8;

/// Open items of one age, cut into what they are doing. `open` is the sum of the other three.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Aged {
    /// How old.
    pub bucket: Bucket,
    /// How many.
    pub items: i64,
    /// What is open.
    pub open: Money,
    /// What may be asked for, now or when it is due.
    pub collectable: Money,
    /// What payments will apply.
    pub moving: Money,
    /// What is disputed, promised or on a plan.
    pub held: Money,
    /// What of that is disputed.
    pub disputed: Money,
}

/// Days sales outstanding, with the figures it comes from. Tenths of a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dso {
    /// What was billed in the last [`SALES_DAYS`] days.
    pub sales: Money,
    /// The first of these days.
    pub since: NaiveDate,
    /// What is open ÷ sales × days.
    pub tenths: i64,
    /// The same of what is not due yet: the best that could be.
    pub best_tenths: i64,
}

impl Dso {
    /// Average days delinquent: what lies between the two.
    pub fn delinquent_tenths(&self) -> i64 {
        self.tenths - self.best_tenths
    }
}

/// An account that has something overdue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Overdue {
    /// Which.
    pub account_id: AccountId,
    /// Its name.
    pub name: String,
    /// Its number.
    pub number: String,
    /// How many items are overdue.
    pub items: i64,
    /// When the oldest of them was due.
    pub oldest_on: NaiveDate,
    /// How much may be asked for.
    pub collectable: Money,
}

/// Everything on the overview.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Overview {
    /// The entity's full name.
    pub entity_name: String,
    /// The currency of all amounts.
    pub currency: Currency,
    /// Every currency that something is open in, and the entity's own.
    pub currencies: Vec<Currency>,
    /// By age, youngest first; all buckets.
    pub aged: Vec<Aged>,
    /// How many accounts have something open.
    pub accounts: i64,
    /// Credit that is not applied to anything.
    pub credit: Money,
    /// What came in the last seven days, today included, and since when.
    pub cash_week: (Money, NaiveDate),
    /// What came in the last thirty days.
    pub cash_month: (Money, NaiveDate),
    /// Nothing where nothing was billed.
    pub dso: Option<Dso>,
    /// The accounts with most overdue.
    pub overdue_accounts: Vec<Overdue>,
    /// The latest payments.
    pub latest_payments: Vec<payments::Row>,
}

impl Overview {
    /// A sum over the buckets.
    pub fn sum_of(&self, amount: impl Fn(&Aged) -> Money) -> Money {
        let minor = self.aged.iter().map(|aged| amount(aged).minor).sum();
        Money::new(minor, self.currency)
    }

    /// How many items are open.
    pub fn items(&self) -> i64 {
        self.aged.iter().map(|aged| aged.items).sum()
    }

    /// What may be asked for and is past due.
    pub fn overdue(&self) -> Money {
        let is_past_due = |aged: &Aged| aged.bucket != Bucket::Current;
        let zero = Money::zero(self.currency);
        self.sum_of(|aged| if is_past_due(aged) { aged.collectable } else { zero })
    }
}

/// Reads the overview in a currency; in the entity's own if none is named.
pub async fn overview(
    backend: &Backend,
    staff: &Staff,
    wanted: Option<Currency>,
) -> Result<Overview> {
    staff.may(Action::ViewReceivables)?;
    let today = backend.clock.today(&staff.time_zone);
    let mut tx = backend.db.staff(staff).await?;
    let entity = sqlx::query!("SELECT name, currency FROM entity WHERE id = $1", staff.entity_id.0)
        .fetch_one(&mut *tx)
        .await?;
    let own: Currency = entity.currency.parse()?;
    let currency = wanted.unwrap_or(own);
    let Kept { currencies, accounts, credit_minor, rest } =
        kept(&mut tx, staff, currency, own).await?;
    let days = days(&mut tx, staff, currency, today).await?;
    let aged = age(&mut tx, staff, currency, today, rest, &days).await?;
    let open = aged.iter().map(|aged| aged.open.minor).sum();
    let not_due = aged.first().map_or(0, |aged| aged.open.minor);
    let (week, month) = (first_of(today, 7), first_of(today, 30));
    let kept_since = |sort, since| Money::new(sum_of(&days, sort, since, today), currency);
    let sales = kept_since(BILLED, first_of(today, SALES_DAYS.unsigned_abs()));
    let all = payments::Filter::default();
    let latest = payments::page(&mut tx, staff, &all, LATEST).await?;
    let overview = Overview {
        entity_name: entity.name,
        currency,
        currencies,
        aged,
        accounts,
        credit: Money::new(credit_minor, currency),
        cash_week: (kept_since(RECEIVED, week), week),
        cash_month: (kept_since(RECEIVED, month), month),
        dso: dso(open, not_due, sales, today),
        overdue_accounts: overdue_accounts(&mut tx, staff, currency, today).await?,
        latest_payments: latest.rows,
    };
    tx.end();
    Ok(overview)
}

/// The first of so many days that end today.
fn first_of(today: NaiveDate, days: u64) -> NaiveDate {
    today - Days::new(days - 1)
}

fn dso(open_minor: i64, not_due_minor: i64, sales: Money, today: NaiveDate) -> Option<Dso> {
    Some(Dso {
        sales,
        since: first_of(today, SALES_DAYS.unsigned_abs()),
        tenths: ageing::dso_tenths(open_minor, sales.minor, SALES_DAYS)?,
        best_tenths: ageing::dso_tenths(not_due_minor, sales.minor, SALES_DAYS)?,
    })
}

/// Sums are kept by day, the domain says how old a day is. Only days of the bounded buckets are read:
/// the oldest bucket is what is open in all, which is kept, less these. What is held is little and is
/// subtracted, whatever its age.
async fn age(
    tx: &mut Tx,
    staff: &Staff,
    currency: Currency,
    today: NaiveDate,
    mut rest: Rest,
    days: &[Day],
) -> Result<Vec<Aged>> {
    let zero = Money::zero(currency);
    let mut aged = Bucket::ALL.map(|bucket| Aged {
        bucket,
        items: 0,
        open: zero,
        collectable: zero,
        moving: zero,
        held: zero,
        disputed: zero,
    });
    let bucket_of = |due_on: NaiveDate| Bucket::of((today - due_on).num_days());
    let at = |due_on| aged_index(bucket_of(due_on));
    let bounded = first_bounded(today);
    for day in days.iter().filter(|day| day.sort == OPEN && day.day >= bounded) {
        let aged = &mut aged[at(day.day)];
        aged.items += day.items;
        aged.open.minor += day.minor;
        rest.items -= day.items;
        rest.open_minor -= day.minor;
    }
    let [.., oldest] = &mut aged;
    oldest.items = rest.items;
    oldest.open.minor = rest.open_minor;
    for held in held_days(tx, staff, currency, today).await? {
        let aged = &mut aged[at(held.due_on)];
        aged.moving.minor += held.moving_minor;
        aged.held.minor += held.not_asked_minor - held.moving_minor;
        aged.disputed.minor += held.disputed_minor;
    }
    for aged in &mut aged {
        aged.collectable = aged.open.minus(aged.moving)?.minus(aged.held)?;
    }
    Ok(aged.to_vec())
}

/// The first due date that is not in the oldest bucket.
fn first_bounded(today: NaiveDate) -> NaiveDate {
    let [.., before, _] = Bucket::ALL;
    today - Days::new(before.days().1.unwrap_or_default().unsigned_abs())
}

fn aged_index(bucket: Bucket) -> usize {
    Bucket::ALL.iter().position(|&of| of == bucket).unwrap_or(Bucket::ALL.len() - 1)
}

/// What is open in all.
struct Rest {
    items: i64,
    open_minor: i64,
}

/// What account balances keep.
struct Kept {
    /// Every currency that something is open in, and the entity's own.
    currencies: Vec<Currency>,
    /// How many accounts have something open in the wanted one.
    accounts: i64,
    /// What of their credit is left.
    credit_minor: i64,
    /// What they have open.
    rest: Rest,
}

async fn kept(tx: &mut Tx, staff: &Staff, currency: Currency, own: Currency) -> Result<Kept> {
    let rows = sqlx::query!(
        r#"SELECT currency, count(*) FILTER (WHERE open_minor > 0) AS "accounts!",
                  sum(credit_minor)::bigint AS "credit_minor!",
                  sum(open_count)::bigint AS "items!", sum(open_minor)::bigint AS "open_minor!"
           FROM account_balance WHERE entity_id = $1
           GROUP BY currency ORDER BY currency"#,
        staff.entity_id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let rest = Rest { items: 0, open_minor: 0 };
    let mut kept = Kept { currencies: vec![own], accounts: 0, credit_minor: 0, rest };
    for row in rows {
        let of: Currency = row.currency.parse()?;
        if of != own && row.items > 0 {
            kept.currencies.push(of);
        }
        if of == currency {
            kept.accounts = row.accounts;
            kept.credit_minor = row.credit_minor;
            kept.rest = Rest { items: row.items, open_minor: row.open_minor };
        }
    }
    Ok(kept)
}

/// What is kept by day, as `day_sum` calls it.
const OPEN: &str = "open";
const BILLED: &str = "billed";
const RECEIVED: &str = "received";

/// What a day sums to.
struct Day {
    sort: String,
    day: NaiveDate,
    items: i64,
    minor: i64,
}

/// What is open by its due date, billed and received by their days, since the first day that the
/// overview speaks of. See the migration that keeps them.
async fn days(
    tx: &mut Tx,
    staff: &Staff,
    currency: Currency,
    today: NaiveDate,
) -> Result<Vec<Day>> {
    let since = first_bounded(today).min(first_of(today, SALES_DAYS.unsigned_abs()));
    let days = sqlx::query_as!(
        Day,
        r#"SELECT sort, day, sum(items)::bigint AS "items!", sum(minor)::bigint AS "minor!"
           FROM day_sum WHERE entity_id = $1 AND currency = $2 AND day >= $3
           GROUP BY day, sort"#,
        staff.entity_id.0,
        currency.code(),
        since,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(days)
}

/// The sum of the days from one until today.
fn sum_of(days: &[Day], sort: &str, since: NaiveDate, today: NaiveDate) -> i64 {
    let meant = |day: &&Day| day.sort == sort && day.day >= since && day.day <= today;
    days.iter().filter(meant).map(|day| day.minor).sum()
}

struct HeldDay {
    due_on: NaiveDate,
    not_asked_minor: i64,
    moving_minor: i64,
    disputed_minor: i64,
}

/// What may not be asked for, by due date, and what of it is on its way or disputed.
async fn held_days(
    tx: &mut Tx,
    staff: &Staff,
    currency: Currency,
    today: NaiveDate,
) -> Result<Vec<HeldDay>> {
    let days = sqlx::query_as!(
        HeldDay,
        r#"SELECT due_on,
                  sum(open_minor - collectable_minor(open_minor, disputed_minor, in_flight_minor, promised_minor,
                                                     promised_until, deferred_minor, $3))::bigint AS "not_asked_minor!",
                  sum(moving_minor(open_minor, disputed_minor, in_flight_minor))::bigint AS "moving_minor!",
                  sum(least(open_minor, disputed_minor))::bigint AS "disputed_minor!"
           FROM open_item
           WHERE entity_id = $1 AND open_minor > 0 AND currency = $2
             AND (disputed_minor > 0 OR in_flight_minor > 0 OR promised_minor > 0 OR deferred_minor > 0)
           GROUP BY due_on"#,
        staff.entity_id.0,
        currency.code(),
        today,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(days)
}

/// The accounts with most overdue: what each has open, which is kept, less what is not due yet and
/// what is held.
async fn overdue_accounts(
    tx: &mut Tx,
    staff: &Staff,
    currency: Currency,
    today: NaiveDate,
) -> Result<Vec<Overdue>> {
    let rows = sqlx::query!(
        r#"WITH ahead AS (
               SELECT account_id, count(*) AS items, sum(open_minor)::bigint AS minor
               FROM open_item WHERE entity_id = $1 AND open_minor > 0 AND due_on >= $3 AND currency = $2
               GROUP BY account_id),
           held AS (
               SELECT account_id, sum(open_minor - asked)::bigint AS minor, count(*) FILTER (WHERE asked = 0) AS whole
               FROM (SELECT account_id, open_minor,
                            collectable_minor(open_minor, disputed_minor, in_flight_minor, promised_minor,
                                              promised_until, deferred_minor, $3) AS asked
                     FROM open_item
                     WHERE entity_id = $1 AND open_minor > 0 AND currency = $2 AND due_on < $3
                       AND (disputed_minor > 0 OR in_flight_minor > 0 OR promised_minor > 0 OR deferred_minor > 0)) item
               GROUP BY account_id),
           most AS (
               SELECT b.account_id,
                      (b.open_count - coalesce(a.items, 0) - coalesce(h.whole, 0)) AS items,
                      (b.open_minor - coalesce(a.minor, 0) - coalesce(h.minor, 0)) AS minor
               FROM account_balance b
               LEFT JOIN ahead a ON a.account_id = b.account_id
               LEFT JOIN held h ON h.account_id = b.account_id
               WHERE b.entity_id = $1 AND b.currency = $2 AND b.open_minor > 0
               ORDER BY 3 DESC, 1 LIMIT $4)
           SELECT a.id AS "id!", a.name AS "name!", a.number AS "number!", m.items AS "items!", m.minor AS "minor!",
                  (SELECT o.due_on FROM open_item o
                   WHERE o.account_id = m.account_id AND o.open_minor > 0 AND o.currency = $2 AND o.due_on < $3
                     AND collectable_minor(o.open_minor, o.disputed_minor, o.in_flight_minor, o.promised_minor,
                                           o.promised_until, o.deferred_minor, $3) > 0
                   ORDER BY o.due_on LIMIT 1) AS "oldest_on!"
           FROM most m JOIN account a ON a.id = m.account_id
           WHERE m.minor > 0
           ORDER BY m.minor DESC, a.id"#,
        staff.entity_id.0,
        currency.code(),
        today,
        MOST_OVERDUE,
    )
    .fetch_all(&mut **tx)
    .await?;
    let overdue = rows.into_iter().map(|row| Overdue {
        account_id: row.id.into(),
        name: row.name,
        number: row.number,
        items: row.items,
        oldest_on: row.oldest_on,
        collectable: Money::new(row.minor, currency),
    });
    Ok(overdue.collect())
}
