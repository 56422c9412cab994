//! One conversation, and the form in which it is answered.

use super::conversations::state_of;
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        error_summary::error_summary, files, head::head, select::select, text_area::text_area,
        thread::thread,
    },
    forms::{Problems, conversations::Word},
    page::{self, Place},
};
use axum::extract::{Path, State};
use backend::{
    receivables::conversations::{self, Open},
    users::Colleague,
};
use domain::{
    access::Action,
    conversation::{About, Turn},
    ids::{AccountId, ConversationId},
};

/// GET /staff/conversations/{id}
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<ConversationId>,
) -> PageResult {
    let open = conversations::get(&app.backend, visit.staff()?, id).await?;
    show(&visit, &open, &Word::default(), &Problems::default())
}

/// The page with an answer as it was typed.
pub fn show(visit: &Visit, open: &Open, word: &Word, problems: &Problems) -> PageResult {
    let staff = visit.staff()?;
    let conversation = &open.conversation;
    Ok(page::staff(visit, Place::Conversations, conversation.subject.clone(), || {
        let account = format!("/staff/accounts/{}", open.account_id);
        let (words, address) = match conversation.about {
            About::Invoice(id) => ("Open the invoice", format!("/staff/invoices/{id}")),
            About::Payment(id) => ("Open the payment", format!("/staff/payments/{id}")),
            About::Dispute(id) => ("Open the dispute", format!("/staff/disputes/{id}")),
            About::Account(id) => ("Open the account", format!("/staff/accounts/{id}")),
        };
        let may = staff.can(Action::Write) && !matches!(conversation.about, About::Dispute(_));
        let rests = (may && conversation.turn == Turn::Seller).then(|| {
            let address = format!("/staff/conversations/{}/rest", conversation.id);
            view! {
                <form method="post" action=address>
                    <button class="button">"Needs no answer"</button>
                </form>
            }
        });
        let actions = view! { {rests} <a class="button" href=address>{words}</a> };
        let form = may.then(|| {
            let address = format!("/staff/conversations/{}", conversation.id);
            form((&address, open.account_id), word, &open.colleagues, problems, None, true)
        });
        view! {
            {head(conversation.subject.clone())
                .crumb("Conversations", "/staff/conversations")
                .here("Conversation")
                .pill(state_of(conversation.turn).pill())
                .lede(view! { <a href=account>{open.account_name.clone()}</a> })
                .actions(actions)}
            {error_summary("Not sent", problems)}
            {thread(visit, &conversation.messages, form)}
        }
    }))
}

/// What staff write: to the customer, for themselves, or to ask a colleague; where to, and about whom.
/// `canned` are answers to be put in.
pub fn form(
    (address, account_id): (&str, AccountId),
    word: &Word,
    colleagues: &[Colleague],
    problems: &Problems,
    canned: Option<Markup>,
    can_ask: bool,
) -> Markup {
    let mut to = vec![("word".to_owned(), "To the customer".to_owned())];
    if can_ask {
        to.push(("question".to_owned(), "To the customer, who has to answer".to_owned()));
    }
    to.push(("note".to_owned(), "For us only".to_owned()));
    let others = colleagues
        .iter()
        .map(|other| (format!("ask-{}", other.id), format!("For us only; ask {}", other.name)));
    to.extend(others);
    view! {
        <form class="stack tight" method="post" action=address.to_owned() enctype="multipart/form-data">
            <input type="hidden" name="id" value=word.id.to_string() />
            {canned}
            {text_area("message", "Write")
                .value(word.message.clone())
                .longest(4_000)
                .error(problems.of("message"))}
            {files::chooser(&word.files, format!("/staff/files?account={account_id}"), problems)}
            {select("to", "For whom", to).value(word.to.clone()).error(problems.of("asks"))}
            <div class="button-row"><button class="button">"Send"</button></div>
        </form>
    }
    .into_markup()
}
