//! The entries of the ledger that a document has caused: its own, those of what was applied, and
//! the reversals of both.

use super::{money, unknown};
use crate::{Result, Staff, db::Tx};
use chrono::NaiveDate;
use domain::{ledger::LedgerAccount, money::Money};
use uuid::Uuid;

/// One entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Which.
    pub id: Uuid,
    /// The business date.
    pub posted_on: NaiveDate,
    /// What happened: `invoice_issued`, `applied` …
    pub kind: String,
    /// The document that it names.
    pub reference: String,
    /// The entry that it reverses.
    pub reverses: Option<Uuid>,
    /// Its lines, debits first.
    pub lines: Vec<Line>,
}

/// One line of an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    /// The account of the ledger.
    pub account: LedgerAccount,
    /// Whether it is a debit; else a credit.
    pub is_debit: bool,
    /// How much.
    pub amount: Money,
}

const ACCOUNTS: [LedgerAccount; 10] = [
    LedgerAccount::Receivable,
    LedgerAccount::Unapplied,
    LedgerAccount::Cash,
    LedgerAccount::Revenue,
    LedgerAccount::Tax,
    LedgerAccount::Discount,
    LedgerAccount::Fee,
    LedgerAccount::WriteOff,
    LedgerAccount::Prepaid,
    LedgerAccount::Rounding,
];

/// The entries that come from these sources, and their reversals, oldest first.
pub(super) async fn of_sources(
    tx: &mut Tx,
    staff: &Staff,
    sources: &[(&str, Uuid)],
) -> Result<Vec<Entry>> {
    let kinds: Vec<String> = sources.iter().map(|(kind, _)| (*kind).to_owned()).collect();
    let ids: Vec<Uuid> = sources.iter().map(|(_, id)| *id).collect();
    let rows = sqlx::query!(
        r#"WITH own AS MATERIALIZED (
               SELECT e.id FROM unnest($2::text[], $3::uuid[]) AS source (kind, id)
               JOIN ledger_entry e ON e.source_type = source.kind AND e.source_id = source.id
               WHERE e.entity_id = $1),
           entries AS (
               SELECT id FROM own
               UNION ALL
               SELECT r.id FROM own JOIN ledger_entry r ON r.reverses = own.id WHERE r.entity_id = $1)
           SELECT e.id, e.posted_on, e.kind, e.reference, e.reverses, l.ledger, l.direction, l.amount_minor, l.currency
           FROM entries JOIN ledger_entry e ON e.id = entries.id
           JOIN ledger_line l ON l.account_id = e.account_id AND l.entry_id = e.id
           WHERE e.entity_id = $1
           ORDER BY e.posted_on, e.posted_at, e.id, l.direction DESC, l.line_no"#,
        staff.entity_id.0,
        &kinds,
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut entries: Vec<Entry> = Vec::new();
    for row in rows {
        let account = ACCOUNTS.into_iter().find(|account| account.code() == row.ledger);
        let line = Line {
            account: account.ok_or_else(|| unknown("ledger_line.ledger"))?,
            is_debit: row.direction == "D",
            amount: money(row.amount_minor, &row.currency)?,
        };
        match entries.last_mut() {
            Some(entry) if entry.id == row.id => entry.lines.push(line),
            _ => entries.push(Entry {
                id: row.id,
                posted_on: row.posted_on,
                kind: row.kind,
                reference: row.reference,
                reverses: row.reverses,
                lines: vec![line],
            }),
        }
    }
    Ok(entries)
}
