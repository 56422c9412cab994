//! Setting up who looks after disputes and by when. One page has several forms; each says by `do` what it
//! wants, and what was typed into the one that is refused stays there.

pub mod brand;
pub mod canned_answers;
pub mod documents;
pub mod hours;
pub mod limits;
pub mod reasons;
pub mod rules;
pub mod team;

use crate::{
    AppError, AppState, FormResult, Visit,
    done::Done,
    forms::{self, Problems, pay::Pairs},
    pages::staff::settings as page,
};
use axum::{Form, extract::State};
use backend::{
    Staff,
    settings::{self, teams::NewTeam},
};
use domain::{Refusal, ids::TeamId};
use std::str::FromStr;
use uuid::Uuid;

/// The path of the page.
pub const PATH: &str = "/staff/settings/disputes";

/// What was typed into one of the forms.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Typed(Pairs);

impl Typed {
    /// What was sent.
    pub fn of(pairs: Pairs) -> Self {
        Self(pairs)
    }

    /// What a field of it was given; nothing where it was not sent.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(sent, _)| sent == name).map(|(_, value)| value.as_str())
    }

    /// The same without blanks around it.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default().trim()
    }

    /// Everything that a field was given which stands for several.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(sent, _)| sent == name).map(|(_, value)| value.as_str())
    }

    /// Which form it was.
    pub fn act(&self) -> &str {
        self.text("do")
    }

    /// What a field shows: what was typed if it was this form, else what holds.
    pub fn shown(&self, act: &str, name: &str, holds: impl Into<String>) -> String {
        let typed = self.get(name).filter(|_| self.act() == act);
        typed.map_or_else(|| holds.into(), str::to_owned)
    }

    /// The same with a field of a form filled in.
    pub fn with(&self, name: &str, value: &str, act: &str) -> Self {
        let more = [("do", act), (name, value)].map(|(name, value)| (name.into(), value.into()));
        Self(self.0.iter().cloned().chain(more).collect())
    }

    fn version(&self) -> i64 {
        self.read("version").unwrap_or(0)
    }

    fn read<T: FromStr>(&self, name: &str) -> Option<T> {
        self.text(name).parse().ok()
    }

    /// The id of a row that the form is about, or makes.
    fn id(&self) -> Result<Uuid, AppError> {
        Ok(self.read("id").ok_or(backend::Error::NotFound)?)
    }
}

/// POST /staff/settings/disputes
pub async fn submit(
    visit: Visit,
    State(app): State<AppState>,
    Form(pairs): Form<Pairs>,
) -> FormResult {
    let (staff, typed) = (visit.staff()?, Typed::of(pairs));
    let mut problems = Problems::default();
    let done = match typed.act() {
        "team" => add_team(&app, staff, &typed, &mut problems).await?,
        "rule" => rules::add(&app, staff, &typed, &mut problems).await?,
        "move-rule" => rules::move_to(&app, staff, &typed, &mut problems).await?,
        "remove-rule" => rules::remove(&app, staff, &typed, &mut problems).await?,
        "targets" => hours::set_targets(&app, staff, &typed, &mut problems).await?,
        "hours" => hours::set_week(&app, staff, &typed, &mut problems).await?,
        "holiday" => hours::add_holiday(&app, staff, &typed, &mut problems).await?,
        "remove-holiday" => hours::remove_holiday(&app, staff, &typed, &mut problems).await?,
        "reason" => reasons::add(&app, staff, &typed, &mut problems).await?,
        "reasons" => reasons::change(&app, staff, &typed, &mut problems).await?,
        _ => return Err(backend::Error::NotFound.into()),
    };
    match done {
        Some(done) => Ok(forms::done(PATH, done)),
        None => Ok(page::show(&visit, &app, &typed, &problems).await?.refused()),
    }
}

/// What a verb answered: done, or a note of why not.
fn told(
    answer: backend::Result<()>,
    done: Done,
    problems: &mut Problems,
) -> Result<Option<Done>, AppError> {
    Ok(noted(forms::refusal_of(answer)?.map(|()| done), problems))
}

fn noted<T>(outcome: Result<T, Refusal>, problems: &mut Problems) -> Option<T> {
    outcome.map_err(|refusal| problems.add(refusal)).ok()
}

async fn add_team(
    app: &AppState,
    staff: &Staff,
    typed: &Typed,
    problems: &mut Problems,
) -> Result<Option<Done>, AppError> {
    let new = NewTeam {
        id: TeamId(typed.id()?),
        name: typed.text("team").to_owned(),
        version: typed.version(),
    };
    told(settings::teams::add(&app.backend, staff, &new).await, Done::Saved, problems)
}
