//! Statements of account, from the ledger. Balance-forward tells what moved the balance, open-item
//! what is open at the end of a day, also of one long past; both close on what the ledger says.

mod forward;
pub(crate) mod issued;
mod open;

use crate::{
    Backend,
    accounts::{self, Agreed},
    actor::Buyer,
    error::Result,
    gateways::clock,
    invoices::cursor::Cursor,
};
use chrono::{DateTime, NaiveDate, Utc};
use documents::statement::Statement;
use domain::{
    access::Action,
    ids::AccountId,
    money::{Currency, Money},
};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Which statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// What is open at the end of the last day.
    OpenItems,
    /// What happened from this day on.
    Forward(NaiveDate),
}

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// Which statement.
    pub form: Form,
    /// Its last day.
    pub to: NaiveDate,
    /// Its currency; without one, the account's.
    pub currency: Option<Currency>,
    /// The most lines that are told.
    pub most_lines: i64,
    /// Behind which line they begin; without one, with the first.
    pub after: Option<Cursor>,
}

/// A statement, and what else there is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// The statement. Its closing balance covers all lines, also those that are left out.
    pub statement: Statement,
    /// The last line that is told, where others follow.
    pub next: Option<Cursor>,
    /// Every currency that the account has been billed or has paid in.
    pub currencies: Vec<Currency>,
}

/// Makes a statement of the buyer's account.
pub async fn make(backend: &Backend, buyer: &Buyer, asked: &Asked) -> Result<Told> {
    buyer.may(Action::ViewAccount)?;
    let made_on = backend.clock.today(&buyer.time_zone);
    let account_id = buyer.account_id;
    let mut tx = backend.db.portal(buyer).await?;
    let Agreed { seller, customer, .. } = accounts::agreed(&mut tx, buyer).await?;
    let currency = asked.currency.unwrap_or(customer.currency);
    let currencies = currencies(&mut tx, account_id, customer.currency).await?;
    let balance = balance(&mut tx, account_id, currency, asked.to).await?;
    let end = clock::end_of(asked.to, &buyer.time_zone);
    let disputed = disputed(&mut tx, account_id, currency, asked.to, end).await?;
    let (body, next) = match asked.form {
        Form::OpenItems => {
            open::items(&mut tx, account_id, currency, asked, balance, &disputed).await?
        }
        Form::Forward(from) => {
            forward::movements(&mut tx, account_id, currency, asked, from).await?
        }
    };
    tx.end();
    let statement = Statement {
        seller: seller.party(),
        customer: customer.party(),
        account_number: customer.number,
        check: None,
        currency,
        to: asked.to,
        made_on,
        body,
        closing: balance.owed()?,
        disputed: Money::sum(
            disputed.into_values().map(|minor| Money::new(minor, currency)),
            currency,
        )?,
    };
    Ok(Told { statement, next, currencies })
}

async fn currencies(
    tx: &mut PgConnection,
    account_id: AccountId,
    own: Currency,
) -> Result<Vec<Currency>> {
    let codes = sqlx::query_scalar!(
        "SELECT currency FROM account_balance WHERE account_id = $1 ORDER BY currency",
        account_id.0,
    )
    .fetch_all(tx)
    .await?;
    let mut currencies = vec![own];
    for code in codes {
        let currency = code.parse()?;
        if currency != own {
            currencies.push(currency);
        }
    }
    Ok(currencies)
}

/// What the ledger says at the end of a day.
#[derive(Clone, Copy)]
struct Balance {
    receivable: Money,
    unapplied: Money,
}

impl Balance {
    fn owed(self) -> Result<Money> {
        Ok(self.receivable.minus(self.unapplied)?)
    }
}

/// What is kept now, less what the ledger has moved since: a statement is mostly of late days, and
/// its account may have years of entries. A job proves that what is kept is what the ledger says.
async fn balance(
    tx: &mut PgConnection,
    account_id: AccountId,
    currency: Currency,
    on: NaiveDate,
) -> Result<Balance> {
    let row = sqlx::query!(
        r#"SELECT (b.open_minor - coalesce(since.receivable, 0))::bigint AS "receivable!",
                  (b.credit_minor + coalesce(since.unapplied, 0))::bigint AS "unapplied!"
           FROM account_balance b
           CROSS JOIN LATERAL (
               SELECT sum(d) FILTER (WHERE ledger = 'receivable') AS receivable,
                      sum(d) FILTER (WHERE ledger = 'unapplied') AS unapplied
               FROM (SELECT ledger, CASE direction WHEN 'D' THEN amount_minor ELSE -amount_minor END AS d
                     FROM ledger_line
                     WHERE account_id = $1 AND currency = $2 AND ledger IN ('receivable', 'unapplied')
                       AND posted_on > $3) lines) since
           WHERE b.account_id = $1 AND b.currency = $2"#,
        account_id.0,
        currency.code(),
        on,
    )
    .fetch_optional(tx)
    .await?;
    let (receivable, unapplied) = row.map_or((0, 0), |row| (row.receivable, row.unapplied));
    Ok(Balance {
        receivable: Money::new(receivable, currency),
        unapplied: Money::new(unapplied, currency),
    })
}

/// What of each item was disputed at the end of a day, in minor units: what its lines held then, and never
/// more than was open. `end` is when that day ended.
async fn disputed(
    tx: &mut PgConnection,
    account_id: AccountId,
    currency: Currency,
    on: NaiveDate,
    end: DateTime<Utc>,
) -> Result<HashMap<Uuid, i64>> {
    let rows = sqlx::query!(
        r#"SELECT o.id, least(h.minor, greatest(0, o.open_minor + s.minor
                      - CASE WHEN i.issued_on > $3 THEN o.amount_minor ELSE 0 END))::bigint AS "minor!"
           FROM (SELECT open_item_id, sum(amount_minor) AS minor FROM dispute_hold
                 WHERE account_id = $1 AND held_at < $4 AND (ended_at IS NULL OR ended_at >= $4)
                 GROUP BY open_item_id) h
           JOIN open_item o ON o.account_id = $1 AND o.id = h.open_item_id AND o.currency = $2
           JOIN invoice i ON i.account_id = o.account_id AND i.id = o.invoice_id
           CROSS JOIN LATERAL (
               SELECT coalesce(sum(amount_minor + discount_minor), 0) AS minor FROM allocation
               WHERE account_id = $1 AND open_item_id = o.id AND applied_on > $3) s"#,
        account_id.0,
        currency.code(),
        on,
        end,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.minor)).collect())
}

/// Leaves out what is more than asked for. Says whether there was more.
fn cut<T>(rows: &mut Vec<T>, most: i64) -> bool {
    let most = usize::try_from(most).unwrap_or(0);
    let has_more = rows.len() > most;
    rows.truncate(most);
    has_more
}
