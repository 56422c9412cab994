//! What is the seller's own: the mark and the colour.

use super::Typed;
use crate::{
    AppState, FormResult, Visit,
    done::Done,
    forms::{self, Problems, files::Sending},
    pages::staff::settings::brand as page,
};
use axum::extract::State;
use backend::{Staff, brands, files::Upload};
use domain::{Refusal, colour::Colour};

/// The path of the page and its forms.
pub const PATH: &str = "/staff/settings/brand";
/// The field of the file.
pub const LOGO: &str = "logo";
/// The field of the colour.
pub const COLOUR: &str = "colour";

/// POST /staff/settings/brand
pub async fn submit(visit: Visit, State(app): State<AppState>, sending: Sending) -> FormResult {
    // Whether they may is asked before what they send is read.
    brands::get(&app.backend, visit.staff()?).await?;
    let (pairs, upload) = sending.read_one(&app, LOGO, brands::MOST_SENT).await?;
    let typed = Typed::of(pairs);
    let mut problems = Problems::default();
    let answer = change(&app, visit.staff()?, &typed, upload).await;
    match super::told(answer, Done::Saved, &mut problems)? {
        Some(done) => Ok(forms::done(PATH, done)),
        None => Ok(page::show(&visit, &app, &typed, &problems).await?.refused()),
    }
}

async fn change(
    app: &AppState,
    staff: &Staff,
    typed: &Typed,
    upload: Option<Upload>,
) -> backend::Result<()> {
    let (backend, version) = (&app.backend, typed.version());
    match (typed.act(), upload) {
        ("put", Some(upload)) => brands::put(backend, staff, upload, version).await,
        ("put", None) => Err(Refusal::field(LOGO, "Choose a file.").into()),
        ("remove", _) => brands::remove(backend, staff, version).await,
        ("paint", _) => {
            brands::paint(backend, staff, Colour::typed(typed.text(COLOUR))?, version).await
        }
        _ => Err(backend::Error::NotFound),
    }
}
