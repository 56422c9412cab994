//! Moving the clock of a demonstration.

use super::{Problems, day, done, refusal_of};
use crate::{AppState, FormResult, Visit, done::Done, pages::staff::clock};
use axum::{Form, extract::State};
use backend::jobs::advance;
use serde::Deserialize;

/// The form: a date that was typed, or the button that was pressed.
#[derive(Deserialize, Default)]
pub struct Fields {
    /// The date.
    #[serde(default)]
    pub date: String,
    /// The date of a button.
    pub leap: Option<String>,
}

/// POST /staff/clock
pub async fn submit(
    visit: Visit,
    State(app): State<AppState>,
    Form(fields): Form<Fields>,
) -> FormResult {
    let staff = visit.staff()?;
    let typed = fields.leap.unwrap_or(fields.date);
    let mut problems = Problems::default();
    if let Some(to) = problems.read("date", day(&typed)) {
        match refusal_of(advance::move_to(&app.backend, staff, to).await)? {
            Ok(()) => return Ok(done("/staff/clock", Done::ClockMoved)),
            Err(refusal) => problems.add(refusal),
        }
    }
    Ok(clock::show(&visit, &app, &typed, &problems).await?.refused())
}
