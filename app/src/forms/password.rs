//! Changing one's own password.

use crate::{
    AppError, AppState, FormResult, Visit,
    done::Done,
    forms::{Problems, done, refusal_of, session::ClientIp},
    pages::public::password as page,
};
use axum::{Extension, Form, extract::State};
use backend::{
    sessions::Session,
    users::own_password::{self, NewPassword},
};
use domain::Refusal;
use serde::Deserialize;

/// The form. Nothing of it is ever sent back.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Fields {
    current: String,
    password: String,
    again: String,
}

/// POST /password
pub async fn submit(
    visit: Visit,
    State(app): State<AppState>,
    Extension(ClientIp(ip)): Extension<ClientIp>,
    Extension(session): Extension<Session>,
    Form(fields): Form<Fields>,
) -> FormResult {
    let actor =
        visit.actor.as_ref().ok_or_else(|| AppError::SignInFirst { next: "/password".into() })?;
    let mut problems = Problems::default();
    if fields.password == fields.again {
        let new = NewPassword { current: fields.current, new: fields.password, ip };
        match refusal_of(own_password::change(&app.backend, &session, actor, new).await)? {
            Ok(()) => return Ok(done(super::session::home(actor), Done::OwnPasswordChanged)),
            Err(refusal) => problems.add(refusal),
        }
    } else {
        problems.add(Refusal::field("again", "This is not the same as above."));
    }
    Ok(page::show(&visit, &problems)?.refused())
}
