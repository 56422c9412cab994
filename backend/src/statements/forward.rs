//! What moved the balance, entry by entry.

use super::{Asked, balance, cut};
use crate::{
    error::{Error, Result},
    invoices::cursor::{Cursor, Key},
};
use chrono::NaiveDate;
use documents::statement::{Body, Document, Line};
use domain::{
    ids::AccountId,
    money::{Currency, Money},
    statement::{self, Kind, Movement},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// What happened. Applying money moves nothing between the two sides, so an application is only
/// told where it granted a discount.
pub(super) async fn movements(
    tx: &mut PgConnection,
    account_id: AccountId,
    currency: Currency,
    asked: &Asked,
    from: NaiveDate,
) -> Result<(Body, Option<Cursor>)> {
    let before = from.pred_opt().unwrap_or(from);
    let mut opening = balance(tx, account_id, currency, before).await?.owed()?;
    let (mut from, mut behind) = (from, (from, Uuid::nil()));
    if let Some(Cursor { key: Key::Day(day), id }) = asked.after {
        let moved = moved_until(tx, account_id, currency, from, (day, id)).await?;
        opening = opening.plus(moved)?;
        (from, behind) = (from.max(day), (day, id));
    }
    let mut rows = sqlx::query_as!(
        Moved,
        r#"SELECT m.posted_on AS "posted_on!", m.entry_id AS "entry_id!", m.kind AS "kind!", m.reverses_kind AS "reverses_kind?",
                  m.source_id AS "source_id!", m.change AS "change!",
                  coalesce(d.number, m.reference) AS "reference!", d.id AS "discounted?"
           FROM (SELECT l.posted_on, l.entry_id, l.change, e.kind, e.reference, r.kind AS reverses_kind,
                        coalesce(r.source_id, e.source_id) AS source_id,
                        CASE WHEN e.kind IN ('applied', 'written_off') OR r.kind = 'applied'
                             THEN coalesce(r.source_id, e.source_id) END AS allocation_id
                 FROM (SELECT posted_on, entry_id,
                              sum(CASE direction WHEN 'D' THEN amount_minor ELSE -amount_minor END)::bigint AS change
                       FROM ledger_line
                       WHERE account_id = $1 AND currency = $2 AND ledger IN ('receivable', 'unapplied')
                         AND posted_on BETWEEN $3 AND $4 AND (posted_on, entry_id) > ($5, $6)
                       GROUP BY posted_on, entry_id
                       HAVING sum(CASE direction WHEN 'D' THEN amount_minor ELSE -amount_minor END) <> 0
                       ORDER BY posted_on, entry_id LIMIT $7) l
                 JOIN ledger_entry e ON e.account_id = $1 AND e.id = l.entry_id
                 LEFT JOIN ledger_entry r ON r.account_id = $1 AND r.id = e.reverses
                 OFFSET 0) m
           LEFT JOIN LATERAL (
                 SELECT i.id, i.number FROM allocation a
                 JOIN open_item o ON o.account_id = a.account_id AND o.id = a.open_item_id
                 JOIN invoice i ON i.account_id = o.account_id AND i.id = o.invoice_id
                 WHERE a.account_id = $1 AND a.id = m.allocation_id) d ON true
           ORDER BY m.posted_on, m.entry_id"#,
        account_id.0,
        currency.code(),
        from,
        asked.to,
        behind.0,
        behind.1,
        asked.most_lines + 1,
    )
    .fetch_all(tx)
    .await?;
    let has_more = cut(&mut rows, asked.most_lines);
    let next = rows.last().filter(|_| has_more).map(Moved::cursor);
    let documents = rows.iter().map(Moved::document).collect::<Vec<_>>();
    let movements =
        rows.into_iter().map(|row| row.movement(currency)).collect::<Result<Vec<_>>>()?;
    let (rows, _) = statement::run(opening, movements)?;
    let lines =
        rows.into_iter().zip(documents).map(|(row, document)| Line { row, document }).collect();
    Ok((Body::Forward { from, opening, lines }, next))
}

/// What moved the balance from a day until an entry, which is counted, too.
async fn moved_until(
    tx: &mut PgConnection,
    account_id: AccountId,
    currency: Currency,
    from: NaiveDate,
    (day, entry): (NaiveDate, Uuid),
) -> Result<Money> {
    let moved = sqlx::query_scalar!(
        r#"SELECT coalesce(sum(CASE direction WHEN 'D' THEN amount_minor ELSE -amount_minor END), 0)::bigint AS "moved!"
           FROM ledger_line
           WHERE account_id = $1 AND currency = $2 AND ledger IN ('receivable', 'unapplied')
             AND posted_on >= $3 AND (posted_on, entry_id) <= ($4, $5)"#,
        account_id.0,
        currency.code(),
        from,
        day,
        entry,
    )
    .fetch_one(tx)
    .await?;
    Ok(Money::new(moved, currency))
}

struct Moved {
    posted_on: NaiveDate,
    entry_id: Uuid,
    kind: String,
    reverses_kind: Option<String>,
    source_id: Uuid,
    change: i64,
    reference: String,
    /// The invoice on which a discount was granted or taken back, or something was written off.
    discounted: Option<Uuid>,
}

impl Moved {
    fn cursor(&self) -> Cursor {
        Cursor { key: Key::Day(self.posted_on), id: self.entry_id }
    }

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
