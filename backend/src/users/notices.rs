//! Of what somebody wants mail: theirs to say, and asked whenever a letter is to be written.

use crate::{
    Actor, Backend, Error, Result,
    events::{self, NewEvent},
};
use domain::{
    ids::{AccountId, EntityId, UserId},
    notice::Wish,
};
use serde_json::json;

/// Who asks, and where they stand. Nobody who looks at the portal for staff: they have a place of theirs.
fn owner(actor: &Actor) -> Result<(UserId, &str, EntityId, Option<AccountId>)> {
    match actor {
        Actor::Buyer(buyer) if buyer.seen_by_staff.is_none() => {
            Ok((buyer.user_id, &buyer.name, buyer.entity_id, Some(buyer.account_id)))
        }
        Actor::Staff(staff) => Ok((staff.user_id, &staff.name, staff.entity_id, None)),
        Actor::Buyer(_) | Actor::System(_) => Err(Error::NotFound),
    }
}

/// What they want.
pub async fn wish(backend: &Backend, actor: &Actor) -> Result<Wish> {
    let (user_id, ..) = owner(actor)?;
    let code = sqlx::query_scalar!("SELECT notices FROM app_user WHERE id = $1", user_id.0)
        .fetch_one(backend.db.gate_pool())
        .await?;
    Wish::of(&code).ok_or_else(|| Error::bug("app_user.notices"))
}

/// Wants something else from now on.
pub async fn want(backend: &Backend, actor: &Actor, wish: Wish) -> Result<()> {
    let (user_id, name, entity_id, account_id) = owner(actor)?;
    let mut tx = backend.db.gate().await?;
    let changed = sqlx::query!(
        "UPDATE app_user SET notices = $2 WHERE id = $1 AND disabled_at IS NULL AND notices <> $2",
        user_id.0,
        wish.code(),
    )
    .execute(&mut *tx)
    .await?;
    if changed.rows_affected() == 0 {
        return Ok(());
    }
    let event = NewEvent {
        entity_id: Some(entity_id),
        account_id,
        name: "user.notices_changed",
        subject: ("user", user_id.0),
        text: format!("{name} changed of what they want mail: {}", wish.label().to_lowercase()),
        data: json!({ "notices": wish.code() }),
        for_buyer: false,
    };
    events::record(&mut tx, actor, backend.clock.now(), event).await?;
    tx.commit().await
}
