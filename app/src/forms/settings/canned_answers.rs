//! Answers that staff write often: adding one, changing one, taking one away.

use super::{Typed, noted, told};
use crate::{
    AppError, AppState, FormResult, Visit,
    done::Done,
    forms::{self, Problems, pay::Pairs},
    pages::staff::settings::canned_answers as page,
};
use axum::{
    Form,
    extract::{Path, State},
};
use backend::settings::canned_answers::{self, CannedAnswer, NewAnswer};
use domain::{Refusal, ids::CannedAnswerId, language::Language};

/// The path of the page.
pub const PATH: &str = "/staff/settings/disputes/answers";

/// POST /staff/settings/disputes/answers
pub async fn submit(
    visit: Visit,
    State(app): State<AppState>,
    Form(pairs): Form<Pairs>,
) -> FormResult {
    let (staff, typed) = (visit.staff()?, Typed::of(pairs));
    let mut problems = Problems::default();
    let id = CannedAnswerId(typed.id()?);
    let done = match noted(read(&typed, id), &mut problems) {
        Some(new) => {
            let answer = canned_answers::add(&app.backend, staff, &new).await;
            told(answer, Done::Saved, &mut problems)?
        }
        None => None,
    };
    match done {
        Some(done) => Ok(forms::done(PATH, done)),
        None => Ok(page::show(&visit, &app, None, &typed, &problems).await?.refused()),
    }
}

/// POST /staff/settings/disputes/answers/{id}
pub async fn change(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<CannedAnswerId>,
    Form(pairs): Form<Pairs>,
) -> FormResult {
    let typed = Typed::of(pairs);
    let mut problems = Problems::default();
    let done = changed(&visit, &app, id, &typed, &mut problems).await?;
    match done {
        Some(done) => Ok(forms::done(PATH, done)),
        None => Ok(page::show_one(&visit, &app, id, &typed, &problems).await?.refused()),
    }
}

async fn changed(
    visit: &Visit,
    app: &AppState,
    id: CannedAnswerId,
    typed: &Typed,
    problems: &mut Problems,
) -> Result<Option<Done>, AppError> {
    let staff = visit.staff()?;
    if typed.act() == "remove" {
        let answer = canned_answers::remove(&app.backend, staff, id, typed.version()).await;
        return told(answer, Done::Removed, problems);
    }
    let Some(to) = noted(read(typed, id), problems) else { return Ok(None) };
    told(canned_answers::change(&app.backend, staff, &to).await, Done::Saved, problems)
}

fn read(typed: &Typed, id: CannedAnswerId) -> Result<NewAnswer, Refusal> {
    let language = Language::of(typed.text("language"));
    let answer = CannedAnswer {
        id,
        reason: Some(typed.text("reason").to_owned()).filter(|code| !code.is_empty()),
        language: language.ok_or_else(|| Refusal::field("language", "Choose from the list."))?,
        title: typed.text("title").to_owned(),
        text: typed.text("text").to_owned(),
    };
    Ok(NewAnswer { answer, version: typed.version() })
}
