//! What was asked and answered, about whatever it was.

pub mod new;

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        head::head,
        icon::Icon,
        pager::pager,
        panel::panel,
        state::{State as Told, Tone},
        table::{cell, column, lead, row, table},
    },
    page::{self, Tab},
    pages::query::{self, Address},
};
use axum::extract::{Query, State};
use backend::conversations::{self, Summary};
use domain::conversation::{About, Turn};
use serde::Deserialize;

/// The query of the page.
#[derive(Deserialize)]
pub struct Asked {
    after: Option<String>,
    before: Option<String>,
}

/// GET /conversations
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let from = query::part(asked.after.as_deref(), asked.before.as_deref());
    let list = conversations::list(&app.backend, visit.buyer()?, &from).await?;
    Ok(page::portal(&visit, Tab::Account, "Messages", || {
        let ask = view! { <a class="button primary" href="/help">"Ask something"</a> };
        let (newer, older) = Address::new("/conversations").pages(&list);
        let pages = (newer.is_some() || older.is_some())
            .then(|| pager(format!("{} on this page", list.rows.len()), newer, older));
        let body = match list.rows.is_empty() {
            true => blank(Icon::Chat, "Nothing was written yet")
                .words(
                    "Ask about an invoice or a payment on its page, or about anything else here.",
                )
                .way_on("Ask something", "/help")
                .view(),
            false => panel("all", "All messages").table(of(&visit, &list.rows)).view(),
        };
        view! {
            {head("Messages")
                .crumb("Account", "/account")
                .here("Messages")
                .lede("What you and the seller wrote to each other. Your colleagues read it, too.")
                .actions(ask)}
            {body}
            {pages}
        }
    }))
}

/// A table of conversations.
pub fn of(visit: &Visit, list: &[Summary]) -> Markup {
    let columns = [column("About"), column("State"), column("Last"), column("When").num()];
    table(columns, list.iter().map(|one| row_of(visit, one)), None)
}

/// Where a conversation is read.
pub fn address_of(about: About, id: impl std::fmt::Display) -> String {
    match about {
        About::Dispute(dispute) => format!("/disputes/{dispute}"),
        About::Account(_) | About::Invoice(_) | About::Payment(_) => format!("/conversations/{id}"),
    }
}

/// As buyers say it: whose turn it is.
pub fn state_of(turn: Turn, is_unread: bool) -> Told {
    match (turn, is_unread) {
        (Turn::Buyer, _) => Told::new(Tone::Soon, Icon::Chat, "Waiting for you"),
        (_, true) => Told::new(Tone::Moving, Icon::Mail, "New"),
        (Turn::Seller, false) => Told::new(Tone::Idle, Icon::Chat, "Waiting for an answer"),
        (Turn::Nobody, false) => Told::new(Tone::Settled, Icon::Good, "Answered"),
    }
}

fn row_of(visit: &Visit, one: &Summary) -> Markup {
    let address = address_of(one.about, one.id);
    let subject = match one.is_unread {
        true => view! { <strong>{one.subject.clone()}</strong> }.into_markup(),
        false => one.subject.clone().into_markup(),
    };
    let last = format!("{}: {}", one.last_author, one.last_text);
    row([
        lead(view! { <a href=address>{subject}</a> }),
        cell(state_of(one.turn, one.is_unread).inline()).full(),
        cell(last).full().mute(),
        cell(date::instant(one.last_at, visit.time_zone())).num().mute(),
    ])
}
