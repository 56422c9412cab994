//! Applying money and credit to open items, and taking it back. Every application is one row, one
//! ledger entry, and a promise that hears of it.

use crate::{
    error::{Error, Result},
    ledger::{self, Posting},
    promises,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::{AccountId, CreditNoteId, DisputeLineId, EntityId, OpenItemId, PaymentId},
    ledger as books,
    money::{Currency, Money},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Where the applied amount comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// A settled payment.
    Payment(PaymentId),
    /// A credit note.
    CreditNote(CreditNoteId),
    /// Nothing: it is written off, as was decided about a line of a dispute.
    WriteOff(DisputeLineId),
}

/// Money or credit to be applied to an item. The caller holds the item's lock.
#[derive(Clone, Debug)]
pub struct Application {
    /// The entity.
    pub entity_id: EntityId,
    /// The account.
    pub account_id: AccountId,
    /// The item.
    pub open_item_id: OpenItemId,
    /// From what.
    pub source: Source,
    /// How much.
    pub amount_minor: i64,
    /// The discount granted beside it.
    pub discount_minor: i64,
    /// The currency of both.
    pub currency: Currency,
    /// Which rule matched: `chosen`, `oldest_first`, `reference`, `credit`.
    pub rule: &'static str,
    /// The payment's or credit note's number, for statements.
    pub reference: String,
    /// The business date.
    pub on: NaiveDate,
    /// The instant.
    pub at: DateTime<Utc>,
}

/// Applies it: the open amount falls, the ledger gets an entry, an open promise hears of it.
pub async fn apply(tx: &mut PgConnection, application: &Application) -> Result<()> {
    let id = Uuid::now_v7();
    let (payment, credit, line) = match application.source {
        Source::Payment(payment) => (Some(payment.0), None, None),
        Source::CreditNote(note) => (None, Some(note.0), None),
        Source::WriteOff(line) => (None, None, Some(line.0)),
    };
    let relief = application.amount_minor + application.discount_minor;
    lower_open(tx, application.account_id, application.open_item_id, relief).await?;
    sqlx::query!(
        "INSERT INTO allocation (id, account_id, open_item_id, payment_id, credit_note_id, dispute_line_id,
                                 amount_minor, discount_minor, rule, applied_on, applied_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        id,
        application.account_id.0,
        application.open_item_id.0,
        payment,
        credit,
        line,
        application.amount_minor,
        application.discount_minor,
        application.rule,
        application.on,
        application.at,
    )
    .execute(&mut *tx)
    .await?;
    let money = |minor| Money::new(minor, application.currency);
    let (amount, discount) = (money(application.amount_minor), money(application.discount_minor));
    let (kind, lines) = match application.source {
        Source::WriteOff(_) => ("written_off", books::written_off(amount)),
        Source::Payment(_) | Source::CreditNote(_) => ("applied", books::applied(amount, discount)),
    };
    let posting = Posting {
        entity_id: application.entity_id,
        account_id: application.account_id,
        kind,
        source: ("allocation", id),
        reference: application.reference.clone(),
        currency: application.currency,
        on: application.on,
        at: application.at,
        reverses: None,
        lines,
    };
    ledger::post(tx, &[posting]).await?;
    promises::receive(
        tx,
        application.account_id,
        application.open_item_id,
        money(relief),
        application.at,
    )
    .await
}

/// Takes back everything that a payment was applied to: the items are open again.
pub async fn reverse_payment(
    tx: &mut PgConnection,
    account_id: AccountId,
    payment_id: PaymentId,
    on: NaiveDate,
    at: DateTime<Utc>,
) -> Result<()> {
    let rows = sqlx::query!(
        "SELECT a.id, a.open_item_id, a.amount_minor, a.discount_minor, o.currency, e.id AS entry_id
         FROM allocation a
         JOIN open_item o ON o.account_id = a.account_id AND o.id = a.open_item_id
         JOIN ledger_entry e ON e.source_type = 'allocation' AND e.source_id = a.id AND e.kind = 'applied'
         WHERE a.account_id = $1 AND a.payment_id = $2 AND a.reverses IS NULL
           AND NOT EXISTS (SELECT FROM allocation r WHERE r.reverses = a.id)
         ORDER BY a.open_item_id",
        account_id.0,
        payment_id.0,
    )
    .fetch_all(&mut *tx)
    .await?;
    for row in rows {
        let relief = row.amount_minor + row.discount_minor;
        lower_open(tx, account_id, row.open_item_id.into(), -relief).await?;
        sqlx::query!(
            "INSERT INTO allocation (id, account_id, open_item_id, payment_id, amount_minor, discount_minor,
                                     rule, applied_on, applied_at, reverses)
             VALUES ($1, $2, $3, $4, $5, $6, 'returned', $7, $8, $9)",
            Uuid::now_v7(),
            account_id.0,
            row.open_item_id,
            payment_id.0,
            -row.amount_minor,
            -row.discount_minor,
            on,
            at,
            row.id,
        )
        .execute(&mut *tx)
        .await?;
        ledger::reverse(tx, account_id, row.entry_id, on, at).await?;
        let taken_back = Money::new(-relief, row.currency.parse()?);
        promises::receive(tx, account_id, row.open_item_id.into(), taken_back, at).await?;
    }
    Ok(())
}

async fn lower_open(
    tx: &mut PgConnection,
    account_id: AccountId,
    open_item_id: OpenItemId,
    by_minor: i64,
) -> Result<()> {
    let updated = sqlx::query!(
        "UPDATE open_item SET open_minor = open_minor - $3 WHERE account_id = $1 AND id = $2",
        account_id.0,
        open_item_id.0,
        by_minor,
    )
    .execute(tx)
    .await?;
    if updated.rows_affected() != 1 {
        return Err(Error::NotFound);
    }
    Ok(())
}
