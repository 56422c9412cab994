//! How badly the sandbox behaves: late, doubled, shuffled or lost webhooks, and lost answers.

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        choice::tick, error_summary::error_summary, field::field, head::head, panel::panel,
    },
    error::AppError,
    forms::{Problems, sandbox::Fields},
    page::{self, Page, Place},
};
use axum::extract::State;
use domain::access::Action;

/// GET /staff/sandbox
pub async fn page(visit: Visit, State(app): State<AppState>) -> PageResult {
    visit.staff()?.may(Action::MoveClock)?;
    let sandbox = app.backend.providers.sandbox().ok_or(backend::Error::NotFound)?;
    let fields = Fields::from(sandbox.behaviour().await?);
    show(&visit, &fields, &Problems::default())
}

/// The page with what was typed.
pub fn show(visit: &Visit, fields: &Fields, problems: &Problems) -> Result<Page, AppError> {
    visit.staff()?.may(Action::MoveClock)?;
    Ok(page::staff(visit, Place::Elsewhere, "Sandbox", || {
        view! {
            {head("Sandbox").lede("The payment provider of this demonstration, and how badly it behaves. The books must come out the same.")}
            {panel("behaviour", "From now on").stack(form(fields, problems))}
        }
    }))
}

fn form(fields: &Fields, problems: &Problems) -> Markup {
    view! {
        {error_summary("Not changed", problems)}
        <form class="form contain" method="post">
            {field("late_seconds", "Webhooks are late by, in seconds")
                .value(fields.late_seconds.clone())
                .hint("0 to 864000, which is ten days.")
                .error(problems.of("late_seconds"))}
            {field("copies", "Copies of each webhook")
                .value(fields.copies.clone())
                .hint("0 to 5. With 0 they are lost, and only asking the provider finds out.")
                .error(problems.of("copies"))}
            {tick("shuffled", "on", "Webhooks come in any order").checked(fields.shuffled.is_some())}
            {tick("silent", "on", "Payments are taken, but the answer is lost").checked(fields.silent.is_some())}
            <div><button class="button primary">"Behave like that"</button></div>
        </form>
    }
    .into_markup()
}
