//! Finding who looks after a dispute that is opened, in the same transaction. The portal reads rules and
//! the names of teams; who works in them it never sees.

use super::clock;
use crate::{actor::Buyer, error::Result};
use chrono::{DateTime, Utc};
use domain::{
    dispute_clock::{DisputeClock, Priority},
    ids::{EntityId, TeamId},
    money::Money,
    routing::{self, Case, Rule, Target},
};
use sqlx::PgConnection;

/// Who looks after a dispute, how urgent it is, and by when.
pub(super) struct Desk {
    pub target: Target,
    pub priority: Priority,
    pub clock: DisputeClock,
}

/// Where a dispute of the buyer goes that is about so much for a reason.
pub(super) async fn desk_of(
    tx: &mut PgConnection,
    buyer: &Buyer,
    reason: &str,
    amount: Money,
    at: DateTime<Utc>,
) -> Result<Desk> {
    let rest = sqlx::query_scalar!(
        "SELECT rest_team_id FROM dispute_desk WHERE entity_id = $1",
        buyer.entity_id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    let rules = rules_of(tx, buyer.entity_id).await?;
    let case = Case { reason, account_id: buyer.account_id, amount };
    let (target, priority) = routing::route(rules, &case, TeamId(rest));
    let clock = clock::start(tx, buyer.entity_id, reason, priority, at).await?;
    Ok(Desk { target, priority, clock })
}

/// The rules in their order, as far as the role of the transaction may see them: a buyer's are those that
/// name no other account.
async fn rules_of(tx: &mut PgConnection, entity_id: EntityId) -> Result<Vec<Rule>> {
    let rows = sqlx::query!(
        "SELECT reason_code, account_id, from_minor, currency, team_id, person_id, person_name, is_high
         FROM routing_rule WHERE entity_id = $1 ORDER BY position, id",
        entity_id.0,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let from = match row.from_minor.zip(row.currency) {
                Some((minor, currency)) => Some(Money::new(minor, currency.parse()?)),
                None => None,
            };
            let person = row.person_id.map(Into::into).zip(row.person_name);
            Ok(Rule {
                reason: row.reason_code,
                account_id: row.account_id.map(Into::into),
                from,
                to: Target { team_id: row.team_id.into(), person },
                priority: if row.is_high { Priority::High } else { Priority::Normal },
            })
        })
        .collect()
}
