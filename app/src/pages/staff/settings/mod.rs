//! How disputes are looked after: by whom, by when, and what customers can choose.

pub mod brand;
pub mod canned_answers;
pub mod documents;
mod hours;
pub mod limits;
mod reasons;
mod rules;
pub mod team;

use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        error_summary::error_summary,
        field::field,
        head::head,
        icon::{Icon, icon},
        panel::panel,
        table::{cell, column, lead, row, table},
    },
    forms::{
        Problems,
        settings::{
            PATH, Typed, brand::PATH as BRAND, canned_answers::PATH as ANSWERS,
            documents::PATH as DOCUMENTS, limits::PATH as LIMITS,
        },
    },
    page::{self, Page, Place},
};
use axum::extract::State;
use backend::settings::{self, Settings, Team};
use uuid::Uuid;

/// GET /staff/settings/disputes
pub async fn page(visit: Visit, State(app): State<AppState>) -> PageResult {
    show(&visit, &app, &Typed::default(), &Problems::default()).await
}

/// The page with what was typed.
pub async fn show(
    visit: &Visit,
    app: &AppState,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, AppError> {
    let settings = settings::load(&app.backend, visit.staff()?).await?;
    Ok(page::staff(visit, Place::Settings, "How disputes are looked after", || {
        view! {
            {head("How disputes are looked after")
                .lede("Who looks after what customers say is wrong, and by when they have an answer. What is open keeps its team and its clock.")
                .actions(view! {
                    <a class="button" href=ANSWERS>{icon(Icon::Chat)} "Answers"</a>
                    <a class="button" href=BRAND>{icon(Icon::Eye)} "Brand"</a>
                    <a class="button" href=DOCUMENTS>{icon(Icon::Letter)} "Documents"</a>
                    <a class="button" href=LIMITS>{icon(Icon::Lock)} "Limits"</a>
                })}
            {error_summary("Not changed", problems)}
            {teams(&settings, typed, problems)}
            {rules::panel_of(&settings, typed, problems)}
            {hours::targets(&settings, typed, problems)}
            <div class="split">
                {hours::week(&settings, typed, problems)}
                {hours::holidays(&settings, typed, problems)}
            </div>
            {reasons::panel_of(&settings, typed, problems)}
        }
    }))
}

/// What every form carries: the version of the settings that it was made on.
fn version(settings: &Settings) -> Markup {
    view! { <input type="hidden" name="version" value=settings.version.to_string() /> }
        .into_markup()
}

/// The id of the row that a form makes: sent twice, it is made once.
fn new_id(typed: &Typed, act: &str) -> Markup {
    let id = typed.shown(act, "id", Uuid::now_v7().to_string());
    view! { <input type="hidden" name="id" value=id /> }.into_markup()
}

fn teams(settings: &Settings, typed: &Typed, problems: &Problems) -> Markup {
    let columns = [column("Team"), column("People"), column("Told of what is late")];
    let rows = settings.teams.iter().map(team_row);
    let add = view! {
        <form class="row" method="post">
            {version(settings)} {new_id(typed, "team")}
            {field("team", "New team").value(typed.shown("team", "team", "")).longest(60)
                .error(problems.of("team"))}
            <button class="button" name="do" value="team">"Add"</button>
        </form>
    };
    panel("teams", "Teams").table(table(columns, rows, None)).body(add).view()
}

fn team_row(team: &Team) -> Markup {
    let address = format!("{PATH}/teams/{}", team.id);
    let names: Vec<&str> = team.members.iter().map(|(_, name)| name.as_str()).collect();
    let rest =
        team.takes_rest.then(|| view! { <span class="note">"Takes what no rule fits"</span> });
    let lead_name = team.members.iter().find(|(id, _)| Some(*id) == team.lead);
    row([
        lead(view! { <a href=address>{team.name.clone()}</a> {rest} }),
        match names.is_empty() {
            true => cell("Nobody yet").full().mute(),
            false => cell(names.join(", ")).full(),
        },
        match lead_name {
            Some((_, name)) => cell(name.clone()).full(),
            None => cell("All admins").full().mute(),
        },
    ])
}
