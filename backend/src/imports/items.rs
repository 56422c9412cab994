//! The open items that a batch of money or credit names: looked up and locked once, and kept up to
//! date in memory while the batch is laid out.

use super::document::Circumstances;
use crate::error::Result;
use domain::{
    Currency,
    ids::{AccountId, InvoiceId, OpenItemId},
};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// An invoice that is named, with its items.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Named {
    pub account_id: AccountId,
    pub invoice_id: InvoiceId,
    pub currency: Currency,
    items: Vec<Item>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Item {
    id: OpenItemId,
    /// Open, and not spoken for by a payment under way.
    free_minor: i64,
}

/// A part of money or credit that goes to an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Part {
    pub open_item_id: OpenItemId,
    pub amount_minor: i64,
    pub discount_minor: i64,
}

/// The named invoices by number.
#[derive(Debug, Default)]
pub(super) struct Items(HashMap<String, Named>);

impl Items {
    /// Looks invoices up; locks their items in the order of their ids, unless nothing may change.
    pub async fn load(
        tx: &mut PgConnection,
        run: &Circumstances,
        numbers: impl Iterator<Item = &str>,
    ) -> Result<Self> {
        let mut numbers: Vec<String> = numbers.map(str::to_owned).collect();
        numbers.sort_unstable();
        numbers.dedup();
        if !run.dry_run {
            lock(tx, run, &numbers).await?;
        }
        let rows = sqlx::query!(
            "SELECT i.id AS invoice_id, i.number, i.account_id, i.currency, o.id,
                    o.open_minor, o.in_flight_minor
             FROM invoice i JOIN open_item o ON o.account_id = i.account_id AND o.invoice_id = i.id
             WHERE i.entity_id = $1 AND i.number = ANY ($2) ORDER BY i.number, o.seq",
            run.entity_id.0,
            &numbers,
        )
        .fetch_all(tx)
        .await?;
        let mut named: HashMap<String, Named> = HashMap::new();
        for row in rows {
            let currency = row.currency.parse()?;
            let invoice = named.entry(row.number).or_insert_with(|| Named {
                account_id: row.account_id.into(),
                invoice_id: row.invoice_id.into(),
                currency,
                items: Vec::new(),
            });
            invoice
                .items
                .push(Item { id: row.id.into(), free_minor: row.open_minor - row.in_flight_minor });
        }
        Ok(Self(named))
    }

    /// An invoice by its number.
    pub fn get(&self, number: &str) -> Option<&Named> {
        self.0.get(number)
    }

    /// Gives an amount, and a discount beside it, to an invoice: its first instalment first, and
    /// never more than is open. Returns the parts; what is over is left to the caller.
    pub fn give(&mut self, number: &str, amount_minor: i64, discount_minor: i64) -> Vec<Part> {
        let (mut amount, mut discount) = (amount_minor, discount_minor);
        let mut parts = Vec::new();
        let items = self.0.get_mut(number).map(|named| named.items.as_mut_slice());
        for item in items.unwrap_or_default() {
            let given = amount.min(item.free_minor);
            if given <= 0 {
                continue; // no discount without money
            }
            let granted = discount.min(item.free_minor - given);
            amount -= given;
            discount -= granted;
            item.free_minor -= given + granted;
            parts.push(Part {
                open_item_id: item.id,
                amount_minor: given,
                discount_minor: granted,
            });
        }
        parts
    }
}

async fn lock(tx: &mut PgConnection, run: &Circumstances, numbers: &[String]) -> Result<()> {
    let ids: Vec<Uuid> = sqlx::query_scalar!(
        "SELECT o.id FROM invoice i JOIN open_item o ON o.account_id = i.account_id AND o.invoice_id = i.id
         WHERE i.entity_id = $1 AND i.number = ANY ($2)",
        run.entity_id.0,
        numbers,
    )
    .fetch_all(&mut *tx)
    .await?;
    sqlx::query_scalar!(
        "SELECT id FROM open_item WHERE entity_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE",
        run.entity_id.0,
        &ids,
    )
    .fetch_all(tx)
    .await?;
    Ok(())
}
