//! One team: its name, its people, and taking it away.

use super::{PATH, Typed, told};
use crate::{
    AppState, FormResult, Visit,
    done::Done,
    forms::{self, Problems, pay::Pairs},
    pages::staff::settings::team as page,
};
use axum::{
    Form,
    extract::{Path, State},
};
use backend::settings::teams::{self, Change};
use domain::ids::TeamId;

/// POST /staff/settings/disputes/teams/{id}
pub async fn submit(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<TeamId>,
    Form(pairs): Form<Pairs>,
) -> FormResult {
    let (staff, typed) = (visit.staff()?, Typed::of(pairs));
    let mut problems = Problems::default();
    let done = if typed.act() == "remove" {
        let answer = teams::remove(&app.backend, staff, id, typed.version()).await;
        told(answer, Done::Removed, &mut problems)?
    } else {
        let members = typed.all("member").map(str::parse).collect::<Result<_, _>>();
        let lead = Some(typed.text("lead")).filter(|lead| !lead.is_empty()).map(str::parse);
        let to = Change {
            name: typed.text("name").to_owned(),
            members: members.map_err(|_| backend::Error::NotFound)?,
            lead: lead.transpose().map_err(|_| backend::Error::NotFound)?,
            takes_rest: typed.get("rest").is_some(),
            version: typed.version(),
        };
        told(teams::change(&app.backend, staff, id, &to).await, Done::Saved, &mut problems)?
    };
    match done {
        Some(done) => Ok(forms::done(PATH, done)),
        None => Ok(page::show(&visit, &app, id, &typed, &problems).await?.refused()),
    }
}
