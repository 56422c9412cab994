//! The accounts of an entity: by name, by what is open, or by their credit; or those whose name or
//! number begins with what was typed.

use super::{
    PAGE_ROWS, end_of_prefix, money,
    paging::{From, Key, Page},
    sum,
};
use crate::{Backend, Result, Staff, db::Tx};
use chrono::NaiveDate;
use domain::{
    access::Action,
    ids::AccountId,
    money::{Currency, Money},
};
use uuid::Uuid;

/// What the list is sorted by; the last two show only accounts that have such an amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum By {
    /// All accounts, by name.
    #[default]
    Name,
    /// Those that owe something in a currency, most first.
    Open,
    /// Those that have credit in a currency, most first.
    Credit,
}

impl By {
    /// All of them, in the order of offering.
    pub const ALL: [Self; 3] = [Self::Name, Self::Open, Self::Credit];

    /// The code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Open => "open",
            Self::Credit => "credit",
        }
    }
}

/// What of the list is wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// The order.
    pub by: By,
    /// The currency of amounts; the entity's own where it has to be one.
    pub currency: Option<Currency>,
    /// What name or number begin with. The order is then by name.
    pub q: Option<String>,
    /// Which part of the list.
    pub from: From,
}

/// What an account owes in one currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Balance {
    /// How many items are open.
    pub items: i32,
    /// What is open.
    pub open: Money,
    /// What of it may be asked for and is past due.
    pub overdue: Money,
    /// What of it payments will apply.
    pub moving: Money,
    /// What of it is disputed.
    pub disputed: Money,
    /// Credit that is not applied to anything.
    pub credit: Money,
}

/// One account of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Which.
    pub id: AccountId,
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub city: String,
    /// Its country's code.
    pub country: String,
    /// By currency; none where nothing is open and there is no credit.
    pub balances: Vec<Balance>,
    search_name: String,
}

/// What all rows sum to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Total {
    /// How many accounts.
    pub count: i64,
    /// How much is open, or how much credit there is.
    pub amount: Money,
}

/// A page of accounts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct List {
    /// The accounts.
    pub page: Page<Row>,
    /// The currency of the amounts, if it is one.
    pub currency: Option<Currency>,
    /// Every currency that the entity's accounts have balances in.
    pub currencies: Vec<Currency>,
    /// Of lists in one currency.
    pub total: Option<Total>,
    /// Whether a search found more than is shown.
    pub is_cut: bool,
}

/// Reads a page of accounts.
pub async fn list(backend: &Backend, staff: &Staff, filter: &Filter) -> Result<List> {
    staff.may(Action::ViewReceivables)?;
    let today = backend.clock.today(&staff.time_zone);
    let mut tx = backend.db.staff(staff).await?;
    let currencies = currencies(&mut tx, staff).await?;
    let searched = filter.q.as_deref().filter(|q| !q.is_empty());
    let currency = match filter.by {
        By::Name => None,
        By::Open | By::Credit => filter.currency.or(currencies.first().copied()),
    };
    let ids = match (searched, currency) {
        (Some(q), _) => found(&mut tx, staff, q).await?,
        (None, Some(currency)) => by_amount(&mut tx, staff, filter, currency).await?,
        (None, None) => by_name(&mut tx, staff, filter).await?,
    };
    let mut read = rows(&mut tx, staff, &ids, currency, today).await?;
    let total = match currency {
        Some(currency) if searched.is_none() => {
            Some(total(&mut tx, staff, filter.by, currency).await?)
        }
        _ => None,
    };
    tx.end();
    let is_cut = searched.is_some() && read.len() > PAGE_ROWS;
    let page = if searched.is_some() {
        read.truncate(PAGE_ROWS);
        Page { rows: read, before: None, after: None }
    } else {
        Page::cut(read, PAGE_ROWS, &filter.from, |row| row.key(filter.by))
    };
    Ok(List { page, currency, currencies, total, is_cut })
}

impl Row {
    fn key(&self, by: By) -> Key {
        let balance = self.balances.first();
        match by {
            By::Name => Key::new(&self.search_name, self.id.0),
            By::Open => Key::new(balance.map_or(0, |b| b.open.minor), self.id.0),
            By::Credit => Key::new(balance.map_or(0, |b| b.credit.minor), self.id.0),
        }
    }
}

/// The entity's own currency first, then every other one that an account has a balance in: from
/// the index alone, jumping from one currency to the next.
pub(super) async fn currencies(tx: &mut Tx, staff: &Staff) -> Result<Vec<Currency>> {
    let codes = sqlx::query_scalar!(
        r#"WITH RECURSIVE used AS (
               (SELECT currency FROM account_balance WHERE entity_id = $1 ORDER BY currency LIMIT 1)
               UNION ALL
               SELECT (SELECT b.currency FROM account_balance b
                        WHERE b.entity_id = $1 AND b.currency > used.currency ORDER BY b.currency LIMIT 1)
                 FROM used WHERE used.currency IS NOT NULL)
           SELECT currency AS "currency!" FROM (
               SELECT currency, 0 AS n FROM entity WHERE id = $1
               UNION ALL
               SELECT currency, 1 FROM used WHERE currency IS NOT NULL
                  AND currency <> (SELECT currency FROM entity WHERE id = $1)) x
           ORDER BY n, currency"#,
        staff.entity_id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    codes.iter().map(|code| super::currency(code)).collect()
}

/// The name of an account of the entity.
pub(super) async fn name_of(tx: &mut Tx, staff: &Staff, id: AccountId) -> Result<String> {
    let name = sqlx::query_scalar!(
        "SELECT name FROM account WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        id.0,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(name)
}

const ONE_MORE: i64 = PAGE_ROWS as i64 + 1;

async fn by_name(tx: &mut Tx, staff: &Staff, filter: &Filter) -> Result<Vec<Uuid>> {
    let entity_id = staff.entity_id.0;
    let start = |value: &str, id| Key::new(value, id);
    let ids = if filter.from.is_backwards() {
        let key = filter.from.key().cloned().unwrap_or(start("", Uuid::nil()));
        sqlx::query_scalar!(
            "SELECT id FROM account WHERE entity_id = $1 AND (search_name, id) < ($2, $3)
             ORDER BY search_name DESC, id DESC LIMIT $4",
            entity_id,
            key.value,
            key.id,
            ONE_MORE,
        )
        .fetch_all(&mut **tx)
        .await?
    } else {
        let key = filter.from.key().cloned().unwrap_or(start("", Uuid::nil()));
        sqlx::query_scalar!(
            "SELECT id FROM account WHERE entity_id = $1 AND (search_name, id) > ($2, $3)
             ORDER BY search_name, id LIMIT $4",
            entity_id,
            key.value,
            key.id,
            ONE_MORE,
        )
        .fetch_all(&mut **tx)
        .await?
    };
    Ok(ids)
}

/// Most first, and equal amounts by id: the comparison cannot be one of rows, because the index
/// runs down by amount and up by id.
macro_rules! by_amount {
    ($tx:ident, $staff:ident, $currency:ident, $from:ident, $column:literal,
     $than:literal, $way:literal, $id_than:literal, $id_way:literal) => {
        sqlx::query_scalar!(
            "SELECT account_id FROM account_balance WHERE entity_id = $1 AND currency = $2 AND "
                + $column
                + " > 0 AND "
                + $column
                + " "
                + $than
                + "= $3 AND ("
                + $column
                + " "
                + $than
                + " $3 OR account_id "
                + $id_than
                + " $4) ORDER BY "
                + $column
                + " "
                + $way
                + ", account_id "
                + $id_way
                + " LIMIT $5",
            $staff.entity_id.0,
            $currency.code(),
            $from.0,
            $from.1,
            ONE_MORE,
        )
        .fetch_all(&mut **$tx)
        .await
    };
}

async fn by_amount(
    tx: &mut Tx,
    staff: &Staff,
    filter: &Filter,
    currency: Currency,
) -> Result<Vec<Uuid>> {
    let from = filter.from.key().and_then(|key| Some((key.value.parse().ok()?, key.id)));
    let from = from.unwrap_or((i64::MAX, Uuid::nil()));
    let ids = match (filter.by, filter.from.is_backwards()) {
        (By::Credit, false) => {
            by_amount!(tx, staff, currency, from, "credit_minor", "<", "DESC", ">", "ASC")
        }
        (By::Credit, true) => {
            by_amount!(tx, staff, currency, from, "credit_minor", ">", "ASC", "<", "DESC")
        }
        (_, false) => by_amount!(tx, staff, currency, from, "open_minor", "<", "DESC", ">", "ASC"),
        (_, true) => by_amount!(tx, staff, currency, from, "open_minor", ">", "ASC", "<", "DESC"),
    };
    Ok(ids?)
}

/// Accounts whose name or number begins with what was typed, by name.
pub(super) async fn found(tx: &mut Tx, staff: &Staff, q: &str) -> Result<Vec<Uuid>> {
    let (name, upper) = (q.to_lowercase(), q.to_uppercase());
    let numbers = [q.to_owned(), upper];
    let ends = numbers.clone().map(|number| end_of_prefix(&number));
    let ids = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM (
               (SELECT id, search_name FROM account
                 WHERE entity_id = $1 AND search_name >= $2 AND search_name < $3
                 ORDER BY search_name, id LIMIT $6)
               UNION
               SELECT a.id, a.search_name FROM unnest($4::text[], $5::text[]) AS range (first, beyond)
               CROSS JOIN LATERAL (
                   SELECT id, search_name FROM account
                    WHERE entity_id = $1 AND number >= range.first AND number < range.beyond
                    ORDER BY number LIMIT $6) a) found
           ORDER BY search_name, id LIMIT $6"#,
        staff.entity_id.0,
        name,
        end_of_prefix(&name),
        &numbers[..],
        &ends[..],
        ONE_MORE,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(ids)
}

/// Accounts by their ids, in that order, with their balances in one currency or in all.
pub(super) async fn rows(
    tx: &mut Tx,
    staff: &Staff,
    ids: &[Uuid],
    currency: Option<Currency>,
    today: NaiveDate,
) -> Result<Vec<Row>> {
    let found = sqlx::query!(
        r#"SELECT a.id, a.number, a.name, a.search_name, a.city, a.country, b.currency AS "currency?",
                  b.open_count AS "items?", b.open_minor AS "open_minor?", b.credit_minor AS "credit_minor?",
                  o.overdue_minor, o.moving_minor, o.disputed_minor
           FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, n)
           JOIN account a ON a.id = wanted.id
           LEFT JOIN account_balance b ON b.account_id = a.id AND (b.open_minor > 0 OR b.credit_minor > 0)
                AND ($3::text IS NULL OR b.currency = $3)
           LEFT JOIN LATERAL (
               SELECT sum(moving_minor(open_minor, disputed_minor, in_flight_minor))::bigint AS moving_minor,
                      sum(least(open_minor, disputed_minor))::bigint AS disputed_minor,
                      (sum(collectable_minor(open_minor, disputed_minor, in_flight_minor, promised_minor,
                                             promised_until, deferred_minor, $4))
                           FILTER (WHERE due_on < $4))::bigint AS overdue_minor
               FROM open_item WHERE account_id = b.account_id AND currency = b.currency AND open_minor > 0
           ) o ON true
           WHERE a.entity_id = $1 ORDER BY wanted.n, b.currency"#,
        staff.entity_id.0,
        ids,
        currency.as_ref().map(Currency::code),
        today,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut rows: Vec<Row> = Vec::with_capacity(ids.len());
    for row in found {
        if rows.last().is_none_or(|last| last.id.0 != row.id) {
            rows.push(Row {
                id: row.id.into(),
                number: row.number,
                name: row.name,
                city: row.city,
                country: row.country,
                balances: Vec::new(),
                search_name: row.search_name,
            });
        }
        if let (Some(code), Some(last)) = (row.currency, rows.last_mut()) {
            last.balances.push(Balance {
                items: row.items.unwrap_or(0),
                open: money(sum(row.open_minor), &code)?,
                overdue: money(sum(row.overdue_minor), &code)?,
                moving: money(sum(row.moving_minor), &code)?,
                disputed: money(sum(row.disputed_minor), &code)?,
                credit: money(sum(row.credit_minor), &code)?,
            });
        }
    }
    Ok(rows)
}

async fn total(tx: &mut Tx, staff: &Staff, by: By, currency: Currency) -> Result<Total> {
    let entity_id = staff.entity_id.0;
    let (count, minor) = if by == By::Credit {
        let row = sqlx::query!(
            r#"SELECT count(*) AS "count!", sum(credit_minor)::bigint AS minor FROM account_balance
               WHERE entity_id = $1 AND currency = $2 AND credit_minor > 0"#,
            entity_id,
            currency.code(),
        )
        .fetch_one(&mut **tx)
        .await?;
        (row.count, row.minor)
    } else {
        let row = sqlx::query!(
            r#"SELECT count(*) AS "count!", sum(open_minor)::bigint AS minor FROM account_balance
               WHERE entity_id = $1 AND currency = $2 AND open_minor > 0"#,
            entity_id,
            currency.code(),
        )
        .fetch_one(&mut **tx)
        .await?;
        (row.count, row.minor)
    };
    Ok(Total { count, amount: Money::new(sum(minor), currency) })
}
