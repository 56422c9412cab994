//! The receivables of an entity at a glance, in one currency. Every figure is a sum of rows that a
//! list shows: open items by the day on which they are due, settled payments, billed invoices.

use super::{payments, sum};
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
    let (aged, currencies) = age(&mut tx, staff, currency, own, today).await?;
    let open = aged.iter().map(|aged| aged.open.minor).sum();
    let not_due = aged.first().map_or(0, |aged| aged.open.minor);
    let totals = totals(&mut tx, staff, currency, today).await?;
    let all = payments::Filter::default();
    let latest = payments::page(&mut tx, staff, &all, LATEST).await?;
    let overview = Overview {
        entity_name: entity.name,
        currency,
        currencies,
        aged,
        accounts: totals.accounts,
        credit: Money::new(totals.credit_minor, currency),
        cash_week: (Money::new(totals.week_minor, currency), first_of(today, 7)),
        cash_month: (Money::new(totals.month_minor, currency), first_of(today, 30)),
        dso: dso(open, not_due, Money::new(totals.sales_minor, currency), today),
        overdue_accounts: overdue_accounts(&mut tx, staff, currency, today).await?,
        latest_payments: latest.rows,
    };
    tx.commit().await?;
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

/// The database sums by day, the domain says how old a day is. From the index alone.
async fn age(
    tx: &mut Tx,
    staff: &Staff,
    currency: Currency,
    own: Currency,
    today: NaiveDate,
) -> Result<(Vec<Aged>, Vec<Currency>)> {
    let days = sqlx::query!(
        r#"SELECT currency, due_on, count(*) AS "items!", sum(open_minor)::bigint AS open_minor,
                  sum(collectable_minor(open_minor, disputed_minor, in_flight_minor, promised_minor,
                                        promised_until, deferred_minor, $2))::bigint AS collectable_minor,
                  sum(moving_minor(open_minor, disputed_minor, in_flight_minor))::bigint AS moving_minor
           FROM open_item WHERE entity_id = $1 AND open_minor > 0 GROUP BY currency, due_on"#,
        staff.entity_id.0,
        today,
    )
    .fetch_all(&mut **tx)
    .await?;
    let zero = Money::zero(currency);
    let mut aged = Bucket::ALL.map(|bucket| Aged {
        bucket,
        items: 0,
        open: zero,
        collectable: zero,
        moving: zero,
        held: zero,
    });
    let mut currencies = vec![own];
    for day in days {
        let of_day: Currency = day.currency.parse()?;
        if !currencies.contains(&of_day) {
            currencies.push(of_day);
        }
        let bucket = Bucket::of((today - day.due_on).num_days());
        if let Some(aged) = aged.iter_mut().find(|a| a.bucket == bucket && of_day == currency) {
            let (open, collectable) = (sum(day.open_minor), sum(day.collectable_minor));
            let moving = sum(day.moving_minor);
            aged.items += day.items;
            aged.open.minor += open;
            aged.collectable.minor += collectable;
            aged.moving.minor += moving;
            aged.held.minor += open - collectable - moving;
        }
    }
    currencies[1..].sort_by_key(|currency| currency.code().to_owned());
    Ok((aged.to_vec(), currencies))
}

struct Totals {
    accounts: i64,
    credit_minor: i64,
    week_minor: i64,
    month_minor: i64,
    sales_minor: i64,
}

async fn totals(
    tx: &mut Tx,
    staff: &Staff,
    currency: Currency,
    today: NaiveDate,
) -> Result<Totals> {
    let row = sqlx::query_as!(
        Totals,
        r#"SELECT
             (SELECT count(*) FROM account_balance
               WHERE entity_id = $1 AND currency = $2 AND open_minor > 0) AS "accounts!",
             (SELECT coalesce(sum(credit_minor), 0)::bigint FROM account_balance
               WHERE entity_id = $1 AND currency = $2 AND credit_minor > 0) AS "credit_minor!",
             (SELECT coalesce(sum(amount_minor), 0)::bigint FROM payment
               WHERE entity_id = $1 AND currency = $2 AND state = 'settled'
                 AND settled_on BETWEEN $3 AND $6) AS "week_minor!",
             (SELECT coalesce(sum(amount_minor), 0)::bigint FROM payment
               WHERE entity_id = $1 AND currency = $2 AND state = 'settled'
                 AND settled_on BETWEEN $4 AND $6) AS "month_minor!",
             (SELECT coalesce(sum(total_minor), 0)::bigint FROM invoice
               WHERE entity_id = $1 AND currency = $2 AND issued_on BETWEEN $5 AND $6) AS "sales_minor!""#,
        staff.entity_id.0,
        currency.code(),
        first_of(today, 7),
        first_of(today, 30),
        first_of(today, SALES_DAYS.unsigned_abs()),
        today,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row)
}

async fn overdue_accounts(
    tx: &mut Tx,
    staff: &Staff,
    currency: Currency,
    today: NaiveDate,
) -> Result<Vec<Overdue>> {
    let rows = sqlx::query!(
        r#"SELECT a.id, a.name, a.number, o.items AS "items!", o.oldest_on AS "oldest_on!",
                  o.minor AS "minor!"
           FROM (SELECT account_id, count(*) AS items, min(due_on) AS oldest_on, sum(minor)::bigint AS minor
                   FROM (SELECT account_id, due_on,
                                collectable_minor(open_minor, disputed_minor, in_flight_minor,
                                                  promised_minor, promised_until, deferred_minor, $3) AS minor
                           FROM open_item
                          WHERE entity_id = $1 AND open_minor > 0 AND currency = $2 AND due_on < $3) x
                  WHERE minor > 0 GROUP BY account_id ORDER BY 4 DESC, 1 LIMIT $4) o
           JOIN account a ON a.id = o.account_id
           ORDER BY o.minor DESC, a.id"#,
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
