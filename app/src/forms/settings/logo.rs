//! The mark of the letterheads.

use super::{Typed, documents::PATH as DOCUMENTS};
use crate::{
    AppError, AppState, FormResult, Visit,
    done::Done,
    forms::{self, Problems, files::Sending},
    pages::{query::Address, staff::settings::documents as page},
};
use axum::extract::State;
use backend::logos;
use domain::{Refusal, document::Kind};

/// The path of the form, and of the picture.
pub const PATH: &str = "/staff/settings/documents/logo";
/// The field of the file.
pub const FIELD: &str = "logo";

/// POST /staff/settings/documents/logo
pub async fn submit(visit: Visit, State(app): State<AppState>, sending: Sending) -> FormResult {
    // Whether they may is asked before what they send is read.
    logos::get(&app.backend, visit.staff()?).await?;
    let (pairs, upload) = sending.read_one(&app, FIELD, logos::MOST_SENT).await?;
    let typed = Typed::of(pairs);
    let kind = Kind::of(typed.text("kind")).unwrap_or(Kind::Invoice);
    let (staff, mut problems) = (visit.staff()?, Problems::default());
    let answer = match (typed.act(), upload) {
        ("put", Some(upload)) => logos::put(&app.backend, staff, upload, typed.version()).await,
        ("put", None) => Err(Refusal::field(FIELD, "Choose a file.").into()),
        ("remove", _) => logos::remove(&app.backend, staff, typed.version()).await,
        _ => return Err(AppError::from(backend::Error::NotFound)),
    };
    match super::told(answer, Done::Saved, &mut problems)? {
        Some(done) => {
            let address = Address::new(DOCUMENTS).with("kind", kind.code());
            Ok(forms::done(&String::from(address), done))
        }
        None => {
            let page = page::show(&visit, &app, kind, &Typed::default(), &problems).await?;
            Ok(page.refused())
        }
    }
}
