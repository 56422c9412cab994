//! Statements of account, from the ledger. Balance-forward tells what moved the balance, open-item
//! what is open at the end of a day, also of one long past; both close on what the ledger says.

use crate::{
    Backend,
    accounts::{self, Agreed},
    actor::Buyer,
    error::{Error, Result},
    gateways::clock,
};
use chrono::{DateTime, NaiveDate, Utc};
use documents::statement::{Body, Document, Line, OpenLine, Statement};
use domain::{
    access::Action,
    ids::AccountId,
    money::{Currency, Money},
    statement::{self, Kind, Movement},
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
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    /// Which statement.
    pub form: Form,
    /// Its last day.
    pub to: NaiveDate,
    /// Its currency; without one, the account's.
    pub currency: Option<Currency>,
    /// The most lines that are told.
    pub most_lines: i64,
}

/// A statement, and what else there is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// The statement. Its closing balance covers all lines, also those that are left out.
    pub statement: Statement,
    /// Whether lines were left out.
    pub has_more: bool,
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
    let (body, has_more) = match asked.form {
        Form::OpenItems => {
            open_items(&mut tx, account_id, currency, asked, balance, &disputed).await?
        }
        Form::Forward(from) => forward(&mut tx, account_id, currency, asked, from).await?,
    };
    tx.commit().await?;
    let statement = Statement {
        seller: seller.party(),
        customer: customer.party(),
        account_number: customer.number,
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
    Ok(Told { statement, has_more, currencies })
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

/// What happened. Applying money moves nothing between the two sides, so an application is only
/// told where it granted a discount.
async fn forward(
    tx: &mut PgConnection,
    account_id: AccountId,
    currency: Currency,
    asked: &Asked,
    from: NaiveDate,
) -> Result<(Body, bool)> {
    let before = from.pred_opt().unwrap_or(from);
    let opening = balance(tx, account_id, currency, before).await?.owed()?;
    let mut rows = sqlx::query_as!(
        Moved,
        r#"SELECT m.posted_on, m.kind, m.reverses_kind AS "reverses_kind?", m.source_id AS "source_id!", m.change AS "change!",
                  coalesce(d.number, m.reference) AS "reference!", d.id AS "discounted?"
           FROM (SELECT e.id, e.posted_on, e.kind, e.reference, r.kind AS reverses_kind,
                        coalesce(r.source_id, e.source_id) AS source_id, l.change
                 FROM ledger_entry e
                 CROSS JOIN LATERAL (
                     SELECT sum(CASE direction WHEN 'D' THEN amount_minor ELSE -amount_minor END)::bigint AS change
                     FROM ledger_line
                     WHERE account_id = $1 AND entry_id = e.id AND ledger IN ('receivable', 'unapplied')) l
                 LEFT JOIN ledger_entry r ON r.account_id = e.account_id AND r.id = e.reverses
                 WHERE e.account_id = $1 AND e.currency = $2 AND e.posted_on BETWEEN $3 AND $4 AND l.change <> 0
                 ORDER BY e.posted_on, e.id LIMIT $5) m
           LEFT JOIN LATERAL (
                 SELECT i.id, i.number FROM allocation a
                 JOIN open_item o ON o.account_id = a.account_id AND o.id = a.open_item_id
                 JOIN invoice i ON i.account_id = o.account_id AND i.id = o.invoice_id
                 WHERE (m.kind IN ('applied', 'written_off') OR m.reverses_kind = 'applied') AND a.account_id = $1 AND a.id = m.source_id) d ON true
           ORDER BY m.posted_on, m.id"#,
        account_id.0,
        currency.code(),
        from,
        asked.to,
        asked.most_lines + 1,
    )
    .fetch_all(tx)
    .await?;
    let has_more = cut(&mut rows, asked.most_lines);
    let documents = rows.iter().map(Moved::document).collect::<Vec<_>>();
    let movements =
        rows.into_iter().map(|row| row.movement(currency)).collect::<Result<Vec<_>>>()?;
    let (rows, _) = statement::run(opening, movements)?;
    let lines =
        rows.into_iter().zip(documents).map(|(row, document)| Line { row, document }).collect();
    Ok((Body::Forward { from, opening, lines }, has_more))
}

struct Moved {
    posted_on: NaiveDate,
    kind: String,
    reverses_kind: Option<String>,
    source_id: uuid::Uuid,
    change: i64,
    reference: String,
    /// The invoice on which a discount was granted or taken back, or something was written off.
    discounted: Option<uuid::Uuid>,
}

impl Moved {
    fn kind(&self) -> Result<Kind> {
        match (self.kind.as_str(), self.reverses_kind.as_deref()) {
            ("invoice_issued", _) => Ok(Kind::Invoice),
            ("credit_issued", _) => Ok(Kind::CreditNote),
            ("money_received", _) => Ok(Kind::Payment),
            ("applied", _) => Ok(Kind::Discount),
            ("written_off", _) => Ok(Kind::WriteOff),
            ("reversed", Some("money_received")) => Ok(Kind::Return),
            ("reversed", Some(_)) => Ok(Kind::Reversal),
            (kind, _) => Err(Error::bug(format!("a ledger entry of kind {kind}"))),
        }
    }

    fn document(&self) -> Document {
        let kind = self.reverses_kind.as_ref().unwrap_or(&self.kind);
        match (kind.as_str(), self.source_id, self.discounted) {
            (_, _, Some(invoice)) | ("invoice_issued", invoice, _) => {
                Document::Invoice(invoice.into())
            }
            ("money_received", payment, _) => Document::Payment(payment.into()),
            _ => Document::Other,
        }
    }

    fn movement(self, currency: Currency) -> Result<Movement> {
        Ok(Movement {
            on: self.posted_on,
            kind: self.kind()?,
            change: Money::new(self.change, currency),
            reference: self.reference,
        })
    }
}

/// What is open at the end of a day: what is open now, and what was applied since, less what has
/// been issued since.
async fn open_items(
    tx: &mut PgConnection,
    account_id: AccountId,
    currency: Currency,
    asked: &Asked,
    balance: Balance,
    disputed: &HashMap<Uuid, i64>,
) -> Result<(Body, bool)> {
    let rows = sqlx::query!(
        r#"WITH since AS MATERIALIZED (
               SELECT open_item_id, sum(amount_minor + discount_minor)::bigint AS minor
               FROM allocation WHERE account_id = $1 AND applied_on > $3 GROUP BY open_item_id),
           touched AS (
               SELECT id, 0::bigint AS minor FROM open_item
               WHERE account_id = $1 AND currency = $2 AND open_minor > 0
               UNION ALL SELECT open_item_id, minor FROM since),
           -- One row for each item, whether it is open, was open, or both.
           item AS (SELECT id, sum(minor)::bigint AS since_minor FROM touched GROUP BY id)
           SELECT o.id AS "id!", i.id AS "invoice_id!", i.number AS "number!", o.seq AS "seq!", i.issued_on AS "issued_on!",
                  o.due_on AS "due_on!", o.amount_minor AS "amount_minor!",
                  (o.amount_minor < i.total_minor) AS "is_part!",
                  CASE WHEN o.amount_minor < i.total_minor
                       THEN (SELECT count(*) FROM open_item p WHERE p.account_id = $1 AND p.invoice_id = i.id)
                       ELSE 1 END AS "parts!",
                  (o.open_minor + item.since_minor
                   - CASE WHEN i.issued_on > $3 THEN o.amount_minor ELSE 0 END)::bigint AS "open!"
           FROM item
           JOIN open_item o ON o.account_id = $1 AND o.id = item.id AND o.currency = $2
           JOIN invoice i ON i.account_id = o.account_id AND i.id = o.invoice_id
           WHERE o.open_minor + item.since_minor
                 - CASE WHEN i.issued_on > $3 THEN o.amount_minor ELSE 0 END <> 0
           ORDER BY o.due_on, i.number, o.seq"#,
        account_id.0,
        currency.code(),
        asked.to,
    )
    .fetch_all(tx)
    .await?;
    let money = |minor| Money::new(minor, currency);
    let mut items: Vec<OpenLine> = rows
        .into_iter()
        .map(|row| OpenLine {
            invoice_id: row.invoice_id.into(),
            number: row.number,
            instalment: row.is_part.then_some((row.seq, row.parts)),
            issued_on: row.issued_on,
            due_on: row.due_on,
            amount: money(row.amount_minor),
            open: money(row.open),
            disputed: money(disputed.get(&row.id).copied().unwrap_or(0)),
        })
        .collect();
    let open = Money::sum(items.iter().map(|item| item.open), currency)?;
    if open != balance.receivable {
        return Err(Error::bug(format!(
            "the open items of account {account_id} on {} sum to {open}, and the ledger says {}",
            asked.to, balance.receivable
        )));
    }
    let has_more = cut(&mut items, asked.most_lines);
    Ok((Body::OpenItems { items, unapplied: balance.unapplied }, has_more))
}

/// Leaves out what is more than asked for. Says whether there was more.
fn cut<T>(rows: &mut Vec<T>, most: i64) -> bool {
    let most = usize::try_from(most).unwrap_or(0);
    let has_more = rows.len() > most;
    rows.truncate(most);
    has_more
}
