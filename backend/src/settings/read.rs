//! Everything that is set up, for one page.

use crate::{
    Backend, Result, Staff,
    db::Tx,
    disputes::clock::week_of,
    users::{Colleague, deciders},
};
use chrono::NaiveDate;
use domain::{
    access::Action,
    business_hours::Week,
    dispute_clock::{Priority, Target},
    ids::{RuleId, TeamId, UserId},
    money::{Currency, Money},
};
use std::collections::HashMap;

/// What is set up at an entity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Counts the changes: a form names the one that it was made on.
    pub version: i64,
    /// The teams, by name.
    pub teams: Vec<Team>,
    /// The rules, in their order.
    pub rules: Vec<Rule>,
    /// The reasons, in the order of offering; after each other, also those that are not offered.
    pub reasons: Vec<Reason>,
    /// When the entity works.
    pub week: Week,
    /// When it does not.
    pub holidays: Vec<Holiday>,
    /// Who may be of a team, by name.
    pub people: Vec<Colleague>,
    /// The currencies that its customers are billed in, its own first.
    pub currencies: Vec<Currency>,
}

/// A team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Team {
    /// Which.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// Who is of it, by name.
    pub members: Vec<(UserId, String)>,
    /// Who of them is told of what is late.
    pub lead: Option<UserId>,
    /// Whether it takes what no rule fits.
    pub takes_rest: bool,
}

/// A rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// Which.
    pub id: RuleId,
    /// The reason that it asks for, in people's words.
    pub reason: Option<String>,
    /// The account that it asks for: number and name.
    pub account: Option<(String, String)>,
    /// The amount from which on it fits.
    pub from: Option<Money>,
    /// The name of the team that it leads to.
    pub team: String,
    /// And of whom there.
    pub person: Option<String>,
    /// How urgent it makes what fits.
    pub priority: Priority,
}

/// A reason, and how long the seller may take for what is disputed because of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// Its code.
    pub code: String,
    /// What people call it.
    pub label: String,
    /// What the form asks for: a `quantity`, a `price`, a rate of `tax` or `nothing`.
    pub asks: String,
    /// Whether customers can choose it.
    pub is_active: bool,
    /// The target where nothing is urgent.
    pub normal: Target,
    /// The target where it is.
    pub high: Target,
}

/// A day on which nobody works.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holiday {
    /// When.
    pub day: NaiveDate,
    /// Why.
    pub name: String,
}

/// Reads what is set up at the entity.
pub async fn load(backend: &Backend, staff: &Staff) -> Result<Settings> {
    staff.may(Action::Settings)?;
    let mut tx = backend.db.staff(staff).await?;
    let desk = sqlx::query!(
        "SELECT version, rest_team_id FROM dispute_desk WHERE entity_id = $1",
        staff.entity_id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    let settings = Settings {
        version: desk.version,
        teams: teams(&mut tx, staff, desk.rest_team_id.into()).await?,
        rules: rules(&mut tx, staff).await?,
        reasons: reasons(&mut tx, staff).await?,
        week: week_of(&mut tx, staff.entity_id).await?,
        holidays: holidays(&mut tx, staff).await?,
        people: deciders(&mut tx, staff.entity_id).await?,
        currencies: currencies(&mut tx, staff).await?,
    };
    tx.end();
    Ok(settings)
}

async fn teams(tx: &mut Tx, staff: &Staff, rest: TeamId) -> Result<Vec<Team>> {
    let members = sqlx::query!(
        "SELECT m.team_id, m.user_id, m.is_lead, u.name FROM team_member m JOIN app_user u ON u.id = m.user_id
         WHERE m.entity_id = $1 ORDER BY u.name, u.id",
        staff.entity_id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let teams = sqlx::query!(
        "SELECT id, name FROM team WHERE entity_id = $1 AND is_active ORDER BY lower(name), id",
        staff.entity_id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let of = |id| members.iter().filter(move |member| member.team_id == id);
    Ok(teams
        .into_iter()
        .map(|team| Team {
            id: team.id.into(),
            name: team.name,
            members: of(team.id)
                .map(|member| (member.user_id.into(), member.name.clone()))
                .collect(),
            lead: of(team.id).find(|member| member.is_lead).map(|member| member.user_id.into()),
            takes_rest: TeamId(team.id) == rest,
        })
        .collect())
}

async fn rules(tx: &mut Tx, staff: &Staff) -> Result<Vec<Rule>> {
    let rows = sqlx::query!(
        r#"SELECT r.id, d.label AS "reason?", a.number AS "number?", a.name AS "account?", r.from_minor, r.currency,
                  t.name AS team, CASE WHEN r.person_id IS NOT NULL THEN r.person_name END AS person, r.is_high
           FROM routing_rule r
           JOIN team t ON t.entity_id = r.entity_id AND t.id = r.team_id
           LEFT JOIN dispute_reason d ON d.entity_id = r.entity_id AND d.code = r.reason_code
           LEFT JOIN account a ON a.id = r.account_id
           WHERE r.entity_id = $1 ORDER BY r.position, r.id"#,
        staff.entity_id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let from = match row.from_minor.zip(row.currency) {
                Some((minor, currency)) => Some(Money::new(minor, currency.parse()?)),
                None => None,
            };
            Ok(Rule {
                id: row.id.into(),
                reason: row.reason,
                account: row.number.zip(row.account),
                from,
                team: row.team,
                person: row.person,
                priority: if row.is_high { Priority::High } else { Priority::Normal },
            })
        })
        .collect()
}

async fn reasons(tx: &mut Tx, staff: &Staff) -> Result<Vec<Reason>> {
    let targets = sqlx::query!(
        "SELECT reason_code, priority, respond_hours, resolve_hours FROM dispute_target WHERE entity_id = $1",
        staff.entity_id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let targets: HashMap<(String, String), Target> = targets
        .into_iter()
        .map(|row| {
            let (respond_hours, resolve_hours) = (row.respond_hours, row.resolve_hours);
            ((row.reason_code, row.priority), Target { respond_hours, resolve_hours })
        })
        .collect();
    let rows = sqlx::query!(
        "SELECT code, label, asks, is_active FROM dispute_reason WHERE entity_id = $1 ORDER BY position, code",
        staff.entity_id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let target = |code: &str, priority: Priority| {
        let found = targets.get(&(code.to_owned(), priority.code().to_owned()));
        found.copied().ok_or_else(|| crate::Error::bug("a reason without its targets"))
    };
    rows.into_iter()
        .map(|row| {
            Ok(Reason {
                normal: target(&row.code, Priority::Normal)?,
                high: target(&row.code, Priority::High)?,
                code: row.code,
                label: row.label,
                asks: row.asks,
                is_active: row.is_active,
            })
        })
        .collect()
}

async fn holidays(tx: &mut Tx, staff: &Staff) -> Result<Vec<Holiday>> {
    let holidays = sqlx::query_as!(
        Holiday,
        "SELECT day, name FROM holiday WHERE entity_id = $1 ORDER BY day",
        staff.entity_id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(holidays)
}

async fn currencies(tx: &mut Tx, staff: &Staff) -> Result<Vec<Currency>> {
    let codes = sqlx::query_scalar!(
        r#"SELECT c.code AS "code!" FROM (
               SELECT currency::text AS code, 0 AS rank FROM entity WHERE id = $1
               UNION SELECT DISTINCT currency::text, 1 FROM account WHERE entity_id = $1) c
           GROUP BY c.code ORDER BY min(c.rank), c.code"#,
        staff.entity_id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    codes.iter().map(|code| Ok(code.parse()?)).collect()
}
