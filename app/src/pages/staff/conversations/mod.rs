//! What customers ask: those that wait for us, the longest first.

pub mod new;

use super::query::{self, Address};
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        head::head,
        icon::Icon,
        links::{chips, link},
        pager::turns,
        panel::panel,
        state::{State as Told, Tone},
        table::{cell, column, dense_table, lead, row},
    },
    page::{self, Place},
};
use axum::extract::{Query, State};
use backend::receivables::{
    conversations::{self, Row, Show},
    paging::Page,
};
use domain::conversation::Turn;
use serde::Deserialize;

const PATH: &str = "/staff/conversations";

/// The query of the page.
#[derive(Deserialize)]
pub struct Asked {
    show: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

/// GET /staff/conversations
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let show = asked.show.as_deref().and_then(Show::of).unwrap_or_default();
    let from = query::part(asked.after.as_deref(), asked.before.as_deref());
    let list = conversations::list(&app.backend, visit.staff()?, show, &from).await?;
    Ok(page::staff(&visit, Place::Conversations, "Conversations", || {
        let chip = |one: &Show| {
            let address =
                Address::new(PATH).maybe("show", (*one != Show::Ours).then(|| one.code()));
            link(word_of(*one), address).current(*one == show)
        };
        view! {
            {head("Conversations")
                .lede("What customers ask. Disputes have their own queue.")
                .actions(view! { <a class="button" href="/staff/self-help">"Helped themselves"</a> })}
            <div class="stack">
                {chips("Which", Show::ALL.iter().map(chip))}
                {body(&visit, show, &list)}
            </div>
        }
    }))
}

fn word_of(show: Show) -> &'static str {
    match show {
        Show::Ours => "Waiting for us",
        Show::AskedOfMe => "Asked of me",
        Show::Theirs => "Waiting for the customer",
        Show::All => "All",
    }
}

fn body(visit: &Visit, show: Show, list: &Page<Row>) -> Markup {
    if list.rows.is_empty() {
        let title = match show {
            Show::Ours => "Nobody waits for an answer",
            Show::AskedOfMe => "No colleague asked you anything",
            Show::Theirs | Show::All => "There is none",
        };
        return blank(Icon::Chat, title)
            .words("Customers ask on the page of an invoice or a payment, or under Messages.")
            .view();
    }
    let columns =
        [column("About"), column("Account"), column("State"), column("Last"), column("When").num()];
    let rows = list.rows.iter().map(|one| row_of(visit, one));
    let here = Address::new(PATH).maybe("show", (show != Show::Ours).then(|| show.code()));
    let (before, after) = here.pages(list);
    let pages = (before.is_some() || after.is_some()).then(|| {
        turns(
            format!("{} on this page", list.rows.len()),
            before.map(|address| ("Back", address)),
            after.map(|address| ("More", address)),
        )
    });
    view! { {panel("list", "Conversations").table(dense_table(columns, rows, None))} {pages} }
        .into_markup()
}

/// As staff say it: whose turn it is.
pub fn state_of(turn: Turn) -> Told {
    match turn {
        Turn::Seller => Told::new(Tone::Soon, Icon::Chat, "Waiting for us"),
        Turn::Buyer => Told::new(Tone::Idle, Icon::Chat, "Waiting for the customer"),
        Turn::Nobody => Told::new(Tone::Settled, Icon::Good, "Answered"),
    }
}

fn row_of(visit: &Visit, one: &Row) -> Markup {
    let address = format!("{PATH}/{}", one.id);
    let account = format!("/staff/accounts/{}", one.account_id);
    let subject = match one.is_unread {
        true => view! { <strong>{one.subject.clone()}</strong> }.into_markup(),
        false => one.subject.clone().into_markup(),
    };
    row([
        lead(view! { <a href=address>{subject}</a> }),
        cell(view! { <a href=account>{one.account_name.clone()}</a> }).full(),
        cell(state_of(one.turn).inline()).full(),
        cell(format!("{}: {}", one.last_author, one.last_text)).full().mute(),
        cell(date::instant(one.last_at, visit.time_zone())).num().mute(),
    ])
}
