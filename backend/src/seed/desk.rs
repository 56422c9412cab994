//! Who looks after disputes in the demonstration: three teams with their people, the rules that lead to
//! them, and the holidays of this year and the next. Set up through the verbs that an admin's page calls.

use super::{accounts::MAASLAND, people, sellers::ROTTERDAM};
use crate::{
    Backend,
    actor::Staff,
    error::{Error, Result},
    settings::{
        self, Settings, hours,
        rules::{self, NewRule},
        teams::{self, Change, NewTeam},
    },
};
use chrono::{Datelike, NaiveDate};
use domain::{
    ids::{RuleId, TeamId},
    money::{Currency, Money},
};
use uuid::Uuid;

/// A team: its name, and its people by name; the first leads it.
const TEAMS: &[(&str, &[&str])] = &[
    ("Receivables", &["Ada Veen", "Lena Okafor"]),
    ("Logistics claims", &["Lena Okafor", "Anna Lindqvist"]),
    ("Pricing", &["Anna Lindqvist", "Ada Veen"]),
];

/// A rule: reason, account, from how much in cents, to which team, and whether it is urgent.
type Told = (Option<&'static str>, Option<&'static str>, Option<i64>, &'static str, bool);

const RULES: &[Told] = &[
    (None, None, Some(1_000_000), "Receivables", true),
    (None, Some(MAASLAND), None, "Receivables", true),
    (Some("quantity"), None, None, "Logistics claims", false),
    (Some("damaged"), None, None, "Logistics claims", false),
    (Some("missing"), None, None, "Logistics claims", false),
    (Some("price"), None, None, "Pricing", false),
    (Some("terms"), None, None, "Pricing", false),
];

/// Sets it up for the company in Rotterdam, with the holidays from a day's year on.
pub async fn set_up(backend: &Backend, today: NaiveDate) -> Result<()> {
    let ada = people::ada(&ROTTERDAM);
    for (name, members) in TEAMS {
        team(backend, &ada, name, members).await?;
    }
    for told in RULES {
        rule(backend, &ada, told).await?;
    }
    for year in [today.year(), today.year() + 1] {
        holidays(backend, &ada, year).await?;
    }
    Ok(())
}

async fn holidays(backend: &Backend, ada: &Staff, year: i32) -> Result<()> {
    for (month, day, name) in
        [(1, 1, "New Year's Day"), (12, 25, "Christmas Day"), (12, 26, "Boxing Day")]
    {
        let day = NaiveDate::from_ymd_opt(year, month, day);
        let day = day.ok_or_else(|| Error::bug("a holiday is no day"))?;
        let version = settings::load(backend, ada).await?.version;
        hours::add_holiday(backend, ada, day, name, version).await?;
    }
    Ok(())
}

fn named(settings: &Settings, name: &str) -> Option<TeamId> {
    settings.teams.iter().find(|team| team.name == name).map(|team| team.id)
}

async fn team(backend: &Backend, ada: &Staff, name: &str, members: &[&str]) -> Result<()> {
    let before = settings::load(backend, ada).await?;
    let id = match named(&before, name) {
        Some(id) => id,
        None => {
            let id = TeamId(Uuid::now_v7());
            let new = NewTeam { id, name: name.to_owned(), version: before.version };
            teams::add(backend, ada, &new).await?;
            id
        }
    };
    let settings = settings::load(backend, ada).await?;
    let user = |name: &&str| settings.people.iter().find(|p| p.name == **name).map(|p| p.id);
    let to = Change {
        name: name.to_owned(),
        members: members.iter().filter_map(user).collect(),
        lead: members.first().and_then(user),
        takes_rest: false,
        version: settings.version,
    };
    teams::change(backend, ada, id, &to).await
}

async fn rule(backend: &Backend, ada: &Staff, told: &Told) -> Result<()> {
    let (reason, account, from, team, is_high) = *told;
    let settings = settings::load(backend, ada).await?;
    let new = NewRule {
        id: RuleId(Uuid::now_v7()),
        reason: reason.map(str::to_owned),
        account: account.map(str::to_owned),
        from: from.map(|cents| Money::new(cents, Currency::EUR)),
        team_id: named(&settings, team).ok_or_else(|| Error::bug(format!("no team {team}")))?,
        person_id: None,
        is_high,
        version: settings.version,
    };
    rules::add(backend, ada, &new).await
}
