//! Posting to the ledger. Entries are built by the domain, balanced; the database checks again at
//! commit, and refuses to change what is posted.

use crate::error::{Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::{AccountId, EntityId},
    ledger::EntryLine,
    money::Currency,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// One entry to be posted.
#[derive(Clone, Debug)]
pub struct Posting {
    /// The entity whose books it is in.
    pub entity_id: EntityId,
    /// The customer it is about.
    pub account_id: AccountId,
    /// What happened: `invoice_issued`, `credit_issued`, `money_received`, `applied`, `reversed`.
    pub kind: &'static str,
    /// What it comes from; posted once by (type, id, kind).
    pub source: (&'static str, Uuid),
    /// The document's number, for statements.
    pub reference: String,
    /// The currency of all its lines.
    pub currency: Currency,
    /// The business date.
    pub on: NaiveDate,
    /// The instant.
    pub at: DateTime<Utc>,
    /// The entry that it reverses, if it does.
    pub reverses: Option<Uuid>,
    /// The lines.
    pub lines: Vec<EntryLine>,
}

/// Posts entries, in two statements however many they are. Returns their ids in order.
pub async fn post(tx: &mut PgConnection, postings: &[Posting]) -> Result<Vec<Uuid>> {
    if let Some(bad) = postings.iter().find(|p| !domain::ledger::balances(&p.lines)) {
        return Err(Error::bug(format!("an entry of kind {} does not balance", bad.kind)));
    }
    let ids: Vec<Uuid> = postings.iter().map(|_| Uuid::now_v7()).collect();
    insert_entries(tx, postings, &ids).await?;
    insert_lines(tx, postings, &ids).await?;
    Ok(ids)
}

async fn insert_entries(tx: &mut PgConnection, postings: &[Posting], ids: &[Uuid]) -> Result<()> {
    let column = |f: fn(&Posting) -> String| postings.iter().map(f).collect::<Vec<_>>();
    let entities: Vec<Uuid> = postings.iter().map(|p| p.entity_id.0).collect();
    let accounts: Vec<Uuid> = postings.iter().map(|p| p.account_id.0).collect();
    let sources: Vec<Uuid> = postings.iter().map(|p| p.source.1).collect();
    let days: Vec<NaiveDate> = postings.iter().map(|p| p.on).collect();
    let times: Vec<DateTime<Utc>> = postings.iter().map(|p| p.at).collect();
    let reverses: Vec<Option<Uuid>> = postings.iter().map(|p| p.reverses).collect();
    sqlx::query!(
        "INSERT INTO ledger_entry (id, entity_id, account_id, kind, source_type, source_id,
                                   reference, currency, posted_on, posted_at, reverses)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::uuid[],
                              $7::text[], $8::text[], $9::date[], $10::timestamptz[], $11::uuid[])",
        ids,
        &entities,
        &accounts,
        &column(|p| p.kind.to_owned()),
        &column(|p| p.source.0.to_owned()),
        &sources,
        &column(|p| p.reference.clone()),
        &column(|p| p.currency.to_string()),
        &days,
        &times,
        &reverses as &[Option<Uuid>],
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn insert_lines(tx: &mut PgConnection, postings: &[Posting], ids: &[Uuid]) -> Result<()> {
    let mut rows = Lines::default();
    for (posting, id) in postings.iter().zip(ids) {
        for (n, line) in posting.lines.iter().enumerate() {
            rows.entries.push(*id);
            rows.numbers.push(i16::try_from(n + 1).unwrap_or(i16::MAX));
            rows.accounts.push(posting.account_id.0);
            rows.entities.push(posting.entity_id.0);
            rows.ledgers.push(line.account.code().to_owned());
            rows.directions.push(if line.debit_minor > 0 { "D" } else { "C" }.to_owned());
            rows.amounts.push(line.debit_minor.abs());
            rows.currencies.push(posting.currency.to_string());
            rows.days.push(posting.on);
        }
    }
    sqlx::query!(
        "INSERT INTO ledger_line (entry_id, line_no, account_id, entity_id, ledger, direction,
                                  amount_minor, currency, posted_on)
         SELECT * FROM unnest($1::uuid[], $2::int2[], $3::uuid[], $4::uuid[], $5::text[], $6::text[],
                              $7::int8[], $8::text[], $9::date[])",
        &rows.entries,
        &rows.numbers,
        &rows.accounts,
        &rows.entities,
        &rows.ledgers,
        &rows.directions,
        &rows.amounts,
        &rows.currencies,
        &rows.days,
    )
    .execute(tx)
    .await?;
    Ok(())
}

#[derive(Default)]
struct Lines {
    entries: Vec<Uuid>,
    numbers: Vec<i16>,
    accounts: Vec<Uuid>,
    entities: Vec<Uuid>,
    ledgers: Vec<String>,
    directions: Vec<String>,
    amounts: Vec<i64>,
    currencies: Vec<String>,
    days: Vec<NaiveDate>,
}

/// Posts the reversal of an entry: the same lines, the other way round.
pub async fn reverse(
    tx: &mut PgConnection,
    account_id: AccountId,
    entry_id: Uuid,
    on: NaiveDate,
    at: DateTime<Utc>,
) -> Result<()> {
    let reversal = Uuid::now_v7();
    sqlx::query!(
        "INSERT INTO ledger_entry (id, entity_id, account_id, kind, source_type, source_id,
                                   reference, currency, posted_on, posted_at, reverses)
         SELECT $1, entity_id, account_id, 'reversed', 'ledger_entry', id, reference, currency, $2, $3, id
         FROM ledger_entry WHERE account_id = $4 AND id = $5",
        reversal,
        on,
        at,
        account_id.0,
        entry_id,
    )
    .execute(&mut *tx)
    .await?;
    let lines = sqlx::query!(
        "INSERT INTO ledger_line (entry_id, line_no, account_id, entity_id, ledger, direction,
                                  amount_minor, currency, posted_on)
         SELECT $1, line_no, account_id, entity_id, ledger,
                CASE direction WHEN 'D' THEN 'C' ELSE 'D' END, amount_minor, currency, $2
         FROM ledger_line WHERE account_id = $3 AND entry_id = $4",
        reversal,
        on,
        account_id.0,
        entry_id,
    )
    .execute(&mut *tx)
    .await?;
    if lines.rows_affected() == 0 {
        return Err(Error::bug(format!("ledger entry {entry_id} has nothing to reverse")));
    }
    Ok(())
}
