//! The payments of an entity, newest first: by the moment at which they were made, or, of those
//! that were received, by the day on which the money came.

mod export;
mod keys;

pub use export::export;

use super::{
    PAGE_ROWS, money,
    paging::{From, Key, Page},
    sum, unknown,
};
use crate::{Backend, Result, Staff, db::Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Action,
    fee::Method,
    ids::{AccountId, PaymentId},
    money::{Currency, Money},
    payment::State,
};
use uuid::Uuid;

/// Which payments are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Show {
    /// All of them.
    #[default]
    All,
    /// Those that are neither settled nor given up.
    Moving,
    /// Those whose money is there.
    Received,
    /// Those that did not work or were given up.
    Failed,
    /// Those that the bank took back.
    Returned,
}

impl Show {
    /// All of them, in the order of offering.
    pub const ALL: [Self; 5] =
        [Self::All, Self::Moving, Self::Received, Self::Failed, Self::Returned];

    /// The code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Moving => "moving",
            Self::Received => "received",
            Self::Failed => "failed",
            Self::Returned => "returned",
        }
    }

    fn states(self) -> Vec<String> {
        let shown = |state: &State| match self {
            Self::All => true,
            Self::Moving => state.is_live(),
            Self::Received => *state == State::Settled,
            Self::Failed => matches!(state, State::Failed | State::Canceled),
            Self::Returned => *state == State::Returned,
        };
        State::ALL.iter().copied().filter(shown).map(|state| state.code().to_owned()).collect()
    }
}

/// What of the list is wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Which.
    pub show: Show,
    /// Only those of a way of paying.
    pub method: Option<Method>,
    /// Only those in a currency.
    pub currency: Option<Currency>,
    /// Only those of an account.
    pub account: Option<AccountId>,
    /// Made, or of received ones received, on this day or later.
    pub since: Option<NaiveDate>,
    /// The same, on this day or earlier.
    pub until: Option<NaiveDate>,
    /// Which part of the list.
    pub from: From,
}

/// One payment of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Which.
    pub id: PaymentId,
    /// What people call it.
    pub reference: String,
    /// Whose.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// How it was paid.
    pub method: Method,
    /// From what card or bank account, masked.
    pub instrument: String,
    /// Where it stands.
    pub state: State,
    /// How much.
    pub amount: Money,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When a debit that is under way is expected to settle.
    pub settles_on: Option<NaiveDate>,
    /// When the money came.
    pub settled_on: Option<NaiveDate>,
    /// When it was taken back.
    pub returned_on: Option<NaiveDate>,
    /// The receipt, if there is one.
    pub receipt_number: Option<String>,
    /// Why it did not work, in the provider's words.
    pub reason: Option<String>,
}

/// A sum of all rows in a currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Total {
    /// How many.
    pub count: i64,
    /// How much.
    pub amount: Money,
}

/// A page of payments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct List {
    /// The payments.
    pub page: Page<Row>,
    /// Of payments that were received since a day: what all rows sum to, by currency.
    pub totals: Vec<Total>,
    /// The name of the account, if they are of one.
    pub account_name: Option<String>,
}

/// Reads a page of payments.
pub async fn list(backend: &Backend, staff: &Staff, filter: &Filter) -> Result<List> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let account_name = match filter.account {
        Some(id) => Some(super::accounts::name_of(&mut tx, staff, id).await?),
        None => None,
    };
    let page = page(&mut tx, staff, filter, PAGE_ROWS).await?;
    let totals = match filter.show {
        // Of a period; everything that was ever received is nobody's question.
        Show::Received if filter.since.is_some() => totals(&mut tx, staff, filter).await?,
        _ => Vec::new(),
    };
    tx.end();
    Ok(List { page, totals, account_name })
}

/// Reads so many payments.
pub(super) async fn page(
    tx: &mut Tx,
    staff: &Staff,
    filter: &Filter,
    most: usize,
) -> Result<Page<Row>> {
    let ids = keys::keys(tx, staff, filter, most + 1).await?;
    let rows = rows(tx, staff, &ids).await?;
    let received = filter.show == Show::Received;
    Ok(Page::cut(rows, most, &filter.from, |row| match (received, row.settled_on) {
        (true, Some(day)) => Key::new(day, row.id.0),
        _ => Key::new(row.made_at.to_rfc3339(), row.id.0),
    }))
}

/// Payments by their ids, in that order.
pub(super) async fn rows(tx: &mut Tx, staff: &Staff, ids: &[Uuid]) -> Result<Vec<Row>> {
    let found = sqlx::query!(
        r#"SELECT p.id, p.reference AS "reference!", p.account_id, a.name, p.method, p.instrument_label, p.state,
                  p.currency, p.amount_minor, p.created_at, p.settles_on, p.settled_on, p.returned_on,
                  p.receipt_number, p.reason
           FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, n)
           JOIN payment p ON p.id = wanted.id JOIN account a ON a.id = p.account_id
           WHERE p.entity_id = $1 ORDER BY wanted.n"#,
        staff.entity_id.0,
        ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    found
        .into_iter()
        .map(|row| {
            Ok(Row {
                id: row.id.into(),
                reference: row.reference,
                account_id: row.account_id.into(),
                account_name: row.name,
                method: Method::of(&row.method).ok_or_else(|| unknown("payment.method"))?,
                instrument: row.instrument_label,
                state: State::of(&row.state).ok_or_else(|| unknown("payment.state"))?,
                amount: money(row.amount_minor, &row.currency)?,
                made_at: row.created_at,
                settles_on: row.settles_on,
                settled_on: row.settled_on,
                returned_on: row.returned_on,
                receipt_number: row.receipt_number,
                reason: row.reason,
            })
        })
        .collect()
}

async fn totals(tx: &mut Tx, staff: &Staff, filter: &Filter) -> Result<Vec<Total>> {
    let (since, until) = keys::days(filter);
    let rows = sqlx::query!(
        r#"SELECT currency, count(*) AS "count!", sum(amount_minor)::bigint AS minor
           FROM payment
           WHERE entity_id = $1 AND state = 'settled' AND settled_on BETWEEN $2 AND $3
             AND ($4::text IS NULL OR currency = $4) AND ($5::text IS NULL OR method = $5)
             AND ($6::uuid IS NULL OR account_id = $6)
           GROUP BY currency ORDER BY currency"#,
        staff.entity_id.0,
        since,
        until,
        filter.currency.as_ref().map(Currency::code),
        filter.method.map(Method::code),
        filter.account.map(|id| id.0),
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| Ok(Total { count: row.count, amount: money(sum(row.minor), &row.currency)? }))
        .collect()
}
