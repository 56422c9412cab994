//! Open items: loading the facts that everything is decided from.

use crate::error::{Error, Result};
use domain::{
    ids::{AccountId, InvoiceId, OpenItemId},
    invoice::DiscountTerms,
    money::Money,
    open_item::{Facts, OpenItem},
};
use sqlx::PgConnection;

/// An open item with what its invoice says about early payment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// The item.
    pub item: OpenItem,
    /// What was to be paid of it.
    pub amount: Money,
    /// The invoice's gross total.
    pub invoice_total: Money,
    /// The discount, which only an invoice of one instalment grants.
    pub discount: Option<DiscountTerms>,
}

/// A row of the query below; every reader of open items uses these columns.
pub(crate) struct Row {
    pub id: uuid::Uuid,
    pub invoice_id: uuid::Uuid,
    pub number: String,
    pub seq: i32,
    pub due_on: chrono::NaiveDate,
    pub currency: String,
    pub open_minor: i64,
    pub disputed_minor: i64,
    pub in_flight_minor: i64,
    pub promised_minor: i64,
    pub promised_until: Option<chrono::NaiveDate>,
    pub deferred_minor: i64,
    pub amount_minor: i64,
    pub total_minor: i64,
    pub discount_bp: i32,
    pub discount_until: Option<chrono::NaiveDate>,
}

impl TryFrom<Row> for Item {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let currency = row.currency.parse()?;
        // A discount is on the whole invoice, so one that is paid in instalments has none.
        let is_whole = row.amount_minor == row.total_minor;
        let discount = row
            .discount_until
            .filter(|_| is_whole && row.discount_bp > 0)
            .map(|until| DiscountTerms { rate_bp: row.discount_bp, until });
        Ok(Self {
            item: OpenItem {
                id: row.id.into(),
                invoice_id: row.invoice_id.into(),
                number: row.number,
                seq: row.seq,
                due_on: row.due_on,
                currency,
                facts: Facts {
                    open_minor: row.open_minor,
                    disputed_minor: row.disputed_minor,
                    in_flight_minor: row.in_flight_minor,
                    promised_minor: row.promised_minor,
                    promised_until: row.promised_until,
                    deferred_minor: row.deferred_minor,
                },
            },
            amount: Money::new(row.amount_minor, currency),
            invoice_total: Money::new(row.total_minor, currency),
            discount,
        })
    }
}

/// Every open item of an account, oldest due date first.
pub async fn open_of_account(tx: &mut PgConnection, account_id: AccountId) -> Result<Vec<Item>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT o.id, o.invoice_id, i.number, o.seq, o.due_on, o.currency, o.open_minor, o.disputed_minor,
                o.in_flight_minor, o.promised_minor, o.promised_until, o.deferred_minor, o.amount_minor,
                i.total_minor, i.discount_bp, i.discount_until
         FROM open_item o JOIN invoice i ON i.account_id = o.account_id AND i.id = o.invoice_id
         WHERE o.account_id = $1 AND o.open_minor > 0
         ORDER BY o.due_on, i.number, o.seq",
        account_id.0,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(Item::try_from).collect()
}

/// The open items of some invoices of an account, oldest due date first. Invoices that are not the
/// account's are not found.
pub async fn of_invoices(
    tx: &mut PgConnection,
    account_id: AccountId,
    invoices: &[InvoiceId],
) -> Result<Vec<Item>> {
    let ids: Vec<uuid::Uuid> = invoices.iter().map(|id| id.0).collect();
    let rows = sqlx::query_as!(
        Row,
        "SELECT o.id, o.invoice_id, i.number, o.seq, o.due_on, o.currency, o.open_minor, o.disputed_minor,
                o.in_flight_minor, o.promised_minor, o.promised_until, o.deferred_minor, o.amount_minor,
                i.total_minor, i.discount_bp, i.discount_until
         FROM open_item o JOIN invoice i ON i.account_id = o.account_id AND i.id = o.invoice_id
         WHERE o.account_id = $1 AND o.invoice_id = ANY ($2)
         ORDER BY o.due_on, i.number, o.seq",
        account_id.0,
        &ids,
    )
    .fetch_all(tx)
    .await?;
    let missing = ids.iter().any(|id| rows.iter().all(|row| row.invoice_id != *id));
    if missing {
        return Err(Error::NotFound);
    }
    rows.into_iter().map(Item::try_from).collect()
}

/// Locks items of an account, always in the order of their ids, so that two payments wait for each
/// other instead of dying.
pub async fn lock(
    tx: &mut PgConnection,
    account_id: AccountId,
    items: &[OpenItemId],
) -> Result<()> {
    let ids: Vec<uuid::Uuid> = items.iter().map(|id| id.0).collect();
    let locked = sqlx::query_scalar!(
        "SELECT id FROM open_item WHERE account_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE",
        account_id.0,
        &ids,
    )
    .fetch_all(tx)
    .await?;
    if locked.len() != ids.len() {
        return Err(Error::NotFound);
    }
    Ok(())
}
