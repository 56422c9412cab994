//! How much somebody takes off a dispute alone.

use crate::{actor::Staff, error::Result};
use domain::{
    ids::{AccountId, DisputeId},
    money::{Currency, Money},
};
use sqlx::PgConnection;

/// The limit of a person in a currency: theirs, else their role's, else nothing.
pub(in crate::disputes) async fn of(
    tx: &mut PgConnection,
    staff: &Staff,
    currency: Currency,
) -> Result<Money> {
    let most = sqlx::query_scalar!(
        "SELECT most_minor FROM decision_limit
         WHERE entity_id = $1 AND currency = $2 AND (user_id = $3 OR (user_id IS NULL AND role = $4))
         ORDER BY user_id IS NULL LIMIT 1",
        staff.entity_id.0,
        currency.code(),
        staff.user_id.0,
        staff.role.code(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(Money::new(most.unwrap_or(0), currency))
}

/// What was taken off a dispute without an approver.
pub(in crate::disputes) async fn used(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: DisputeId,
    currency: Currency,
) -> Result<Money> {
    let used = sqlx::query_scalar!(
        r#"SELECT coalesce(sum(credited_minor + written_off_minor), 0)::bigint AS "used!" FROM dispute_line
           WHERE account_id = $1 AND dispute_id = $2 AND approved_by IS NULL"#,
        account_id.0,
        id.0,
    )
    .fetch_one(tx)
    .await?;
    Ok(Money::new(used, currency))
}
