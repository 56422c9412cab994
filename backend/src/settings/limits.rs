//! How much somebody takes off a dispute alone: by role, and by person where it differs. The next decision
//! asks what holds then.

use super::Desk;
use crate::{Backend, Error, Result, Staff, users};
use domain::{
    Currency, Money, Refusal,
    access::{self, Action, StaffRole},
    ids::UserId,
};
use uuid::Uuid;

/// Whose limit it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// Everybody's with a role who has none of their own.
    Role(StaffRole),
    /// One person's.
    Person(UserId),
}

impl Whose {
    fn role(self) -> &'static str {
        match self {
            Self::Role(role) => role.code(),
            Self::Person(_) => "",
        }
    }

    fn person(self) -> Option<Uuid> {
        match self {
            Self::Role(_) => None,
            Self::Person(id) => Some(id.0),
        }
    }
}

/// A limit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limit {
    /// Whose it is.
    pub whose: Whose,
    /// What people call them.
    pub name: String,
    /// The most that they take off one dispute alone.
    pub most: Money,
}

/// The roles that decide disputes.
pub fn roles() -> impl Iterator<Item = StaffRole> {
    StaffRole::ALL.iter().copied().filter(|role| access::staff_may(*role, Action::Decide))
}

/// All limits of the entity: roles first, the weakest before the others, then people by name.
pub async fn list(backend: &Backend, staff: &Staff) -> Result<Vec<Limit>> {
    staff.may(Action::Settings)?;
    let mut tx = backend.db.staff(staff).await?;
    let rows = sqlx::query!(
        r#"SELECT l.role, l.user_id, u.name AS "name?", l.currency, l.most_minor
           FROM decision_limit l LEFT JOIN app_user u ON u.id = l.user_id
           WHERE l.entity_id = $1 ORDER BY l.user_id IS NOT NULL, u.name, l.user_id, l.currency"#,
        staff.entity_id.0,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let mut limits = Vec::with_capacity(rows.len());
    for row in rows {
        let most = Money::new(row.most_minor, row.currency.parse()?);
        limits.push(match row.user_id {
            Some(id) => Limit {
                whose: Whose::Person(id.into()),
                name: row.name.unwrap_or_else(|| "Somebody who is gone".to_owned()),
                most,
            },
            None => {
                let role =
                    StaffRole::of(&row.role).ok_or_else(|| Error::bug("decision_limit.role"))?;
                Limit { whose: Whose::Role(role), name: format!("Every {}", role.label()), most }
            }
        });
    }
    let rank = |limit: &Limit| match limit.whose {
        Whose::Role(role) => StaffRole::ALL.iter().position(|other| *other == role),
        Whose::Person(_) => Some(usize::MAX),
    };
    limits.sort_by_key(rank);
    Ok(limits)
}

/// Sets a limit, or another one in its place. Zero leaves everything to an approver.
pub async fn set(
    backend: &Backend,
    staff: &Staff,
    whose: Whose,
    most: Money,
    version: i64,
) -> Result<()> {
    if most.minor < 0 {
        return Err(Refusal::field("amount", "A limit is zero or more.").into());
    }
    let mut desk = Desk::lock(backend, staff).await?;
    let name = name_of(&mut desk, whose).await?;
    let before = most_of(&mut desk, whose, most.currency).await?;
    if before == Some(most) {
        return Ok(());
    }
    desk.is_at(version)?;
    delete(&mut desk, whose, most.currency).await?;
    sqlx::query!(
        "INSERT INTO decision_limit (entity_id, role, user_id, currency, most_minor) VALUES ($1, $2, $3, $4, $5)",
        staff.entity_id.0,
        whose.role(),
        whose.person(),
        most.currency.code(),
        most.minor,
    )
    .execute(&mut *desk.tx)
    .await?;
    let was = before.map(|before| format!(", {} before", before.full())).unwrap_or_default();
    let text = format!("set what {name} decides alone to {}{was}", most.full());
    let subject = desk.entity();
    desk.done("limit.set", subject, text).await
}

/// Takes a limit away: of a person, their role's holds then; of a role, it decides nothing alone.
pub async fn remove(
    backend: &Backend,
    staff: &Staff,
    whose: Whose,
    currency: Currency,
    version: i64,
) -> Result<()> {
    let mut desk = Desk::lock(backend, staff).await?;
    let Some(before) = most_of(&mut desk, whose, currency).await? else {
        return Ok(()); // gone already
    };
    desk.is_at(version)?;
    delete(&mut desk, whose, currency).await?;
    let name = match whose {
        Whose::Role(role) => format!("every {}", role.label()),
        Whose::Person(id) => person(&mut desk, id).await?,
    };
    let text = format!("removed the limit of {name}, {} before", before.full());
    let subject = desk.entity();
    desk.done("limit.removed", subject, text).await
}

/// Who it is for: a role that decides, or somebody of the entity who does.
async fn name_of(desk: &mut Desk<'_>, whose: Whose) -> Result<String> {
    match whose {
        Whose::Role(role) if roles().any(|known| known == role) => {
            Ok(format!("every {}", role.label()))
        }
        Whose::Role(_) => Err(Refusal::field("whose", "This role decides nothing.").into()),
        Whose::Person(id) => {
            let entity = desk.staff.entity_id;
            users::decider(&mut desk.tx, entity, id).await
        }
    }
}

async fn person(desk: &mut Desk<'_>, id: UserId) -> Result<String> {
    let name = sqlx::query_scalar!("SELECT name FROM app_user WHERE id = $1", id.0);
    let name = name.fetch_optional(&mut *desk.tx).await?;
    Ok(name.unwrap_or_else(|| "somebody who is gone".to_owned()))
}

async fn most_of(desk: &mut Desk<'_>, whose: Whose, currency: Currency) -> Result<Option<Money>> {
    let most = sqlx::query_scalar!(
        "SELECT most_minor FROM decision_limit
         WHERE entity_id = $1 AND role = $2 AND user_id IS NOT DISTINCT FROM $3 AND currency = $4",
        desk.staff.entity_id.0,
        whose.role(),
        whose.person(),
        currency.code(),
    )
    .fetch_optional(&mut *desk.tx)
    .await?;
    Ok(most.map(|minor| Money::new(minor, currency)))
}

async fn delete(desk: &mut Desk<'_>, whose: Whose, currency: Currency) -> Result<()> {
    sqlx::query!(
        "DELETE FROM decision_limit
         WHERE entity_id = $1 AND role = $2 AND user_id IS NOT DISTINCT FROM $3 AND currency = $4",
        desk.staff.entity_id.0,
        whose.role(),
        whose.person(),
        currency.code(),
    )
    .execute(&mut *desk.tx)
    .await?;
    Ok(())
}
