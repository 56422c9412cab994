//! What a person does about a delivery: sending it once more, or noting what became of it.

use crate::{
    AppState, FormResult, Visit,
    done::Done,
    forms::{self, Problems, refusal_of},
    pages::staff::dispatches::one as page,
};
use axum::{
    Form,
    extract::{Path, State},
};
use backend::dispatches::{self, Again, Settle};
use domain::{Refusal, channel::Channel};
use serde::Deserialize;
use uuid::Uuid;

/// Both forms, as they were typed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
pub struct Fields {
    /// Which of the two it is.
    #[serde(rename = "do", default)]
    pub act: String,
    /// The id of the new dispatch, made with the page: sent twice, it goes once.
    #[serde(default)]
    pub id: Uuid,
    /// The code of another way.
    #[serde(default)]
    pub by: String,
    /// Another address.
    #[serde(default)]
    pub to: String,
    /// What became of it.
    #[serde(default)]
    pub note: String,
}

/// POST /staff/dispatches/{id}
pub async fn submit(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> FormResult {
    let staff = visit.staff()?;
    let (outcome, done) = match fields.act.as_str() {
        "settle" => {
            let settle = Settle { id, note: fields.note.clone() };
            (refusal_of(dispatches::settle(&app.backend, staff, &settle).await)?, Done::LookedAfter)
        }
        _ => {
            let by = match fields.by.as_str() {
                "" => Ok(None),
                code => Channel::of(code)
                    .map(Some)
                    .ok_or_else(|| Refusal::field("by", "Choose from the list.")),
            };
            let outcome = match by {
                Ok(by) => {
                    let again = Again { id: fields.id, of: id, by, to: fields.to.clone() };
                    refusal_of(dispatches::again(&app.backend, staff, &again).await)?
                }
                Err(refusal) => Err(refusal),
            };
            (outcome, Done::SentAgain)
        }
    };
    match outcome {
        Ok(()) => {
            let to = if done == Done::SentAgain { fields.id } else { id };
            Ok(forms::done(&format!("{}/{to}", crate::pages::staff::dispatches::PATH), done))
        }
        Err(refusal) => {
            Ok(page::show(&visit, &app, id, &fields, &Problems::from(refusal)).await?.refused())
        }
    }
}
