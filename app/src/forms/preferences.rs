//! Choosing how documents reach an account, and going back to what is above.

use crate::{
    AppError, AppState, FormResult, Visit,
    done::Done,
    forms::{self, Problems, refusal_of},
    pages::preferences::{self as page, Here, asked::Fields},
};
use axum::{
    Form,
    extract::{Path, State},
};
use backend::preferences::{self, Place};
use domain::{ids::AccountId, preference::Preference};

/// POST /settings/formats
pub async fn choose(
    visit: Visit,
    State(app): State<AppState>,
    Form(fields): Form<Fields>,
) -> FormResult {
    submit(&visit, &app, &Here::own(&visit)?, &fields).await
}

/// POST /staff/accounts/{id}/formats
pub async fn choose_for(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<AccountId>,
    Form(fields): Form<Fields>,
) -> FormResult {
    submit(&visit, &app, &Here::of(&visit, id)?, &fields).await
}

async fn submit(visit: &Visit, app: &AppState, here: &Here<'_>, fields: &Fields) -> FormResult {
    let place = page::place(fields)?;
    let mut problems = Problems::default();
    let done = match fields.act.as_deref() {
        Some("use") => choose_it(app, here, place, fields, &mut problems).await?,
        Some("back") => {
            let cleared = preferences::clear(&app.backend, here.at, place, fields.version()).await;
            match refusal_of(cleared)? {
                Ok(()) => Some(Done::Saved),
                Err(refusal) => {
                    problems.add(refusal);
                    None
                }
            }
        }
        _ => return Err(backend::Error::NotFound.into()),
    };
    match done {
        Some(done) => Ok(forms::done(&String::from(here.to(place)), done)),
        None => page::show(visit, app, here, fields, &problems).await,
    }
}

async fn choose_it(
    app: &AppState,
    here: &Here<'_>,
    place: Place,
    fields: &Fields,
    problems: &mut Problems,
) -> Result<Option<Done>, AppError> {
    let settings = preferences::load(&app.backend, here.at, place).await?;
    let choice = fields.choice(&settings.proposed());
    let target = problems.read("target", choice.channel.address(&choice.target));
    let (Some((style, data)), Some(target)) = (choice.styles(problems), target) else {
        return Ok(None);
    };
    let wanted = Preference { format: choice.format, style, data, channel: choice.channel, target };
    let set = preferences::set(&app.backend, here.at, place, &wanted, fields.version()).await;
    match refusal_of(set)? {
        Ok(()) => Ok(Some(Done::Chosen)),
        Err(refusal) => {
            problems.add(refusal);
            Ok(None)
        }
    }
}
