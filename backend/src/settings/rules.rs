//! The rules that say who looks after a dispute.

use super::Desk;
use crate::{Backend, Error, Result, Staff};
use domain::{
    Refusal,
    ids::{AccountId, RuleId, TeamId, UserId},
    money::Money,
};
use uuid::Uuid;

/// The most rules of an entity.
const MOST: usize = 200;

/// A rule that is to be added, as the last one. The id is made by the form, so the same form adds one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewRule {
    /// Its id.
    pub id: RuleId,
    /// The code of the reason that it asks for.
    pub reason: Option<String>,
    /// The number of the account that it asks for.
    pub account: Option<String>,
    /// The amount from which on it fits.
    pub from: Option<Money>,
    /// The team that it leads to.
    pub team_id: TeamId,
    /// And to whom there.
    pub person_id: Option<UserId>,
    /// Whether what fits is urgent.
    pub is_high: bool,
    /// The version of the settings when the form was made.
    pub version: i64,
}

/// Adds a rule.
pub async fn add(backend: &Backend, staff: &Staff, new: &NewRule) -> Result<()> {
    let mut desk = Desk::lock(backend, staff).await?;
    let order = order(&mut desk).await?;
    if order.contains(&new.id.0) {
        return Ok(());
    }
    desk.is_at(new.version)?;
    check(new, order.len())?;
    let account = account_of(&mut desk, new).await?;
    let person = target_of(&mut desk, new).await?;
    reason_of(&mut desk, new).await?;
    sqlx::query!(
        "INSERT INTO routing_rule (id, entity_id, position, reason_code, account_id, from_minor, currency, team_id,
                                   person_id, person_name, is_high)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        new.id.0,
        staff.entity_id.0,
        i32::try_from(order.len() + 1).unwrap_or(i32::MAX),
        new.reason,
        account.map(|account| account.0),
        new.from.map(|from| from.minor),
        new.from.map(|from| from.currency.code().to_owned()),
        new.team_id.0,
        new.person_id.map(|person| person.0),
        person,
        new.is_high,
    )
    .execute(&mut *desk.tx)
    .await?;
    desk.done("rule.added", ("rule", new.id.0), "added a rule for disputes".to_owned()).await
}

/// Puts a rule at another place; the first is 1.
pub async fn move_to(
    backend: &Backend,
    staff: &Staff,
    id: RuleId,
    place: usize,
    version: i64,
) -> Result<()> {
    let mut desk = Desk::lock(backend, staff).await?;
    let mut order = order(&mut desk).await?;
    let at = order.iter().position(|rule| *rule == id.0).ok_or(Error::NotFound)?;
    let to = place.clamp(1, order.len()) - 1;
    if at == to {
        return Ok(());
    }
    desk.is_at(version)?;
    let rule = order.remove(at);
    order.insert(to, rule);
    number(&mut desk, &order).await?;
    desk.done(
        "rule.moved",
        ("rule", id.0),
        format!("moved a rule for disputes to place {}", to + 1),
    )
    .await
}

/// Takes a rule away. What it led somewhere stays there.
pub async fn remove(backend: &Backend, staff: &Staff, id: RuleId, version: i64) -> Result<()> {
    let mut desk = Desk::lock(backend, staff).await?;
    let mut order = order(&mut desk).await?;
    if !order.contains(&id.0) {
        return desk.was_removed("rule.removed", id.0).await;
    }
    desk.is_at(version)?;
    sqlx::query!(
        "DELETE FROM routing_rule WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        id.0,
    )
    .execute(&mut *desk.tx)
    .await?;
    order.retain(|rule| *rule != id.0);
    number(&mut desk, &order).await?;
    desk.done("rule.removed", ("rule", id.0), "removed a rule for disputes".to_owned()).await
}

/// The rules' ids, in their order.
async fn order(desk: &mut Desk<'_>) -> Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM routing_rule WHERE entity_id = $1 ORDER BY position, id",
        desk.staff.entity_id.0,
    )
    .fetch_all(&mut *desk.tx)
    .await?;
    Ok(ids)
}

async fn number(desk: &mut Desk<'_>, order: &[Uuid]) -> Result<()> {
    sqlx::query!(
        "UPDATE routing_rule r SET position = o.n::integer
         FROM unnest($2::uuid[]) WITH ORDINALITY AS o (id, n) WHERE r.entity_id = $1 AND r.id = o.id",
        desk.staff.entity_id.0,
        order,
    )
    .execute(&mut *desk.tx)
    .await?;
    Ok(())
}

fn check(new: &NewRule, count: usize) -> Result<(), Refusal> {
    if count >= MOST {
        return Err(Refusal::field("rule_reason", format!("There can be at most {MOST} rules.")));
    }
    if new.reason.is_none() && new.account.is_none() && new.from.is_none() {
        let words = "Say what it asks for: a reason, an account or an amount.";
        return Err(Refusal::field("rule_reason", words));
    }
    if new.from.is_some_and(|from| from.minor <= 0) {
        return Err(Refusal::AmountZero);
    }
    Ok(())
}

async fn reason_of(desk: &mut Desk<'_>, new: &NewRule) -> Result<()> {
    let Some(code) = &new.reason else { return Ok(()) };
    let known = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM dispute_reason WHERE entity_id = $1 AND code = $2) AS "is!""#,
        desk.staff.entity_id.0,
        code,
    )
    .fetch_one(&mut *desk.tx)
    .await?;
    if known { Ok(()) } else { Err(Refusal::field("rule_reason", "Choose a reason.").into()) }
}

async fn account_of(desk: &mut Desk<'_>, new: &NewRule) -> Result<Option<AccountId>> {
    let Some(number) = &new.account else { return Ok(None) };
    let account = sqlx::query_scalar!(
        "SELECT id FROM account WHERE entity_id = $1 AND number = $2",
        desk.staff.entity_id.0,
        number,
    )
    .fetch_optional(&mut *desk.tx)
    .await?;
    let unknown = || Refusal::field("rule_account", "There is no account with this number.");
    Ok(Some(account.ok_or_else(unknown)?.into()))
}

/// The name of the person of the team that it leads to, if it leads to one.
async fn target_of(desk: &mut Desk<'_>, new: &NewRule) -> Result<Option<String>> {
    let row = sqlx::query!(
        r#"SELECT u.name AS "name?" FROM team t
           LEFT JOIN team_member m ON m.team_id = t.id AND m.user_id = $3
           LEFT JOIN app_user u ON u.id = m.user_id
           WHERE t.entity_id = $1 AND t.id = $2 AND t.is_active"#,
        desk.staff.entity_id.0,
        new.team_id.0,
        new.person_id.map(|person| person.0),
    )
    .fetch_optional(&mut *desk.tx)
    .await?
    .ok_or(Error::NotFound)?;
    match (new.person_id, row.name) {
        (Some(_), None) => Err(Error::NotFound),
        (_, name) => Ok(name),
    }
}
