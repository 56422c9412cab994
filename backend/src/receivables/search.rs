//! One box for everything: accounts by name or number, invoices by number, order or amount,
//! payments by their reference or receipt.

use super::{accounts, invoices, payments};
use crate::{Backend, Result, Staff, db::Tx};
use domain::{
    access::Action,
    ids::{AccountId, InvoiceId, PaymentId},
};
use uuid::Uuid;

/// How many of each kind are shown.
const SHOWN: usize = 12;

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Found {
    /// Accounts.
    pub accounts: Vec<accounts::Row>,
    /// Invoices.
    pub invoices: Vec<invoices::Row>,
    /// Payments.
    pub payments: Vec<payments::Row>,
    /// Whether there are more accounts than are shown.
    pub more_accounts: bool,
    /// Whether there are more invoices than are shown.
    pub more_invoices: bool,
}

/// One thing that can be gone to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hit {
    /// An account.
    Account(AccountId),
    /// An invoice.
    Invoice(InvoiceId),
    /// A payment.
    Payment(PaymentId),
}

impl Found {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.invoices.is_empty() && self.payments.is_empty()
    }

    /// The one thing that is called exactly as was typed, if it is only one.
    pub fn exact(&self, q: &str) -> Option<Hit> {
        let q = q.trim().to_lowercase();
        let is = |text: &str| text.to_lowercase() == q;
        let accounts = self.accounts.iter().filter(|a| is(&a.number) || is(&a.name));
        let invoices = self.invoices.iter().filter(|i| is(&i.number) || i.orders().any(is));
        // Payments are only ever found by their exact name.
        let mut hits = accounts
            .map(|account| Hit::Account(account.id))
            .chain(invoices.map(|invoice| Hit::Invoice(invoice.id)))
            .chain(self.payments.iter().map(|payment| Hit::Payment(payment.id)));
        let first = hits.next();
        first.filter(|_| hits.next().is_none())
    }
}

/// Searches the entity.
pub async fn search(backend: &Backend, staff: &Staff, q: &str) -> Result<Found> {
    staff.may(Action::ViewReceivables)?;
    let q = q.trim();
    if q.is_empty() || q.contains(char::is_control) {
        return Ok(Found::default());
    }
    let today = backend.clock.today(&staff.time_zone);
    let mut tx = backend.db.staff(staff).await?;
    let currencies = accounts::currencies(&mut tx, staff).await?;
    let mut accounts = accounts::found(&mut tx, staff, q).await?;
    let all = invoices::find::all();
    let invoices = invoices::find::find(&mut tx, staff, &all, q, &currencies, today).await?;
    let payments = payments_called(&mut tx, staff, q).await?;
    let more_accounts = accounts.len() > SHOWN;
    accounts.truncate(SHOWN);
    let mut invoices = invoices::rows(&mut tx, staff, &invoices, &all, today).await?;
    invoices.sort_by_cached_key(|row| rank(row, q));
    let more_invoices = invoices.len() > SHOWN;
    invoices.truncate(SHOWN);
    let found = Found {
        accounts: accounts::rows(&mut tx, staff, &accounts, None, today).await?,
        invoices,
        payments: payments::rows(&mut tx, staff, &payments).await?,
        more_accounts,
        more_invoices,
    };
    tx.end();
    Ok(found)
}

/// Exact names first, then what is open, then the latest.
fn rank(row: &invoices::Row, q: &str) -> (bool, bool, std::cmp::Reverse<chrono::NaiveDate>, Uuid) {
    let is = |text: &str| text.eq_ignore_ascii_case(q);
    let exact = is(&row.number) || row.orders().any(is);
    (!exact, row.sums.open_minor == 0, std::cmp::Reverse(row.issued_on), row.id.0)
}

/// Payments by our reference, with or without its `P-`, by their receipt, or by the provider's.
async fn payments_called(tx: &mut Tx, staff: &Staff, q: &str) -> Result<Vec<Uuid>> {
    let upper = q.to_uppercase();
    let reference = if upper.starts_with("P-") { upper.clone() } else { format!("P-{upper}") };
    let ids = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM (
               SELECT id FROM payment WHERE entity_id = $1 AND reference = $2
               UNION
               SELECT id FROM payment WHERE entity_id = $1 AND receipt_number = $3
               UNION
               SELECT id FROM payment
                WHERE entity_id = $1 AND provider = ANY (ARRAY['sandbox', 'import']) AND provider_ref = $4) called
           ORDER BY id LIMIT 12"#,
        staff.entity_id.0,
        reference,
        upper,
        q,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(ids)
}
