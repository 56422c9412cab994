//! Reading the proposal that waits, as far as the reader may see it: buyers see what they are offered.

use crate::error::{Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    dispute::Outcome,
    ids::{AccountId, DisputeId, DisputeLineId, ProposalId, UserId},
    money::Money,
};
use sqlx::PgConnection;

/// A decision that waits for somebody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// Its id.
    pub id: ProposalId,
    /// Whether it waits for the buyer; else for an approver.
    pub is_offered: bool,
    /// Whether the buyer is asked at all.
    pub is_offer: bool,
    /// What the buyer is told.
    pub told: String,
    /// What it takes off.
    pub off: Money,
    /// Whose it is.
    pub made_by: UserId,
    /// Their name.
    pub made_by_name: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// By when what is delivered again would come.
    pub deliver_by: Option<NaiveDate>,
    /// Line by line: what, and how much of it.
    pub lines: Vec<(DisputeLineId, Outcome, Money)>,
}

/// The proposal that waits and that nothing has overtaken.
pub(super) async fn of(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: DisputeId,
) -> Result<Option<Proposal>> {
    let row = sqlx::query!(
        r#"SELECT p.id, p.state, p.is_offer, p.told, p.currency, p.off_minor, p.made_by, p.made_by_name, p.made_at,
                  p.approved_by_name, p.deliver_by
           FROM dispute d
           JOIN dispute_proposal p ON p.account_id = d.account_id AND p.dispute_id = d.id AND p.version = d.version
           WHERE d.account_id = $1 AND d.id = $2 AND d.state IN ('open', 'asked') AND p.state IN ('approving', 'offered')"#,
        account_id.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let lines = sqlx::query!(
        "SELECT dispute_line_id, outcome, amount_minor FROM dispute_proposal_line
         WHERE account_id = $1 AND proposal_id = $2",
        account_id.0,
        row.id,
    )
    .fetch_all(tx)
    .await?;
    let currency = row.currency.parse()?;
    let lines = lines.into_iter().map(|line| {
        let outcome = Outcome::of(&line.outcome)
            .ok_or_else(|| Error::bug("dispute_proposal_line.outcome"))?;
        Ok((line.dispute_line_id.into(), outcome, Money::new(line.amount_minor, currency)))
    });
    Ok(Some(Proposal {
        id: row.id.into(),
        is_offered: row.state == "offered",
        is_offer: row.is_offer,
        told: row.told,
        off: Money::new(row.off_minor, currency),
        made_by: row.made_by.into(),
        made_by_name: row.made_by_name,
        made_at: row.made_at,
        approved_by: row.approved_by_name,
        deliver_by: row.deliver_by,
        lines: lines.collect::<Result<_>>()?,
    }))
}
