//! One team: its name, its people, who leads it.

use super::version;
use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        choice::tick, error_summary::error_summary, field::field, head::head, panel::panel,
        select::select,
    },
    forms::{
        Problems,
        settings::{PATH, Typed},
    },
    page::{self, Page, Place},
};
use axum::extract::{Path, State};
use backend::settings::{self, Settings, Team};
use domain::ids::{TeamId, UserId};

/// GET /staff/settings/disputes/teams/{id}
pub async fn page(visit: Visit, State(app): State<AppState>, Path(id): Path<TeamId>) -> PageResult {
    show(&visit, &app, id, &Typed::default(), &Problems::default()).await
}

/// The page with what was typed.
pub async fn show(
    visit: &Visit,
    app: &AppState,
    id: TeamId,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, AppError> {
    let settings = settings::load(&app.backend, visit.staff()?).await?;
    let team = settings.teams.iter().find(|team| team.id == id);
    let team = team.ok_or(backend::Error::NotFound)?;
    let name = team.name.clone();
    Ok(page::staff(visit, Place::Settings, format!("Team {name}"), || {
        let lede =
            "Its people see its disputes in the queue; who leads it is told of what is late.";
        view! {
            {head(name.clone()).crumb("How disputes are looked after", PATH).here(name).lede(lede)}
            {error_summary("Not changed", problems)}
            {panel("team", "The team").stack(form(&settings, team, typed, problems))}
            {panel("remove", "Remove it").stack(remove(&settings, team))}
        }
    }))
}

/// Everybody who may be of it, and who is although they may not any more.
fn people(settings: &Settings, team: &Team) -> Vec<(UserId, String)> {
    let may = settings.people.iter().map(|person| (person.id, person.name.clone()));
    let mut people: Vec<_> = may.collect();
    let is_new = |(id, _): &&(UserId, String)| !people.iter().any(|(other, _)| other == id);
    let others: Vec<_> = team.members.iter().filter(is_new).cloned().collect();
    people.extend(others);
    people
}

fn form(settings: &Settings, team: &Team, typed: &Typed, problems: &Problems) -> Markup {
    let people = people(settings, team);
    let is_of_it = |id: &UserId| match typed.act() {
        "save" => typed.all("member").any(|member| member == id.to_string()),
        _ => team.members.iter().any(|(member, _)| member == id),
    };
    let members: Vec<_> = people
        .iter()
        .map(|(id, name)| tick("member", id.to_string(), name.clone()).checked(is_of_it(id)).view())
        .collect();
    let nobody = [(String::new(), "Nobody: all admins are told".to_owned())];
    let leads =
        nobody.into_iter().chain(people.iter().map(|(id, name)| (id.to_string(), name.clone())));
    let lead = team.lead.map(|id| id.to_string()).unwrap_or_default();
    let rest = match team.takes_rest {
        true => view! { <p class="s ink-2">"It takes what no rule fits. To change that, let another team take it."</p> }.into_markup(),
        false => tick("rest", "1", "It takes what no rule fits").checked(typed.get("rest").is_some()).view(),
    };
    view! {
        <form class="form" method="post">
            {version(settings)}
            {field("name", "Name").value(typed.shown("save", "name", team.name.clone())).longest(60)
                .required().error(problems.of("name"))}
            <fieldset class="stack tight"><legend>"Its people"</legend>{members}</fieldset>
            {select("lead", "Who leads it", leads).value(typed.shown("save", "lead", lead)).error(problems.of("lead"))}
            {rest}
            <div class="button-row"><button class="button primary" name="do" value="save">"Save"</button></div>
        </form>
    }
    .into_markup()
}

/// Asked once more before it is done.
fn remove(settings: &Settings, team: &Team) -> Markup {
    let question = format!("Remove {}", team.name);
    view! {
        <p class="s ink-2">"A team can go when no rule leads to it and it looks after nothing. What it decided keeps its name."</p>
        <details class="more">
            <summary>"Remove it…"</summary>
            <form method="post" class="row">
                {version(settings)}
                <button class="button small danger" name="do" value="remove">{question}</button>
            </form>
        </details>
    }
    .into_markup()
}
