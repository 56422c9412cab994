//! The form in which staff begin to write to a customer.

use crate::markup::*;
use crate::{
    AppState, Visit,
    components::{
        error_summary::error_summary, field::field, files, head::head, panel::panel,
        select::select, text_area::text_area,
    },
    forms::{self, Problems, conversations::First},
    page::{self, Page, Place},
};
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use backend::receivables::conversations::{self, Filed};
use domain::conversation::About;

/// GET /staff/conversations/new. What has a conversation already is written about there.
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(first): Query<First>,
) -> Result<Response, crate::AppError> {
    let filed = conversations::offer(&app.backend, visit.staff()?, first.about()?).await?;
    if let Some(id) = filed.conversation {
        return Ok(forms::go_to(&format!("/staff/conversations/{id}")));
    }
    Ok(show(&visit, &filed, &first, &Problems::default()).into_response())
}

/// The page with a message as it was typed.
pub fn show(visit: &Visit, filed: &Filed, first: &First, problems: &Problems) -> Page {
    page::staff(visit, Place::Conversations, "Write to the customer", || {
        let (code, id) = (filed.about.code(), filed.about.id());
        let subject = matches!(filed.about, About::Account(_)).then(|| {
            field("subject", "What it is about")
                .value(first.subject.clone())
                .longest(120)
                .required()
                .error(problems.of("subject"))
                .view()
        });
        let ahead = format!("/staff/files?account={}", filed.account_id);
        let to = [("question", "They have to answer"), ("word", "No answer is needed")];
        let form = view! {
            <form class="form" method="post" action="/staff/conversations/new" enctype="multipart/form-data">
                <input type="hidden" name="id" value=first.id.to_string() />
                <input type="hidden" name="about" value=code />
                <input type="hidden" name="of" value=id.to_string() />
                {subject}
                {text_area("message", "Message")
                    .value(first.message.clone())
                    .longest(4_000)
                    .error(problems.of("message"))}
                {files::chooser(&first.files, ahead, problems)}
                {select("to", "Afterwards", to).value(first.to.clone()).error(problems.of("to"))}
                <div class="button-row"><button class="button primary">"Send"</button></div>
            </form>
        };
        let account = format!("/staff/accounts/{}", filed.account_id);
        view! {
            {head("Write to the customer")
                .crumb(filed.account_name.clone(), account)
                .here(filed.name.clone().unwrap_or_else(|| "New conversation".to_owned()))
                .lede("Everybody at the account who may see it reads it in the portal.")}
            {error_summary("Not sent", problems)}
            {panel("message-panel", "Message").body(form)}
        }
    })
}
