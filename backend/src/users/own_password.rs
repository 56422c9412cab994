//! Another password, by its owner. Who finds a browser that somebody left open cannot take the user
//! over: the password of now is asked for, and guessing it is throttled as at the log-in.

use crate::{
    Actor, Backend, Error, Result,
    events::{self, NewEvent},
    passwords::{self, Comparison},
    sessions::{self, Place, Session},
    throttle::{self, Admission},
};
use domain::{
    Refusal,
    ids::{AccountId, EntityId, UserId},
};
use serde_json::json;
use std::net::IpAddr;

/// What is asked for.
pub struct NewPassword {
    /// The password of now.
    pub current: String,
    /// The one to come.
    pub new: String,
    /// Where the request comes from, for the throttle.
    pub ip: IpAddr,
}

/// Who changes it, and where they stand.
struct Owner {
    user_id: UserId,
    name: String,
    entity_id: EntityId,
    entity_name: String,
    account_id: Option<AccountId>,
    place: Place,
}

impl Owner {
    /// Nobody who looks at the portal for staff: they do so at their own place.
    fn of(actor: &Actor) -> Result<Self> {
        match actor {
            Actor::Buyer(buyer) if buyer.seen_by_staff.is_none() => Ok(Self {
                user_id: buyer.user_id,
                name: buyer.name.clone(),
                entity_id: buyer.entity_id,
                entity_name: buyer.entity_name.clone(),
                account_id: Some(buyer.account_id),
                place: Place::Account { account_id: buyer.account_id },
            }),
            Actor::Staff(staff) => Ok(Self {
                user_id: staff.user_id,
                name: staff.name.clone(),
                entity_id: staff.entity_id,
                entity_name: staff.entity_name.clone(),
                account_id: None,
                place: Place::Entity { entity_id: staff.entity_id },
            }),
            Actor::Buyer(_) | Actor::System(_) => Err(Error::NotFound),
        }
    }
}

/// Changes the password of whoever asks. All their other sessions end; this one goes on under
/// another id.
pub async fn change(
    backend: &Backend,
    session: &Session,
    actor: &Actor,
    asked: NewPassword,
) -> Result<()> {
    let NewPassword { current, new, ip } = asked;
    let owner = Owner::of(actor)?;
    let user = sqlx::query!(
        "SELECT email, password_hash, version FROM app_user WHERE id = $1 AND disabled_at IS NULL",
        owner.user_id.0
    )
    .fetch_one(backend.db.gate_pool())
    .await?;
    passwords::accept(&new, &[&user.email, &owner.name, &owner.entity_name])?;
    let attempt = match throttle::admit(&backend.db, ip, &user.email).await? {
        Admission::Admitted(attempt) => attempt,
        Admission::Wait { seconds } => {
            let words = format!("Too many tries. Wait {} minutes.", (seconds + 59) / 60);
            return Err(Refusal::field("current", words).into());
        }
    };
    let compared = backend.passwords.compare(current, Some(user.password_hash)).await?;
    if compared == Comparison::Different {
        return Err(Refusal::field("current", "This is not your password of now.").into());
    }
    let hash = backend.passwords.hash(new).await?;

    let mut tx = backend.db.gate().await?;
    throttle::succeeded(&mut tx, &attempt).await?;
    let changed = sqlx::query_scalar!(
        "UPDATE app_user SET password_hash = $3, version = version + 1
          WHERE id = $1 AND version = $2 AND disabled_at IS NULL RETURNING version",
        owner.user_id.0,
        user.version,
        hash
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::Conflict)?;
    sessions::end_all_of(&mut tx, owner.user_id).await?;
    let event = NewEvent {
        entity_id: Some(owner.entity_id),
        account_id: owner.account_id,
        name: "user.password_changed",
        subject: ("user", owner.user_id.0),
        text: format!("{} changed their password.", owner.name),
        data: json!({}),
        for_buyer: false,
    };
    events::record(&mut tx, actor, backend.clock.now(), event).await?;
    tx.commit().await?;
    sessions::begin(session, owner.user_id, changed, owner.place).await
}
