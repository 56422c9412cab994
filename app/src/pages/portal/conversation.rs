//! One conversation.

use super::conversations::state_of;
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        error_summary::error_summary, files, head::head, text_area::text_area, thread::thread,
    },
    forms::{Problems, conversations::Reply},
    page::{self, Tab},
};
use axum::extract::{Path, State};
use backend::{
    Buyer,
    conversations::{self, Conversation},
};
use domain::{access::Action, conversation::About, ids::ConversationId};

/// GET /conversations/{id}
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<ConversationId>,
) -> PageResult {
    let conversation = conversations::get(&app.backend, visit.buyer()?, id).await?;
    show(&visit, &conversation, &Reply::default(), &Problems::default())
}

/// The page with a reply as it was typed.
pub fn show(
    visit: &Visit,
    conversation: &Conversation,
    reply: &Reply,
    problems: &Problems,
) -> PageResult {
    let buyer = visit.buyer()?;
    Ok(page::portal(visit, Tab::Account, conversation.subject.clone(), || {
        let document = match conversation.about {
            About::Invoice(id) => Some(("Open the invoice", format!("/invoices/{id}"))),
            About::Payment(id) => Some(("Open the payment", format!("/payments/{id}"))),
            About::Dispute(id) => Some(("Open the dispute", format!("/disputes/{id}"))),
            About::Account(_) => None,
        };
        let document =
            document.map(|(words, address)| view! { <a class="button" href=address>{words}</a> });
        let head = head(conversation.subject.clone())
            .crumb("Messages", "/conversations")
            .here("Message")
            .pill(state_of(conversation.turn, false).pill())
            .actions(document);
        view! {
            {head}
            {error_summary("Not sent", problems)}
            {thread(visit, &conversation.messages, form(buyer, conversation, reply, problems))}
        }
    }))
}

fn form(
    buyer: &Buyer,
    conversation: &Conversation,
    reply: &Reply,
    problems: &Problems,
) -> Option<Markup> {
    if !buyer.can(Action::Ask) || matches!(conversation.about, About::Dispute(_)) {
        return None;
    }
    let form = view! {
        <form class="stack tight" method="post" enctype="multipart/form-data">
            <input type="hidden" name="id" value=reply.id.to_string() />
            {text_area("message", "Write to the seller")
                .value(reply.message.clone())
                .longest(4_000)
                .error(problems.of("message"))}
            {files::chooser(&reply.files, "/files".to_owned(), problems)}
            <div class="button-row"><button class="button">"Send"</button></div>
        </form>
    };
    Some(form.into_markup())
}
