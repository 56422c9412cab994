//! The answer to the sandbox's bank. The payment is looked at at once, so that its page tells the
//! truth before the webhook arrives.

use crate::{AppState, FormResult, Visit, forms::go_to};
use axum::{
    Form,
    extract::{Path, State},
};
use backend::{
    Error,
    payments::{janitor, read},
};
use domain::access::Action;
use serde::Deserialize;

/// The button that was pressed.
#[derive(Deserialize)]
pub struct Answer {
    #[serde(rename = "do")]
    act: String,
}

/// POST /sandbox/bank/{ref}
pub async fn answer(
    visit: Visit,
    State(app): State<AppState>,
    Path(provider_ref): Path<String>,
    Form(answer): Form<Answer>,
) -> FormResult {
    let buyer = visit.buyer()?;
    let sandbox = app.backend.providers.sandbox().ok_or(Error::NotFound)?;
    let payment = read::at_bank(&app.backend, buyer, "sandbox", &provider_ref).await?;
    buyer.may(Action::Pay)?;
    sandbox.act(&provider_ref, answer.act == "approve").await?;
    janitor::look_at(&app.backend, payment.id).await?;
    Ok(go_to(&format!("/payments/{}", payment.id)))
}
