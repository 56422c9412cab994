//! A proposal that waits for an approver or for the buyer, under its dispute's lock.

use super::decide::Judged;
use crate::error::{Error, Result};
use chrono::NaiveDate;
use domain::{
    Refusal,
    dispute::Outcome,
    ids::{AccountId, DisputeLineId, ProposalId, UserId},
    money::Money,
};
use sqlx::PgConnection;

/// A proposal that waits.
pub(super) struct Waiting {
    pub is_offer: bool,
    pub told: String,
    pub made_by: UserId,
    pub made_by_name: String,
    pub approved_by: Option<UserId>,
    pub deliver_by: Option<NaiveDate>,
    pub lines: Vec<Judged>,
}

impl Waiting {
    /// What the buyer is told, and by when what is delivered again comes.
    pub fn words(&self) -> (&str, Option<NaiveDate>) {
        (&self.told, self.deliver_by)
    }
}

/// Under the dispute's lock: the proposal, if it still waits so.
pub(super) async fn waiting(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: ProposalId,
    state: &str,
) -> Result<Waiting> {
    let row = sqlx::query!(
        "SELECT state, is_offer, told, currency, made_by, made_by_name, approved_by, deliver_by FROM dispute_proposal
         WHERE account_id = $1 AND id = $2 FOR UPDATE",
        account_id.0,
        id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    if row.state != state {
        return Err(Refusal::Stale.into());
    }
    let lines = sqlx::query!(
        "SELECT dispute_line_id, outcome, amount_minor FROM dispute_proposal_line
         WHERE account_id = $1 AND proposal_id = $2 ORDER BY dispute_line_id",
        account_id.0,
        id.0,
    )
    .fetch_all(tx)
    .await?;
    let currency = row.currency.parse()?;
    let lines = lines.into_iter().map(|line| {
        Ok(Judged {
            line_id: DisputeLineId(line.dispute_line_id),
            outcome: Outcome::of(&line.outcome)
                .ok_or_else(|| Error::bug("dispute_proposal_line.outcome"))?,
            off: Money::new(line.amount_minor, currency),
        })
    });
    Ok(Waiting {
        is_offer: row.is_offer,
        told: row.told,
        made_by: row.made_by.into(),
        made_by_name: row.made_by_name,
        approved_by: row.approved_by.map(UserId),
        deliver_by: row.deliver_by,
        lines: lines.collect::<Result<_>>()?,
    })
}
