//! The form in which something is asked.

use crate::markup::*;
use crate::{
    AppState, Visit,
    components::{
        error_summary::error_summary, field::field, files, head::head, panel::panel,
        text_area::text_area,
    },
    forms::{self, Problems, conversations::Question},
    page::{self, Page, Tab},
};
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use backend::conversations::{self, Filed};
use domain::conversation::About;

/// GET /conversations/new. What has a conversation already is written about there.
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(question): Query<Question>,
) -> Result<Response, crate::AppError> {
    let buyer = visit.buyer()?;
    let filed = conversations::offer(&app.backend, buyer, question.about(buyer)?).await?;
    if let Some(id) = filed.conversation {
        return Ok(forms::go_to(&super::address_of(filed.about, id)));
    }
    Ok(show(&visit, &filed, &question, &Problems::default()).into_response())
}

/// The page with a question as it was typed.
pub fn show(visit: &Visit, filed: &Filed, question: &Question, problems: &Problems) -> Page {
    page::portal(visit, Tab::Account, "Ask something", || {
        let back = match filed.about {
            About::Invoice(id) => ("Invoice", format!("/invoices/{id}")),
            About::Payment(id) => ("Payment", format!("/payments/{id}")),
            About::Account(_) | About::Dispute(_) => ("Messages", "/conversations".to_owned()),
        };
        let about = filed.name.clone();
        let title = about.clone().map_or_else(
            || "Ask something".to_owned(),
            |name| format!("Ask about {}", name.to_lowercase_first()),
        );
        let subject = about.is_none().then(|| {
            field("subject", "What it is about")
                .value(question.subject.clone())
                .hint("A few words, as you would name a mail.")
                .longest(120)
                .required()
                .error(problems.of("subject"))
                .view()
        });
        let kind = (!matches!(filed.about, About::Account(_))).then(|| {
            let (code, id) = (filed.about.code(), filed.about.id().to_string());
            view! {
                <input type="hidden" name="about" value=code />
                <input type="hidden" name="of" value=id />
            }
        });
        let wrong = match filed.about {
            About::Invoice(id) => {
                let address = format!("/invoices/{id}/dispute");
                Some(view! {
                    <p class="s ink-2">
                        "Is something on it wrong? " <a href=address>"Dispute it"</a>
                        ": then we do not ask for that amount until it is decided."
                    </p>
                })
            }
            _ => None,
        };
        let form = view! {
            <form class="form" method="post" action="/conversations/new" enctype="multipart/form-data">
                <input type="hidden" name="id" value=question.id.to_string() />
                {kind}
                {subject}
                {text_area("message", "Your question")
                    .value(question.message.clone())
                    .longest(4_000)
                    .error(problems.of("message"))}
                {files::chooser(&question.files, "/files".to_owned(), problems)}
                {wrong}
                <div class="button-row"><button class="button primary">"Send"</button></div>
            </form>
        };
        view! {
            {head(title).crumb(back.0, back.1).here("Ask")
                .lede("The answer comes here, and your colleagues can read it.")}
            {error_summary("Not sent", problems)}
            {panel("question", "Ask").body(form)}
        }
    })
}

/// Names begin with a capital where they stand alone.
trait LowerFirst {
    fn to_lowercase_first(&self) -> String;
}

impl LowerFirst for String {
    fn to_lowercase_first(&self) -> String {
        let mut letters = self.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
    }
}
