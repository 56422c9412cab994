//! What was promised about an invoice, what we sent about it, and what we did not.

use crate::{
    error::{Error, Result},
    open_items::Item,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    dunning::Silence,
    ids::{AccountId, InvoiceId, PromiseId},
    money::Money,
    promise::State,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// A promise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Promised {
    /// Its id.
    pub id: PromiseId,
    /// Where it stands.
    pub state: State,
    /// How much.
    pub amount: Money,
    /// What has arrived since.
    pub arrived: Money,
    /// Its last day.
    pub until: NaiveDate,
    /// Who made it.
    pub made_by: Option<String>,
    /// When.
    pub made_at: DateTime<Utc>,
}

/// One day of the reminder schedule, and what was decided on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decided {
    /// The day.
    pub on: NaiveDate,
    /// Which instalment it was about.
    pub seq: i32,
    /// Which day of the schedule it was, relative to the due date.
    pub step_days: i32,
    /// What was decided.
    pub verdict: Verdict,
}

/// What was decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// A reminder asked for this amount.
    Asked {
        /// How much.
        amount: Money,
        /// Who was written to.
        recipient: String,
        /// The letter as it was issued, where one was.
        letter: Option<Uuid>,
    },
    /// Nothing was said.
    Silent(Silence),
}

pub(super) async fn promises(
    tx: &mut PgConnection,
    account_id: AccountId,
    items: &[Item],
) -> Result<Vec<Promised>> {
    let ids: Vec<_> = items.iter().map(|item| item.item.id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT p.id, p.state, p.amount_minor, p.arrived_minor, p.currency, p.until_on, p.made_at, u.name AS "name?"
           FROM promise p LEFT JOIN app_user u ON u.id = p.made_by
           WHERE p.account_id = $1 AND p.open_item_id = ANY ($2)
           ORDER BY p.made_at DESC, p.id DESC"#,
        account_id.0,
        &ids,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency = row.currency.parse()?;
            Ok(Promised {
                id: row.id.into(),
                state: State::of(&row.state).ok_or_else(|| Error::bug("promise.state"))?,
                amount: Money::new(row.amount_minor, currency),
                arrived: Money::new(row.arrived_minor, currency),
                until: row.until_on,
                made_by: row.name,
                made_at: row.made_at,
            })
        })
        .collect()
}

pub(super) async fn decisions(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: InvoiceId,
) -> Result<Vec<Decided>> {
    let rows = sqlx::query!(
        r#"SELECT d.decided_on, d.step_days, o.seq, d.verdict, d.reason, d.amount_minor, d.currency, t.recipient AS "recipient?",
                  (SELECT l.id FROM issued_document l WHERE l.account_id = d.account_id AND l.subject_id = d.touch_id
                   ORDER BY l.issued_at LIMIT 1) AS letter
           FROM decision d
           JOIN open_item o ON o.account_id = d.account_id AND o.id = d.open_item_id
           LEFT JOIN touch t ON t.account_id = d.account_id AND t.id = d.touch_id
           WHERE d.account_id = $1 AND d.invoice_id = $2
           ORDER BY d.decided_at DESC, d.step_days DESC"#,
        account_id.0,
        id.0,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let verdict = match (row.amount_minor, row.reason.as_deref()) {
                (Some(minor), _) => Verdict::Asked {
                    amount: Money::new(minor, row.currency.parse()?),
                    recipient: row.recipient.unwrap_or_default(),
                    letter: row.letter,
                },
                (None, reason) => {
                    let silence = reason.and_then(Silence::of);
                    Verdict::Silent(silence.ok_or_else(|| Error::bug("decision.reason"))?)
                }
            };
            Ok(Decided { on: row.decided_on, seq: row.seq, step_days: row.step_days, verdict })
        })
        .collect()
}
