//! How much somebody takes off a dispute alone: setting a limit, taking one away.

use super::{Typed, noted, told};
use crate::{
    AppError, AppState, FormResult, Visit,
    done::Done,
    forms::{self, Problems, pay::Pairs},
    pages::staff::settings::limits as page,
};
use axum::{Form, extract::State};
use backend::settings::limits::{self, Whose};
use domain::{Currency, Money, Refusal, access::StaffRole};

/// The path of the page.
pub const PATH: &str = "/staff/settings/disputes/limits";

/// POST /staff/settings/disputes/limits
pub async fn submit(
    visit: Visit,
    State(app): State<AppState>,
    Form(pairs): Form<Pairs>,
) -> FormResult {
    let typed = Typed::of(pairs);
    let mut problems = Problems::default();
    match done(&visit, &app, &typed, &mut problems).await? {
        Some(done) => Ok(forms::done(PATH, done)),
        None => Ok(page::show(&visit, &app, &typed, &problems).await?.refused()),
    }
}

async fn done(
    visit: &Visit,
    app: &AppState,
    typed: &Typed,
    problems: &mut Problems,
) -> Result<Option<Done>, AppError> {
    let staff = visit.staff()?;
    let whose = noted(whose(typed.text("whose")), problems);
    let currency = typed.text("currency").parse::<Currency>();
    let currency = problems.read("currency", currency);
    if typed.act() == "remove" {
        let (Some(whose), Some(currency)) = (whose, currency) else { return Ok(None) };
        let answer = limits::remove(&app.backend, staff, whose, currency, typed.version()).await;
        return told(answer, Done::Removed, problems);
    }
    let most = currency
        .and_then(|currency| problems.read("amount", Money::parse(typed.text("amount"), currency)));
    let (Some(whose), Some(most)) = (whose, most) else { return Ok(None) };
    let answer = limits::set(&app.backend, staff, whose, most, typed.version()).await;
    told(answer, Done::Saved, problems)
}

/// The code of a role, or the id of a person.
fn whose(code: &str) -> Result<Whose, Refusal> {
    if let Some(role) = StaffRole::of(code) {
        return Ok(Whose::Role(role));
    }
    let person = code.parse().map(Whose::Person);
    person.map_err(|_| Refusal::field("whose", "Choose from the list."))
}

/// What a form calls them.
pub fn code_of(whose: Whose) -> String {
    match whose {
        Whose::Role(role) => role.code().to_owned(),
        Whose::Person(id) => id.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_limit_is_of_a_role_or_of_a_person() {
        let person = Whose::Person(Uuid::from_u128(7).into());
        for one in [Whose::Role(StaffRole::Collector), person] {
            assert_eq!(whose(&code_of(one)), Ok(one));
        }
        assert!(whose("").is_err() && whose("boss").is_err());
    }
}
