//! What went out, or will: every message with its text.

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        head::head,
        icon::Icon,
        links::{chips, link},
        pager::pager,
        panel::panel,
        state::{self, Tone},
        table::{cell, column, lead, row, table},
    },
    page::{self, Place},
    pages::query::{self, Address},
};
use axum::extract::{Path, Query, State as With};
use backend::receivables::{
    messages::{self, Filter, Kind, Row, State},
    paging::From,
};
use serde::Deserialize;
use uuid::Uuid;

/// The query. What cannot be read is not asked.
#[derive(Deserialize, Default)]
pub struct Asked {
    show: Option<String>,
    kind: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

impl Asked {
    fn filter(&self) -> Filter {
        Filter {
            state: self.show.as_deref().and_then(State::of),
            kind: self.kind.as_deref().and_then(Kind::of),
            from: query::part(self.after.as_deref(), self.before.as_deref()),
        }
    }
}

/// The address of a filter, from the beginning of its list.
fn address(filter: &Filter) -> Address {
    Address::new("/staff/messages")
        .maybe("show", filter.state.map(State::code))
        .maybe("kind", filter.kind.map(Kind::code))
}

/// GET /staff/messages
pub async fn list(
    visit: Visit,
    With(app): With<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let staff = visit.staff()?;
    let filter = asked.filter();
    let found = messages::list(&app.backend, staff, &filter).await?;
    let (newer, older) = address(&filter).pages(&found);
    Ok(page::staff(&visit, Place::Messages, "Messages", || {
        let count = found.rows.len();
        let body = if count == 0 {
            blank(Icon::Mail, "No messages")
                .words("Reminders will be listed here when their day has come and there is something to ask for, and notices when something happens in a dispute or a conversation.")
                .way_on("See what was decided", "/staff/decisions")
                .view()
        } else {
            let rows = found.rows.into_iter().map(|message| row_of(&visit, message));
            let columns = [column("Message"), column("To"), column("State"), column("Written")];
            panel("messages", "Newest first").table(table(columns, rows, None)).view()
        };
        view! {
            {head("Messages").lede("What was written to customers and colleagues, each only once.")}
            {filters(&filter)}
            {body}
            {(newer.is_some() || older.is_some()).then(|| pager(format!("{count} messages"), newer, older))}
        }
    }))
}

fn filters(filter: &Filter) -> Markup {
    let from_the_start = Filter { from: From::Start, ..filter.clone() };
    let state = |state: Option<State>, label: &'static str| {
        link(label, address(&Filter { state, ..from_the_start.clone() }))
            .current(filter.state == state)
    };
    let of_kind = |of: Option<Kind>, label: &'static str| {
        link(label, address(&Filter { kind: of, ..from_the_start.clone() }))
            .current(filter.kind == of)
    };
    let states = State::ALL.into_iter().map(|one| state(Some(one), word(one)));
    let kinds = Kind::ALL.into_iter().map(|one| of_kind(Some(one), kind(one)));
    view! {
        {chips("Which messages", std::iter::once(state(None, "All")).chain(states))}
        {chips("What they are", std::iter::once(of_kind(None, "Every kind")).chain(kinds))}
    }
    .into_markup()
}

fn row_of(visit: &Visit, message: Row) -> Markup {
    let account = format!("/staff/accounts/{}", message.account_id);
    row([
        lead(view! {
            <a class="id" href=format!("/staff/messages/{}", message.id)>{message.subject}</a>
            <span class="note">{kind(message.kind)} " · " <a href=account>{message.account_name}</a></span>
        }),
        cell(message.recipient).full(),
        cell(state_of(message.state).inline()).full(),
        cell(date::instant(message.written_at, visit.time_zone())).full().mute(),
    ])
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Reminder => "Reminder",
        Kind::Notice => "Notice",
        Kind::Team => "For our team",
        Kind::Late => "Late",
        Kind::Document => "Document",
    }
}

fn word(state: State) -> &'static str {
    match state {
        State::Sent => "Sent",
        State::Waiting => "Waiting",
        State::GivenUp => "Given up",
    }
}

fn state_of(state: State) -> state::State {
    let (tone, icon) = match state {
        State::Sent => (Tone::Settled, Icon::Paid),
        State::Waiting => (Tone::Idle, Icon::Waiting),
        State::GivenUp => (Tone::Danger, Icon::CameBack),
    };
    state::State::new(tone, icon, word(state))
}

/// GET /staff/messages/{id}
pub async fn one(visit: Visit, With(app): With<AppState>, Path(id): Path<Uuid>) -> PageResult {
    let staff = visit.staff()?;
    let message = messages::get(&app.backend, staff, id).await?;
    let subject = message.row.subject.clone();
    Ok(page::staff(&visit, Place::Messages, subject.clone(), || {
        let file = message.file.as_ref().and_then(|path| path.file_name());
        let file = file.map(|name| {
            view! { <p class="hint">"It was written to the file " <code>{name.to_string_lossy().into_owned()}</code> " in the mail folder."</p> }
        });
        let answer = message.reply_to.clone().map(|address| {
            view! { <p class="hint">"It is answered at " <code>{address}</code> "."</p> }
        });
        let error =
            message.last_error.clone().map(|error| view! { <p class="text-danger s">{error}</p> });
        let account = format!("/staff/accounts/{}", message.row.account_id);
        view! {
            {head(subject)
                .crumb("Messages", "/staff/messages")
                .pill(state_of(message.row.state).pill())
                .lede(view! {
                    {kind(message.row.kind)} " to " {message.row.recipient.clone()} " of "
                    <a href=account>{message.row.account_name.clone()}</a> ", written "
                    {date::instant(message.row.written_at, visit.time_zone())}
                })}
            {panel("text", "As text").stack(view! { <pre class="code" tabindex="0">{message.text.clone()}</pre> {answer} {file} {error} })}
            {panel("html", "As HTML, in its source").stack(view! { <pre class="code" tabindex="0">{message.html.clone()}</pre> })}
        }
    }))
}
