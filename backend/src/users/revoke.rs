//! Ends whatever lets somebody in without their password: sessions in all browsers, and the addresses that
//! their calendars read. For who fears that somebody else has got at one of them.

use crate::{
    Actor, Backend, Error, Result,
    events::{self, NewEvent},
    sessions,
};
use chrono::{DateTime, Utc};
use domain::ids::UserId;
use serde_json::json;
use sqlx::PgConnection;

/// All of whoever asks, the session that they ask by included. Who looks at the portal for staff asks at their
/// own place.
pub async fn own(backend: &Backend, actor: &Actor) -> Result<()> {
    let (user_id, name, entity_id, account_id) = match actor {
        Actor::Buyer(buyer) if buyer.seen_by_staff.is_none() => {
            (buyer.user_id, &buyer.name, buyer.entity_id, Some(buyer.account_id))
        }
        Actor::Staff(staff) => (staff.user_id, &staff.name, staff.entity_id, None),
        Actor::Buyer(_) | Actor::System(_) => return Err(Error::NotFound),
    };
    let now = backend.clock.now();
    let mut tx = backend.db.gate().await?;
    all_of(&mut tx, user_id, now).await?;
    let event = NewEvent {
        entity_id: Some(entity_id),
        account_id,
        name: "user.revoked",
        subject: ("user", user_id.0),
        text: format!("{name} signed out everywhere."),
        data: json!({}),
        for_buyer: false,
    };
    events::record(&mut tx, actor, now, event).await?;
    tx.commit().await
}

/// All of a user, in the transaction of what is the reason for it.
pub(super) async fn all_of(
    tx: &mut PgConnection,
    user_id: UserId,
    now: DateTime<Utc>,
) -> Result<()> {
    sessions::end_all_of(&mut *tx, user_id).await?;
    sqlx::query!(
        "UPDATE calendar_feed SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL",
        user_id.0,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}
