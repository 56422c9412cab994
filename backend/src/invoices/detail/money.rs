//! How an invoice was paid: what was applied to it, and what is under way.

use crate::error::{Error, Result};
use chrono::NaiveDate;
use domain::{
    fee::Method,
    ids::{AccountId, CreditNoteId, InvoiceId, PaymentId},
    money::Money,
    payment::State,
};
use sqlx::PgConnection;

/// Money or credit that was applied to an invoice, or taken back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Applied {
    /// The business date.
    pub on: NaiveDate,
    /// How much; negative where it was taken back.
    pub amount: Money,
    /// The discount granted beside it; negative where it was taken back.
    pub discount: Money,
    /// From what.
    pub source: Source,
    /// Whether it takes back what was applied before.
    pub is_reversal: bool,
}

/// Where applied money comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    /// A payment.
    Payment {
        /// Its id.
        id: PaymentId,
        /// What people call it.
        reference: String,
        /// How it was made.
        method: Method,
    },
    /// A credit note.
    CreditNote {
        /// Its id.
        id: CreditNoteId,
        /// Its number.
        number: String,
        /// Why it was issued.
        reason: String,
    },
    /// Nothing: it is no longer asked for.
    WriteOff,
}

/// A payment that is under way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moving {
    /// Its id.
    pub id: PaymentId,
    /// What people call it.
    pub reference: String,
    /// How it is made.
    pub method: Method,
    /// Where it stands.
    pub state: State,
    /// What of it is for this invoice, with the discount that it takes.
    pub amount: Money,
    /// When it is expected to settle.
    pub settles_on: Option<NaiveDate>,
}

pub(super) async fn applied(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: InvoiceId,
) -> Result<Vec<Applied>> {
    let rows = sqlx::query!(
        r#"SELECT a.applied_on, a.amount_minor, a.discount_minor, o.currency, a.reverses IS NOT NULL AS "is_reversal!",
                  a.payment_id, p.method AS "method?", a.credit_note_id, c.number AS "number?", c.reason AS "reason?"
           FROM open_item o
           JOIN allocation a ON a.account_id = o.account_id AND a.open_item_id = o.id
           LEFT JOIN payment p ON p.account_id = a.account_id AND p.id = a.payment_id
           LEFT JOIN credit_note c ON c.account_id = a.account_id AND c.id = a.credit_note_id
           WHERE o.account_id = $1 AND o.invoice_id = $2
           ORDER BY a.applied_at, a.id"#,
        account_id.0,
        id.0,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency = row.currency.parse()?;
            let source = match (row.payment_id, row.method, row.credit_note_id, row.number) {
                (Some(id), Some(method), ..) => Source::Payment {
                    id: id.into(),
                    reference: crate::payments::reference(id.into()),
                    method: method_of(&method)?,
                },
                (_, _, Some(id), Some(number)) => {
                    let reason = row.reason.unwrap_or_default();
                    Source::CreditNote { id: id.into(), number, reason }
                }
                _ => Source::WriteOff,
            };
            Ok(Applied {
                on: row.applied_on,
                amount: Money::new(row.amount_minor, currency),
                discount: Money::new(row.discount_minor, currency),
                source,
                is_reversal: row.is_reversal,
            })
        })
        .collect()
}

pub(super) async fn moving(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: InvoiceId,
) -> Result<Vec<Moving>> {
    let live: Vec<String> = State::ALL
        .iter()
        .filter(|state| state.is_live())
        .map(|state| state.code().to_owned())
        .collect();
    let rows = sqlx::query!(
        r#"SELECT p.id, p.method, p.state, p.currency, p.settles_on,
                  sum(pp.amount_minor + pp.discount_minor
                      + CASE p.state WHEN 'created' THEN pp.credit_minor ELSE 0 END)::bigint AS "minor!"
           FROM open_item o
           JOIN payment_part pp ON pp.account_id = o.account_id AND pp.open_item_id = o.id
           JOIN payment p ON p.account_id = pp.account_id AND p.id = pp.payment_id
           WHERE o.account_id = $1 AND o.invoice_id = $2 AND p.state = ANY ($3)
           GROUP BY p.id ORDER BY p.created_at, p.id"#,
        account_id.0,
        id.0,
        &live,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Moving {
                id: row.id.into(),
                reference: crate::payments::reference(row.id.into()),
                method: method_of(&row.method)?,
                state: State::of(&row.state).ok_or_else(|| Error::bug("payment.state"))?,
                amount: Money::new(row.minor, row.currency.parse()?),
                settles_on: row.settles_on,
            })
        })
        .collect()
}

fn method_of(code: &str) -> Result<Method> {
    Method::of(code).ok_or_else(|| Error::bug("payment.method"))
}
