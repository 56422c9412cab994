//! The invoices of an entity: by state, age, currency and account, in four orders; or those that
//! somebody searches for. What a figure of the overview counts is what these lists sum to.

mod export;
pub(super) mod find;
mod keys;

pub use export::export;

use super::{
    PAGE_ROWS, accounts, money,
    paging::{From, Key, Page},
    sum,
};
use crate::{Backend, Result, Staff, db::Tx};
use chrono::{Days, NaiveDate};
use domain::{
    access::Action,
    ageing::Bucket,
    collectable::{self, Collectable},
    ids::{AccountId, InvoiceId},
    money::{Currency, Money},
    open_item::{Facts, State},
    standing,
};
use uuid::Uuid;

/// Which invoices are shown, and with them which of their open items count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Show {
    /// Something is open.
    #[default]
    Open,
    /// Something may be asked for and is past due.
    Overdue,
    /// A payment is on its way.
    Moving,
    /// Something is disputed, promised or on a plan.
    Held,
    /// Something is disputed.
    Disputed,
    /// Nothing is open.
    Paid,
    /// All of them.
    All,
}

impl Show {
    /// All of them, in the order of offering.
    pub const ALL: [Self; 7] = [
        Self::Open,
        Self::Overdue,
        Self::Moving,
        Self::Held,
        Self::Disputed,
        Self::Paid,
        Self::All,
    ];

    /// The code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Moving => "moving",
            Self::Held => "held",
            Self::Disputed => "disputed",
            Self::Paid => "paid",
            Self::All => "all",
        }
    }

    /// Whether only invoices with something open are shown.
    pub fn is_of_open(self) -> bool {
        !matches!(self, Self::Paid | Self::All)
    }

    /// What of an item's subtraction the list is about.
    pub fn amount_of(self, part: &Collectable) -> i64 {
        match self {
            Self::Open | Self::All => part.open_minor,
            Self::Overdue => part.collectable_minor,
            Self::Moving => part.in_flight_minor,
            Self::Held => part.held_minor(),
            Self::Disputed => part.disputed_minor,
            Self::Paid => 0,
        }
    }
}

/// What the list is sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// When the next part is due.
    Due,
    /// When it was issued.
    Issued,
    /// Its total.
    Amount,
    /// Its number.
    Number,
}

impl Sort {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Due, Self::Issued, Self::Amount, Self::Number];

    /// The code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Issued => "issued",
            Self::Amount => "amount",
            Self::Number => "number",
        }
    }
}

/// An order: by what, and whether from the largest or latest on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Order {
    /// By what.
    pub sort: Sort,
    /// Largest or latest first.
    pub descending: bool,
}

/// What of the list is wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Which.
    pub show: Show,
    /// Of open ones: how old.
    pub bucket: Option<Bucket>,
    /// Only those in a currency.
    pub currency: Option<Currency>,
    /// Only those of an account.
    pub account: Option<AccountId>,
    /// Issued on this day or later.
    pub since: Option<NaiveDate>,
    /// Issued on this day or earlier.
    pub until: Option<NaiveDate>,
    /// What number, order number or account's name begin with, or the exact total.
    pub q: Option<String>,
    /// The order; see [`Filter::order`].
    pub order: Option<Order>,
    /// Which part of the list.
    pub from: From,
}

impl Filter {
    /// The order: the oldest debt first, and of other lists the latest invoice.
    pub fn order(&self) -> Order {
        self.order.unwrap_or(match self.show.is_of_open() {
            true => Order { sort: Sort::Due, descending: false },
            false => Order { sort: Sort::Issued, descending: true },
        })
    }

    /// The days on which the open items that count are due.
    fn due(&self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let before = |days: i64| today - chrono::Duration::days(days);
        let bucket = self.bucket.filter(|_| self.show.is_of_open());
        let (from, to) = bucket.map_or((None, None), Bucket::days);
        let (first, last) = (to.map_or(FIRST_DAY, before), from.map_or(LAST_DAY, before));
        match self.show {
            Show::Overdue => (first, last.min(today - Days::new(1))),
            _ => (first, last),
        }
    }
}

/// Days beyond any that business is done on.
pub(super) const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a date");
pub(super) const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2900, 1, 1).expect("a date");

/// One invoice of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Which.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// The customer's order.
    pub po_number: Option<String>,
    /// The order number that the customer gave afterwards.
    pub customer_po: Option<String>,
    /// Whose.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// Their number.
    pub account_number: String,
    /// When it was issued.
    pub issued_on: NaiveDate,
    /// When the next part of it is due; of a paid one, the last.
    pub due_on: NaiveDate,
    /// Its total.
    pub total: Money,
    /// The state of the whole.
    pub state: State,
    /// The subtraction of the open items that count in this list.
    pub sums: Collectable,
    /// When the first of these is due.
    pub counted_on: Option<NaiveDate>,
}

impl Row {
    /// The customer's order numbers: as issued, and as given afterwards.
    pub fn orders(&self) -> impl Iterator<Item = &str> {
        self.po_number.as_deref().into_iter().chain(self.customer_po.as_deref())
    }

    /// An amount in its currency.
    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.total.currency)
    }
}

/// What all rows sum to, in one currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Total {
    /// How many open items, or invoices where paid ones are shown.
    pub count: i64,
    /// What was billed, where paid ones are shown.
    pub billed: Option<Money>,
    /// What is open.
    pub open: Money,
    /// What of it is disputed; none where paid ones are shown.
    pub disputed: Option<Money>,
    /// What the list is about; see [`Show::amount_of`].
    pub amount: Money,
}

/// A page of invoices.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct List {
    /// The invoices.
    pub page: Page<Row>,
    /// By currency; none where the rows are not counted.
    pub totals: Vec<Total>,
    /// The currencies to choose from.
    pub currencies: Vec<Currency>,
    /// The name of the account, if they are of one.
    pub account_name: Option<String>,
    /// Whether a search found more than is shown.
    pub is_cut: bool,
}

/// Reads a page of invoices.
pub async fn list(backend: &Backend, staff: &Staff, filter: &Filter) -> Result<List> {
    staff.may(Action::ViewReceivables)?;
    let today = backend.clock.today(&staff.time_zone);
    let mut tx = backend.db.staff(staff).await?;
    let currencies = accounts::currencies(&mut tx, staff).await?;
    let account_name = match filter.account {
        Some(id) => Some(accounts::name_of(&mut tx, staff, id).await?),
        None => None,
    };
    let searched = filter.q.as_deref().filter(|q| !q.is_empty());
    let (page, totals, is_cut) = match searched {
        Some(q) => {
            let ids = find::find(&mut tx, staff, filter, q, &currencies, today).await?;
            let mut rows = rows(&mut tx, staff, &ids, filter, today).await?;
            rows.sort_by_cached_key(|row| row.order_key(filter.order().sort));
            if filter.order().descending {
                rows.reverse();
            }
            let is_cut = rows.len() > PAGE_ROWS;
            rows.truncate(PAGE_ROWS);
            (Page { rows, before: None, after: None }, Vec::new(), is_cut)
        }
        None => {
            let page = page(&mut tx, staff, filter, PAGE_ROWS, today).await?;
            (page, totals(&mut tx, staff, filter, today).await?, false)
        }
    };
    tx.end();
    Ok(List { page, totals, currencies, account_name, is_cut })
}

/// Reads so many invoices.
pub(super) async fn page(
    tx: &mut Tx,
    staff: &Staff,
    filter: &Filter,
    most: usize,
    today: NaiveDate,
) -> Result<Page<Row>> {
    let ids = keys::keys(tx, staff, filter, most + 1, today).await?;
    let rows = rows(tx, staff, &ids, filter, today).await?;
    let sort = filter.order().sort;
    Ok(Page::cut(rows, most, &filter.from, |row| row.key(sort)))
}

impl Row {
    fn key(&self, sort: Sort) -> Key {
        match sort {
            Sort::Due => Key::new(self.due_on, self.id.0),
            Sort::Issued => Key::new(self.issued_on, self.id.0),
            Sort::Amount => Key::new(self.total.minor, self.id.0),
            Sort::Number => Key::new(&self.number, self.id.0),
        }
    }

    /// The same, comparable.
    fn order_key(&self, sort: Sort) -> (Option<NaiveDate>, i64, Option<String>, Uuid) {
        match sort {
            Sort::Due => (Some(self.due_on), 0, None, self.id.0),
            Sort::Issued => (Some(self.issued_on), 0, None, self.id.0),
            Sort::Amount => (None, self.total.minor, None, self.id.0),
            Sort::Number => (None, 0, Some(self.number.clone()), self.id.0),
        }
    }
}

/// Invoices by their ids, in that order, each with its open items.
pub(super) async fn rows(
    tx: &mut Tx,
    staff: &Staff,
    ids: &[Uuid],
    filter: &Filter,
    today: NaiveDate,
) -> Result<Vec<Row>> {
    let found = sqlx::query!(
        r#"SELECT i.id, i.number, i.po_number, i.customer_po, i.account_id, a.name, a.number AS account_number, i.issued_on,
                  i.due_on, i.currency, i.total_minor, o.due_on AS "item_due_on?", o.open_minor AS "open_minor?",
                  o.disputed_minor AS "disputed_minor?", o.in_flight_minor AS "in_flight_minor?",
                  o.promised_minor AS "promised_minor?", o.promised_until AS "promised_until?",
                  o.deferred_minor AS "deferred_minor?"
           FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, n)
           JOIN invoice i ON i.id = wanted.id JOIN account a ON a.id = i.account_id
           LEFT JOIN open_item o ON o.account_id = i.account_id AND o.invoice_id = i.id AND o.open_minor > 0
           WHERE i.entity_id = $1 ORDER BY wanted.n, o.seq"#,
        staff.entity_id.0,
        ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut rows = Vec::with_capacity(ids.len());
    for of_invoice in found.chunk_by(|a, b| a.id == b.id) {
        let Some(row) = of_invoice.first() else {
            continue;
        };
        let items: Vec<(NaiveDate, Facts)> = of_invoice
            .iter()
            .filter_map(|row| {
                let facts = Facts {
                    open_minor: sum(row.open_minor),
                    disputed_minor: sum(row.disputed_minor),
                    in_flight_minor: sum(row.in_flight_minor),
                    promised_minor: sum(row.promised_minor),
                    promised_until: row.promised_until,
                    deferred_minor: sum(row.deferred_minor),
                };
                Some((row.item_due_on?, facts))
            })
            .collect();
        let counted = counted(&items, filter, today);
        rows.push(Row {
            id: row.id.into(),
            number: row.number.clone(),
            po_number: row.po_number.clone(),
            customer_po: row.customer_po.clone(),
            account_id: row.account_id.into(),
            account_name: row.name.clone(),
            account_number: row.account_number.clone(),
            issued_on: row.issued_on,
            due_on: row.due_on,
            total: money(row.total_minor, &row.currency)?,
            state: standing::of_items(row.total_minor, &items, today).state,
            sums: Collectable::sum(counted.iter().map(|(_, part)| *part)),
            counted_on: counted.iter().map(|(due_on, _)| *due_on).min(),
        });
    }
    Ok(rows)
}

/// Those items that the list counts: when each is due, and its subtraction.
fn counted(
    items: &[(NaiveDate, Facts)],
    filter: &Filter,
    today: NaiveDate,
) -> Vec<(NaiveDate, Collectable)> {
    let (first, last) = filter.due(today);
    items
        .iter()
        .filter(|(due_on, _)| (first..=last).contains(due_on))
        .map(|(due_on, facts)| (*due_on, collectable::of_item(facts, today)))
        .filter(|(_, part)| filter.show.amount_of(part) > 0)
        .collect()
}

async fn totals(
    tx: &mut Tx,
    staff: &Staff,
    filter: &Filter,
    today: NaiveDate,
) -> Result<Vec<Total>> {
    let by_issue = filter.since.is_some() || filter.until.is_some();
    match (filter.show, by_issue) {
        (Show::All, true) => billed(tx, staff, filter).await,
        (Show::Paid | Show::All, false) | (_, true) => Ok(Vec::new()),
        (_, false) => open(tx, staff, filter, today).await,
    }
}

/// From the open items: the same sums, over the same items, as the overview has them.
async fn open(tx: &mut Tx, staff: &Staff, filter: &Filter, today: NaiveDate) -> Result<Vec<Total>> {
    let (first, last) = filter.due(today);
    let rows = sqlx::query!(
        r#"SELECT currency, count(*) AS "count!", sum(open)::bigint AS open, sum(disputed)::bigint AS disputed,
                  sum(amount)::bigint AS amount
           FROM (SELECT currency, open_minor AS open, disputed,
                        CASE $6 WHEN 'overdue' THEN collectable WHEN 'moving' THEN moving
                                WHEN 'held' THEN open_minor - collectable - moving
                                WHEN 'disputed' THEN disputed ELSE open_minor END AS amount
                 FROM (SELECT currency, open_minor, least(open_minor, disputed_minor) AS disputed,
                              collectable_minor(open_minor, disputed_minor, in_flight_minor, promised_minor,
                                                promised_until, deferred_minor, $7) AS collectable,
                              moving_minor(open_minor, disputed_minor, in_flight_minor) AS moving
                       FROM open_item
                       WHERE entity_id = $1 AND open_minor > 0 AND due_on BETWEEN $2 AND $3
                         AND ($4::text IS NULL OR currency = $4) AND ($5::uuid IS NULL OR account_id = $5)) i) j
           WHERE amount > 0 GROUP BY currency ORDER BY currency"#,
        staff.entity_id.0,
        first,
        last,
        filter.currency.as_ref().map(Currency::code),
        filter.account.map(|id| id.0),
        filter.show.code(),
        today,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Total {
                count: row.count,
                billed: None,
                open: money(sum(row.open), &row.currency)?,
                disputed: Some(money(sum(row.disputed), &row.currency)?),
                amount: money(sum(row.amount), &row.currency)?,
            })
        })
        .collect()
}

async fn billed(tx: &mut Tx, staff: &Staff, filter: &Filter) -> Result<Vec<Total>> {
    let rows = sqlx::query!(
        r#"SELECT currency, count(*) AS "count!", sum(total_minor)::bigint AS billed, sum(open_minor)::bigint AS open
           FROM invoice
           WHERE entity_id = $1 AND issued_on BETWEEN $2 AND $3
             AND ($4::text IS NULL OR currency = $4) AND ($5::uuid IS NULL OR account_id = $5)
           GROUP BY currency ORDER BY currency"#,
        staff.entity_id.0,
        filter.since.unwrap_or(FIRST_DAY),
        filter.until.unwrap_or(LAST_DAY),
        filter.currency.as_ref().map(Currency::code),
        filter.account.map(|id| id.0),
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let open = money(sum(row.open), &row.currency)?;
            Ok(Total {
                count: row.count,
                billed: Some(money(sum(row.billed), &row.currency)?),
                open,
                disputed: None,
                amount: open,
            })
        })
        .collect()
}
