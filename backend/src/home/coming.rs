//! What happens next: debits that settle, promises and invoices that fall due.

use crate::{actor::Buyer, error::Result, payments};
use chrono::NaiveDate;
use domain::{
    ids::{InvoiceId, PaymentId},
    money::Money,
};
use sqlx::PgConnection;

/// How many of each, and in all.
const MOST: usize = 6;

/// What will happen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// A debit is expected to settle.
    Settles {
        /// Which.
        id: PaymentId,
        /// What people call it.
        reference: String,
    },
    /// The last day of a promise.
    PromiseEnds {
        /// On which invoice.
        invoice_id: InvoiceId,
        /// Its number.
        number: String,
    },
    /// An open item falls due.
    FallsDue {
        /// Of which invoice.
        invoice_id: InvoiceId,
        /// Its number.
        number: String,
    },
}

/// Something that will happen on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Coming {
    /// The day.
    pub on: NaiveDate,
    /// What.
    pub what: What,
    /// Over how much.
    pub amount: Money,
}

pub(super) async fn load(
    tx: &mut PgConnection,
    buyer: &Buyer,
    today: NaiveDate,
) -> Result<Vec<Coming>> {
    let rows = sqlx::query!(
        r#"(SELECT 'settles' AS "kind!", settles_on AS "on!", id AS "id!", '' AS "number!",
                   amount_minor + fee_minor AS "minor!", currency AS "currency!"
            FROM payment WHERE account_id = $1 AND state = 'processing' AND settles_on >= $2
            ORDER BY created_at DESC LIMIT 6)
           UNION ALL
           (SELECT 'promise', p.until_on, o.invoice_id, i.number, p.amount_minor - p.arrived_minor, p.currency
            FROM promise p
            JOIN open_item o ON o.account_id = p.account_id AND o.id = p.open_item_id
            JOIN invoice i ON i.account_id = o.account_id AND i.id = o.invoice_id
            WHERE p.account_id = $1 AND p.state = 'open' AND p.until_on >= $2 ORDER BY p.until_on LIMIT 6)
           UNION ALL
           (SELECT 'due', o.due_on, o.invoice_id, i.number, o.asked, o.currency
            FROM (SELECT account_id, invoice_id, due_on, currency, asked
                  FROM (SELECT account_id, invoice_id, due_on, currency,
                               collectable_minor(open_minor, disputed_minor, in_flight_minor, promised_minor,
                                                 promised_until, deferred_minor, $2) AS asked
                        FROM open_item WHERE account_id = $1 AND open_minor > 0 AND due_on > $2) item
                  WHERE asked > 0 ORDER BY due_on LIMIT 6) o
            JOIN invoice i ON i.account_id = o.account_id AND i.id = o.invoice_id)"#,
        buyer.account_id.0,
        today,
    )
    .fetch_all(tx)
    .await?;
    let mut coming = Vec::with_capacity(rows.len());
    for row in rows {
        let what = match row.kind.as_str() {
            "settles" => {
                What::Settles { id: row.id.into(), reference: payments::reference(row.id.into()) }
            }
            "promise" => What::PromiseEnds { invoice_id: row.id.into(), number: row.number },
            _ => What::FallsDue { invoice_id: row.id.into(), number: row.number },
        };
        let amount = Money::new(row.minor, row.currency.parse()?);
        coming.push(Coming { on: row.on, what, amount });
    }
    coming.sort_by_key(|c| c.on);
    coming.truncate(MOST);
    Ok(coming)
}
