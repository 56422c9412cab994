//! Who can sign in: for the admins of an entity and for the command line.

use super::normal_email;
use crate::{Actor, Backend, Error, Result};
use domain::{
    access::Action,
    ids::{AccountId, EntityId, UserId},
};

/// Buyers or staff.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// People of the customers.
    Buyers,
    /// People of the seller.
    Staff,
}

/// One user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// What they sign in with.
    pub email: String,
    /// Whether they are shut out.
    pub is_disabled: bool,
    /// Where they belong and as what, as in “Ferrow Cycles (10482): view”. Only what the reader may
    /// know of.
    pub roles: Vec<String>,
}

/// The users of an entity, or of all of them, by e-mail address: up to `most` after one. Read the
/// next page with the last address of this one.
pub async fn list(
    backend: &Backend,
    actor: &Actor,
    kind: Kind,
    after: &str,
    most: i64,
) -> Result<Vec<Listed>> {
    let entity_id = match actor {
        Actor::Staff(staff) => {
            staff.may(Action::Users)?;
            Some(staff.entity_id.0)
        }
        Actor::System(_) => None,
        Actor::Buyer(_) => return Err(Error::NotFound),
    };
    let kind = match kind {
        Kind::Buyers => "buyer",
        Kind::Staff => "staff",
    };
    let rows = sqlx::query!(
        r#"SELECT u.id, u.name, u.email, u.disabled_at IS NOT NULL AS "is_disabled!",
                  array_agg(p.role ORDER BY p.role) FILTER (WHERE p.role IS NOT NULL) AS roles
             FROM app_user u
             LEFT JOIN LATERAL (
                 SELECT a.name || ' (' || a.number || '): ' || m.role AS role
                   FROM buyer_membership m JOIN account a ON a.id = m.account_id
                  WHERE m.user_id = u.id AND ($1::uuid IS NULL OR a.entity_id = $1)
                 UNION ALL
                 SELECT e.short_name || ': ' || m.role
                   FROM staff_membership m JOIN entity e ON e.id = m.entity_id
                  WHERE m.user_id = u.id AND ($1::uuid IS NULL OR e.id = $1)) AS p ON true
            WHERE u.kind = $2 AND u.email > $3 AND ($1::uuid IS NULL OR p.role IS NOT NULL)
            GROUP BY u.id ORDER BY u.email LIMIT $4"#,
        entity_id,
        kind,
        after,
        most
    )
    .fetch_all(backend.db.gate_pool())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            id: row.id.into(),
            name: row.name,
            email: row.email,
            is_disabled: row.is_disabled,
            roles: row.roles.unwrap_or_default(),
        })
        .collect())
}

/// The user with an e-mail address. For the command line: nothing is asked about who asks.
pub async fn by_email(backend: &Backend, email: &str) -> Result<UserId> {
    let id = sqlx::query_scalar!("SELECT id FROM app_user WHERE email = $1", normal_email(email))
        .fetch_one(backend.db.gate_pool())
        .await?;
    Ok(id.into())
}

/// The account with a number at an entity. For the command line.
pub async fn account_by_number(
    backend: &Backend,
    entity_id: EntityId,
    number: &str,
) -> Result<AccountId> {
    let id = sqlx::query_scalar!(
        "SELECT id FROM account WHERE entity_id = $1 AND number = $2",
        entity_id.0,
        number
    )
    .fetch_one(backend.db.gate_pool())
    .await?;
    Ok(id.into())
}
