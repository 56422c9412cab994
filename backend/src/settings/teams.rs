//! Teams: who looks after disputes together.

use super::{Desk, named};
use crate::{
    Backend, Error, Result, Staff,
    users::{self, Colleague},
};
use domain::{
    Refusal,
    ids::{TeamId, UserId},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A team that is to be made. The id is made by the form, so the same form makes one team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewTeam {
    /// Its id.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// The version of the settings when the form was made.
    pub version: i64,
}

/// What a team is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Its name.
    pub name: String,
    /// Who is of it.
    pub members: BTreeSet<UserId>,
    /// Who of them is told of what is late.
    pub lead: Option<UserId>,
    /// Whether it takes what no rule fits. Only another team can take that from it.
    pub takes_rest: bool,
    /// The version of the settings when the form was made.
    pub version: i64,
}

/// How a team is.
struct Team {
    name: String,
    members: BTreeSet<UserId>,
    lead: Option<UserId>,
    takes_rest: bool,
}

/// Makes a team without people.
pub async fn add(backend: &Backend, staff: &Staff, new: &NewTeam) -> Result<()> {
    let name = named("team", &new.name)?;
    let mut desk = Desk::lock(backend, staff).await?;
    let made = sqlx::query_scalar!(
        "SELECT name FROM team WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        new.id.0,
    )
    .fetch_optional(&mut *desk.tx)
    .await?;
    if made.is_some() {
        return Ok(());
    }
    desk.is_at(new.version)?;
    sqlx::query!(
        "INSERT INTO team (id, entity_id, name) VALUES ($1, $2, $3)",
        new.id.0,
        staff.entity_id.0,
        name,
    )
    .execute(&mut *desk.tx)
    .await?;
    desk.done("team.added", ("team", new.id.0), format!("added the team {name}")).await
}

/// Changes a team.
pub async fn change(backend: &Backend, staff: &Staff, id: TeamId, to: &Change) -> Result<()> {
    let mut desk = Desk::lock(backend, staff).await?;
    let team = find(&mut desk, id).await?;
    let name = named("name", &to.name)?;
    check(&mut desk, &team, to).await?;
    let takes_rest = team.takes_rest || to.takes_rest;
    let is_so = team.name == name
        && team.members == to.members
        && team.lead == to.lead
        && team.takes_rest == takes_rest;
    if is_so {
        return Ok(());
    }
    desk.is_at(to.version)?;
    rename(&mut desk, id, &name).await?;
    put_members(&mut desk, id, to).await?;
    if takes_rest {
        sqlx::query!(
            "UPDATE dispute_desk SET rest_team_id = $2 WHERE entity_id = $1",
            staff.entity_id.0,
            id.0,
        )
        .execute(&mut *desk.tx)
        .await?;
    }
    desk.done("team.changed", ("team", id.0), format!("changed the team {name}")).await
}

/// Takes a team away that has nothing to look after.
pub async fn remove(backend: &Backend, staff: &Staff, id: TeamId, version: i64) -> Result<()> {
    let mut desk = Desk::lock(backend, staff).await?;
    // Under this lock no dispute can be given to it.
    let row = sqlx::query!(
        "SELECT name, is_active FROM team WHERE entity_id = $1 AND id = $2 FOR UPDATE",
        staff.entity_id.0,
        id.0,
    )
    .fetch_optional(&mut *desk.tx)
    .await?
    .ok_or(Error::NotFound)?;
    if !row.is_active {
        return Ok(());
    }
    desk.is_at(version)?;
    is_idle(&mut desk, id).await?;
    sqlx::query!(
        "DELETE FROM team_member WHERE entity_id = $1 AND team_id = $2",
        staff.entity_id.0,
        id.0
    )
    .execute(&mut *desk.tx)
    .await?;
    sqlx::query!(
        "UPDATE team SET is_active = false WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        id.0,
    )
    .execute(&mut *desk.tx)
    .await?;
    desk.done("team.removed", ("team", id.0), format!("removed the team {}", row.name)).await
}

async fn find(desk: &mut Desk<'_>, id: TeamId) -> Result<Team> {
    let name = sqlx::query_scalar!(
        "SELECT name FROM team WHERE entity_id = $1 AND id = $2 AND is_active",
        desk.staff.entity_id.0,
        id.0,
    )
    .fetch_optional(&mut *desk.tx)
    .await?
    .ok_or(Error::NotFound)?;
    let members = sqlx::query!(
        "SELECT user_id, is_lead FROM team_member WHERE entity_id = $1 AND team_id = $2",
        desk.staff.entity_id.0,
        id.0,
    )
    .fetch_all(&mut *desk.tx)
    .await?;
    Ok(Team {
        name,
        lead: members.iter().find(|member| member.is_lead).map(|member| member.user_id.into()),
        members: members.into_iter().map(|member| member.user_id.into()).collect(),
        takes_rest: desk.rest == id,
    })
}

/// New members may decide disputes at the entity; who leads is one of them.
async fn check(desk: &mut Desk<'_>, team: &Team, to: &Change) -> Result<()> {
    let people: Vec<Colleague> = users::deciders(&mut desk.tx, desk.staff.entity_id).await?;
    let may = |id: &UserId| people.iter().any(|person| person.id == *id);
    if !to.members.difference(&team.members).all(may) {
        return Err(Error::NotFound);
    }
    if to.lead.is_some_and(|lead| !to.members.contains(&lead)) {
        return Err(Refusal::field("lead", "Who leads the team has to be of it.").into());
    }
    Ok(())
}

async fn rename(desk: &mut Desk<'_>, id: TeamId, name: &str) -> Result<()> {
    let renamed = sqlx::query!(
        "UPDATE team SET name = $3 WHERE entity_id = $1 AND id = $2",
        desk.staff.entity_id.0,
        id.0,
        name,
    )
    .execute(&mut *desk.tx)
    .await
    .map_err(Error::from);
    match renamed {
        // The constraint names the field of the form that adds a team.
        Err(Error::Refused(Refusal::Field { field: "team", message })) => {
            Err(Refusal::field("name", message).into())
        }
        other => other.map(|_| ()),
    }
}

async fn put_members(desk: &mut Desk<'_>, id: TeamId, to: &Change) -> Result<()> {
    let members: Vec<Uuid> = to.members.iter().map(|member| member.0).collect();
    let entity = desk.staff.entity_id.0;
    sqlx::query!(
        "DELETE FROM team_member WHERE entity_id = $1 AND team_id = $2 AND user_id <> ALL ($3)",
        entity,
        id.0,
        &members,
    )
    .execute(&mut *desk.tx)
    .await?;
    // First nobody leads: there is one lead at every moment.
    sqlx::query!(
        "UPDATE team_member SET is_lead = false WHERE entity_id = $1 AND team_id = $2 AND is_lead",
        entity,
        id.0,
    )
    .execute(&mut *desk.tx)
    .await?;
    sqlx::query!(
        "INSERT INTO team_member (entity_id, team_id, user_id, is_lead)
         SELECT $1, $2, m.id, m.id IS NOT DISTINCT FROM $4 FROM unnest($3::uuid[]) AS m (id)
         ON CONFLICT (team_id, user_id) DO UPDATE SET is_lead = EXCLUDED.is_lead",
        entity,
        id.0,
        &members,
        to.lead.map(|lead| lead.0),
    )
    .execute(&mut *desk.tx)
    .await?;
    Ok(())
}

/// Refuses a team that something leads to, or that has something to look after.
async fn is_idle(desk: &mut Desk<'_>, id: TeamId) -> Result<()> {
    if desk.rest == id {
        let words = "It takes what no rule fits. Let another team take that first.";
        return Err(Refusal::field("remove", words).into());
    }
    let leads = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM routing_rule WHERE entity_id = $1 AND team_id = $2) AS "is!""#,
        desk.staff.entity_id.0,
        id.0,
    )
    .fetch_one(&mut *desk.tx)
    .await?;
    if leads {
        return Err(Refusal::field("remove", "A rule leads to it. Remove the rule first.").into());
    }
    let has = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM dispute WHERE entity_id = $1 AND state IN ('open', 'asked') AND team_id = $2) AS "is!""#,
        desk.staff.entity_id.0,
        id.0,
    )
    .fetch_one(&mut *desk.tx)
    .await?;
    if has {
        let words = "It still looks after disputes. Hand them over first.";
        return Err(Refusal::field("remove", words).into());
    }
    Ok(())
}
