//! Making and changing users: by an admin of an entity, within that entity, or from the command
//! line, everywhere. Whatever takes something away from a user also ends their sessions.

use super::{normal_email, revoke::all_of};
use crate::{
    Actor, Backend, Error, Result, Staff,
    events::{self, NewEvent},
    passwords, sessions,
};
use domain::{
    Refusal,
    access::{Action, BuyerRole, StaffRole},
    ids::{AccountId, EntityId, UserId},
};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

/// What a user may do, and where. It says by itself whether they are a buyer or staff.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Membership {
    /// A buyer at an account.
    Buyer(AccountId, BuyerRole),
    /// Staff at an entity.
    Staff(EntityId, StaffRole),
}

/// A user to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// What they sign in with.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Their first password.
    pub password: String,
    /// Their first membership.
    pub membership: Membership,
}

/// Makes a user.
pub async fn create(backend: &Backend, actor: &Actor, new: NewUser) -> Result<UserId> {
    let admin = Admin::of(actor)?;
    let email = checked_email(&new.email)?;
    let name = checked_name(&new.name)?;
    // Hashing takes its time, and no connection should wait for it.
    let mut tx = backend.db.gate().await?;
    let place = admin.place(&mut tx, new.membership).await?;
    tx.commit().await?;
    passwords::accept(&new.password, &[&email, &name, &place.name])?;
    let hash = backend.passwords.hash(new.password).await?;

    let mut tx = backend.db.gate().await?;
    let id = UserId(Uuid::now_v7());
    let now = backend.clock.now();
    let kind = match new.membership {
        Membership::Buyer(..) => "buyer",
        Membership::Staff(..) => "staff",
    };
    sqlx::query!(
        "INSERT INTO app_user (id, kind, email, name, password_hash, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        id.0,
        kind,
        email,
        name,
        hash,
        now
    )
    .execute(&mut *tx)
    .await?;
    put_membership(backend, &mut tx, id, new.membership).await?;
    let text = format!("{name} can sign in with the role “{}”.", place.role);
    let event = place.event("user.created", id, text);
    events::record(&mut tx, actor, now, event).await?;
    tx.commit().await?;
    Ok(id)
}

/// Shuts a user out, at once.
pub async fn disable(backend: &Backend, actor: &Actor, user_id: UserId) -> Result<()> {
    let admin = Admin::of(actor)?;
    admin.is_not(user_id)?;
    let mut tx = backend.db.gate().await?;
    let name = admin.whole_user(&mut tx, user_id).await?;
    let now = backend.clock.now();
    let disabled = sqlx::query!(
        "UPDATE app_user SET disabled_at = $2, version = version + 1
          WHERE id = $1 AND disabled_at IS NULL",
        user_id.0,
        now
    )
    .execute(&mut *tx)
    .await?;
    if disabled.rows_affected() == 0 {
        return Err(Refusal::WrongState { state: "disabled" }.into());
    }
    // Nothing is led to somebody who is not there.
    sqlx::query!("DELETE FROM team_member WHERE user_id = $1", user_id.0).execute(&mut *tx).await?;
    all_of(&mut tx, user_id, now).await?;
    let event = admin.event("user.disabled", user_id, format!("{name} can no longer sign in."));
    events::record(&mut tx, actor, now, event).await?;
    tx.commit().await
}

/// Signs a user out everywhere. They may sign in again.
pub async fn revoke(backend: &Backend, actor: &Actor, user_id: UserId) -> Result<()> {
    let admin = Admin::of(actor)?;
    let mut tx = backend.db.gate().await?;
    let name = admin.whole_user(&mut tx, user_id).await?;
    let now = backend.clock.now();
    all_of(&mut tx, user_id, now).await?;
    let text = format!("{name} was signed out everywhere.");
    events::record(&mut tx, actor, now, admin.event("user.revoked", user_id, text)).await?;
    tx.commit().await
}

/// Gives a user another password. All their sessions end.
pub async fn set_password(
    backend: &Backend,
    actor: &Actor,
    user_id: UserId,
    password: String,
) -> Result<()> {
    let admin = Admin::of(actor)?;
    let mut tx = backend.db.gate().await?;
    let name = admin.whole_user(&mut tx, user_id).await?;
    let email = sqlx::query_scalar!("SELECT email FROM app_user WHERE id = $1", user_id.0)
        .fetch_one(&mut *tx)
        .await?;
    tx.commit().await?;
    passwords::accept(&password, &[&email, &name])?;
    let hash = backend.passwords.hash(password).await?;

    let mut tx = backend.db.gate().await?;
    admin.whole_user(&mut tx, user_id).await?;
    sqlx::query!(
        "UPDATE app_user SET password_hash = $2, version = version + 1 WHERE id = $1",
        user_id.0,
        hash
    )
    .execute(&mut *tx)
    .await?;
    sessions::end_all_of(&mut tx, user_id).await?;
    let event = admin.event("user.password_set", user_id, format!("{name} has a new password."));
    events::record(&mut tx, actor, backend.clock.now(), event).await?;
    tx.commit().await
}

/// Gives a user a role at a place, instead of the one they may have there.
pub async fn set_role(
    backend: &Backend,
    actor: &Actor,
    user_id: UserId,
    membership: Membership,
) -> Result<()> {
    let admin = Admin::of(actor)?;
    admin.is_not(user_id)?;
    let mut tx = backend.db.gate().await?;
    let place = admin.place(&mut tx, membership).await?;
    let name = admin.user_of_kind(&mut tx, user_id, membership).await?;
    put_membership(backend, &mut tx, user_id, membership).await?;
    sessions::end_all_of(&mut tx, user_id).await?;
    let text = format!("{name} now has the role “{}”.", place.role);
    let event = place.event("user.role_set", user_id, text);
    events::record(&mut tx, actor, backend.clock.now(), event).await?;
    tx.commit().await
}

async fn put_membership(
    backend: &Backend,
    tx: &mut PgConnection,
    user_id: UserId,
    membership: Membership,
) -> Result<()> {
    let now = backend.clock.now();
    match membership {
        Membership::Buyer(account_id, role) => {
            sqlx::query!(
                "INSERT INTO buyer_membership (user_id, account_id, role, created_at)
                 VALUES ($1, $2, $3, $4)
                 ON CONFLICT (user_id, account_id) DO UPDATE SET role = excluded.role",
                user_id.0,
                account_id.0,
                role.code(),
                now
            )
            .execute(tx)
            .await?;
        }
        Membership::Staff(entity_id, role) => {
            sqlx::query!(
                "INSERT INTO staff_membership (user_id, entity_id, role, created_at)
                 VALUES ($1, $2, $3, $4)
                 ON CONFLICT (user_id, entity_id) DO UPDATE SET role = excluded.role",
                user_id.0,
                entity_id.0,
                role.code(),
                now
            )
            .execute(tx)
            .await?;
        }
    }
    Ok(())
}

/// Who changes users, and within what: one entity, or everything.
enum Admin<'a> {
    Of(&'a Staff),
    Everywhere,
}

impl<'a> Admin<'a> {
    fn of(actor: &'a Actor) -> Result<Self> {
        match actor {
            Actor::Staff(staff) => {
                staff.may(Action::Users)?;
                Ok(Self::Of(staff))
            }
            Actor::System(_) => Ok(Self::Everywhere),
            Actor::Buyer(_) => Err(Error::NotFound),
        }
    }

    /// Refuses to change oneself: an entity shall not lose its last admin by a slip.
    fn is_not(&self, user_id: UserId) -> Result<()> {
        match self {
            Self::Of(staff) if staff.user_id == user_id => Err(Refusal::field(
                "user",
                "You cannot take this away from yourself. Ask another admin.",
            )
            .into()),
            _ => Ok(()),
        }
    }

    fn entity_id(&self) -> Option<EntityId> {
        match self {
            Self::Of(staff) => Some(staff.entity_id),
            Self::Everywhere => None,
        }
    }

    /// The place of a membership, if it is within reach.
    async fn place(&self, tx: &mut PgConnection, membership: Membership) -> Result<Place> {
        let entity_id = self.entity_id().map(|id| id.0);
        match membership {
            Membership::Buyer(account_id, role) => {
                let account = sqlx::query!(
                    "SELECT entity_id, name FROM account
                      WHERE id = $1 AND ($2::uuid IS NULL OR entity_id = $2)",
                    account_id.0,
                    entity_id
                )
                .fetch_one(tx)
                .await?;
                Ok(Place {
                    entity_id: account.entity_id.into(),
                    account_id: Some(account_id),
                    name: account.name,
                    role: role.label(),
                })
            }
            Membership::Staff(id, role) => {
                let name = sqlx::query_scalar!(
                    "SELECT name FROM entity WHERE id = $1 AND ($2::uuid IS NULL OR id = $2)",
                    id.0,
                    entity_id
                )
                .fetch_one(tx)
                .await?;
                Ok(Place { entity_id: id, account_id: None, name, role: role.label() })
            }
        }
    }

    /// Locks a user all of whose memberships are within reach and returns their name. Who also
    /// belongs elsewhere is out of reach as a whole: with their password one would be there, too.
    async fn whole_user(&self, tx: &mut PgConnection, user_id: UserId) -> Result<String> {
        let user = sqlx::query!("SELECT name FROM app_user WHERE id = $1 FOR UPDATE", user_id.0)
            .fetch_one(&mut *tx)
            .await?;
        let Some(entity_id) = self.entity_id() else {
            return Ok(user.name);
        };
        let places = sqlx::query!(
            r#"SELECT coalesce(bool_or(entity_id = $2), false) AS "here!",
                      coalesce(bool_or(entity_id <> $2), false) AS "elsewhere!"
                 FROM (SELECT a.entity_id FROM buyer_membership m
                         JOIN account a ON a.id = m.account_id WHERE m.user_id = $1
                       UNION ALL
                       SELECT entity_id FROM staff_membership WHERE user_id = $1) AS places"#,
            user_id.0,
            entity_id.0
        )
        .fetch_one(tx)
        .await?;
        if !places.here {
            return Err(Error::NotFound);
        }
        if places.elsewhere {
            let why = format!(
                "{} also belongs to another entity, so this cannot be changed here.",
                user.name
            );
            return Err(Refusal::field("user", why).into());
        }
        Ok(user.name)
    }

    /// Locks a user who is of the kind that a membership is for, and returns their name. Somebody
    /// new to the entity is found by their id only by who knows it, so it is no secret to them.
    async fn user_of_kind(
        &self,
        tx: &mut PgConnection,
        user_id: UserId,
        membership: Membership,
    ) -> Result<String> {
        let user =
            sqlx::query!("SELECT kind, name FROM app_user WHERE id = $1 FOR UPDATE", user_id.0)
                .fetch_one(tx)
                .await?;
        match (membership, user.kind.as_str()) {
            (Membership::Buyer(..), "buyer") | (Membership::Staff(..), "staff") => Ok(user.name),
            _ => Err(Refusal::field("user", "A user is a buyer or staff, not both.").into()),
        }
    }

    fn event(&self, name: &'static str, user_id: UserId, text: String) -> NewEvent {
        NewEvent {
            entity_id: self.entity_id(),
            account_id: None,
            name,
            subject: ("user", user_id.0),
            text,
            data: json!({}),
            for_buyer: false,
        }
    }
}

/// Where a membership is.
struct Place {
    entity_id: EntityId,
    account_id: Option<AccountId>,
    name: String,
    role: &'static str,
}

impl Place {
    /// An event there. The users of an account may know who else is one.
    fn event(&self, name: &'static str, user_id: UserId, text: String) -> NewEvent {
        NewEvent {
            entity_id: Some(self.entity_id),
            account_id: self.account_id,
            name,
            subject: ("user", user_id.0),
            text,
            data: json!({ "role": self.role }),
            for_buyer: self.account_id.is_some(),
        }
    }
}

fn checked_email(typed: &str) -> Result<String, Refusal> {
    let email = normal_email(typed);
    let parts = email.split_once('@');
    let is_plausible = email.len() <= 254
        && !email.contains(|c: char| c.is_whitespace() || c.is_control())
        && parts.is_some_and(|(local, host)| {
            !local.is_empty() && host.contains('.') && !host.contains('@')
        });
    if is_plausible {
        Ok(email)
    } else {
        Err(Refusal::field("email", "Type a whole e-mail address, like m.dewit@ferrow.example."))
    }
}

fn checked_name(typed: &str) -> Result<String, Refusal> {
    let name = typed.trim();
    if name.is_empty() || name.chars().count() > 100 || name.contains(char::is_control) {
        return Err(Refusal::field("name", "Type a name of up to 100 characters."));
    }
    Ok(name.to_owned())
}
