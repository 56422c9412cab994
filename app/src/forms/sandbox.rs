//! Telling the sandbox how to behave.

use super::{Problems, done};
use crate::{AppState, FormResult, Visit, done::Done, pages::staff::sandbox};
use axum::{Form, extract::State};
use backend::gateways::sandbox::Behaviour;
use domain::{Refusal, access::Action};
use serde::Deserialize;

/// The form, as typed.
#[derive(Deserialize, Default)]
pub struct Fields {
    /// Seconds.
    #[serde(default)]
    pub late_seconds: String,
    /// A number.
    #[serde(default)]
    pub copies: String,
    /// Ticked or not.
    pub shuffled: Option<String>,
    /// Ticked or not.
    pub silent: Option<String>,
}

impl From<Behaviour> for Fields {
    fn from(behaviour: Behaviour) -> Self {
        let tick = |on: bool| on.then(|| "on".to_owned());
        Self {
            late_seconds: behaviour.late_seconds.to_string(),
            copies: behaviour.copies.to_string(),
            shuffled: tick(behaviour.shuffled),
            silent: tick(behaviour.silent_on_confirm),
        }
    }
}

/// POST /staff/sandbox
pub async fn submit(
    visit: Visit,
    State(app): State<AppState>,
    Form(fields): Form<Fields>,
) -> FormResult {
    visit.staff()?.may(Action::MoveClock)?;
    let provider = app.backend.providers.sandbox().ok_or(backend::Error::NotFound)?;
    let mut problems = Problems::default();
    let late = problems.read(
        "late_seconds",
        number(&fields.late_seconds, 864_000, "Type seconds from 0 to 864000."),
    );
    let copies = problems.read("copies", number(&fields.copies, 5, "Type a number from 0 to 5."));
    let (Some(late_seconds), Some(copies)) = (late, copies) else {
        return Ok(sandbox::show(&visit, &fields, &problems)?.refused());
    };
    let behaviour = Behaviour {
        late_seconds,
        copies,
        shuffled: fields.shuffled.is_some(),
        silent_on_confirm: fields.silent.is_some(),
    };
    provider.behave(behaviour).await?;
    Ok(done("/staff/sandbox", Done::Saved))
}

fn number(typed: &str, most: i32, words: &str) -> Result<i32, Refusal> {
    typed
        .trim()
        .parse()
        .ok()
        .filter(|n| (0..=most).contains(n))
        .ok_or_else(|| Refusal::field("number", words))
}
