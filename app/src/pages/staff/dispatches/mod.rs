//! Deliveries: how documents went to customers, what was refused first, and one of them.

pub mod one;

use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        head::head,
        icon::{Icon, icon},
        links::{chips, link},
        pager::pager,
        panel::panel,
        state,
        table::{cell, column, lead, row, table},
    },
    files,
    page::{self, Place},
    pages::query::{self, Address},
};
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use backend::{
    dispatches::{self, Dispatch, Filter, Show},
    issued_documents, print_runs,
    receivables::paging::From,
};
use documents::csv::{Cell, Csv};
use domain::{channel::Channel, dispatch::State as Stands, document::Kind, ids::AccountId};
use serde::Deserialize;
use uuid::Uuid;

/// The path of the list.
pub const PATH: &str = "/staff/dispatches";

/// The query. What cannot be read is not asked.
#[derive(Deserialize, Default)]
pub struct Asked {
    show: Option<String>,
    channel: Option<String>,
    account: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

impl Asked {
    fn filter(&self) -> Filter {
        Filter {
            show: self.show.as_deref().and_then(Show::of).unwrap_or_default(),
            channel: self.channel.as_deref().and_then(Channel::of),
            account: self.account.as_deref().and_then(|id| id.parse::<AccountId>().ok()),
            from: query::part(self.after.as_deref(), self.before.as_deref()),
        }
    }
}

fn address(path: &str, filter: &Filter) -> Address {
    Address::new(path)
        .maybe("show", (filter.show != Show::All).then(|| filter.show.code()))
        .maybe("channel", filter.channel.map(Channel::code))
        .maybe("account", filter.account)
}

/// GET /staff/dispatches
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let staff = visit.staff()?;
    let filter = asked.filter();
    let found = dispatches::list(&app.backend, staff, &filter).await?;
    let waiting = dispatches::count_waiting(&app.backend, staff).await?;
    let paper = print_runs::waiting(&app.backend, staff).await?;
    let (letters, cost) = print_runs::spared(&app.backend, staff, None).await?;
    let (newer, older) = address(PATH, &filter).pages(&found);
    Ok(page::staff(&visit, Place::Dispatches, "Deliveries", || {
        let count = found.rows.len();
        let body = if count == 0 {
            empty(&filter)
        } else {
            let rows = found.rows.iter().map(|one| row_of(&visit, one));
            let columns =
                [column("Document"), column("To"), column("How"), column("State"), column("Since")];
            panel("dispatches", "Newest first").table(table(columns, rows, None)).view()
        };
        let csv = String::from(address("/staff/dispatches.csv", &filter));
        let print = match paper.documents {
            0 => "Print runs".to_owned(),
            many => format!("Print runs, {many} to print"),
        };
        let actions = view! {
            <a class="button" href=csv download="">{icon(Icon::Download)} "CSV"</a>
            <a class="button" href="/staff/print-runs">{icon(Icon::Letter)} {print}</a>
        };
        let spared = (letters > 0).then(|| {
            let cost = (!cost.is_zero()).then(|| format!(", at today’s price {cost}"));
            view! { <p class="s ink-2">{format!("{letters} letters were not printed since customers left paper")} {cost} "."</p> }
        });
        view! {
            {head("Deliveries")
                .lede("How each document went to each recipient. What was refused waits here until somebody has looked after it.")
                .actions(actions)}
            {filters(&filter, waiting)}
            {body}
            {(newer.is_some() || older.is_some())
                .then(|| pager(format!("{count} deliveries"), newer, older))}
            {spared}
        }
    }))
}

fn empty(filter: &Filter) -> Markup {
    match filter.show {
        Show::Waiting => blank(Icon::Good, "Nothing waits for you")
            .words("What a channel refuses, and what no other way takes, is listed here.")
            .way_on("All deliveries", PATH)
            .view(),
        _ => blank(Icon::Mail, "Nothing was sent")
            .words("Invoices, credit notes and receipts are sent by themselves from the day on that is set.")
            .way_on("Set the day", "/staff/settings/documents")
            .view(),
    }
}

fn filters(filter: &Filter, waiting: i64) -> Markup {
    let from_the_start = Filter { from: From::Start, ..filter.clone() };
    let shown = Show::ALL.into_iter().map(|show| {
        let to = address(PATH, &Filter { show, ..from_the_start.clone() });
        let one = link(show_label(show), to).current(filter.show == show);
        if show == Show::Waiting { one.count(waiting) } else { one }
    });
    let way = |channel: Option<Channel>| {
        let label = channel.map_or("Every way", way_label);
        link(label, address(PATH, &Filter { channel, ..from_the_start.clone() }))
            .current(filter.channel == channel)
    };
    let ways = std::iter::once(None).chain(Channel::ALL.into_iter().map(Some)).map(way);
    view! { {chips("Which deliveries", shown)} {chips("On which way", ways)} }.into_markup()
}

fn show_label(show: Show) -> &'static str {
    match show {
        Show::All => "All",
        Show::Waiting => "Waits for us",
        Show::In(state) => state.label(),
    }
}

/// A way in a word or two, as staff say it.
pub fn way_label(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "E-mail",
        Channel::EmailLink => "E-mail with a link",
        Channel::Portal => "Portal",
        Channel::Peppol => "Peppol",
        Channel::Edi => "EDI",
        Channel::Folder => "Folder",
        Channel::Webhook => "Web",
        Channel::Print => "Post",
    }
}

/// How one stands.
pub fn state_of(one: &Dispatch) -> state::State {
    use state::Tone;
    let (tone, icon, word) = match (one.state, &one.settled) {
        (Stands::Queued, _) => (Tone::Idle, Icon::Waiting, "Queued"),
        (Stands::Sent, _) => (Tone::Moving, Icon::OnItsWay, "Sent"),
        (Stands::Delivered, _) => (Tone::Settled, Icon::Good, "Delivered"),
        (Stands::Refused, None) => (Tone::Danger, Icon::CameBack, "Refused"),
        (Stands::Refused, Some(_)) => (Tone::Idle, Icon::CameBack, "Refused, looked after"),
    };
    state::State::new(tone, icon, word)
}

/// Where a document is on the staff's side.
pub fn subject_path(one: &Dispatch) -> String {
    match one.kind {
        Kind::Invoice => format!("/staff/invoices/{}", one.subject_id),
        Kind::Receipt => format!("/staff/payments/{}", one.subject_id),
        _ => format!("/staff/accounts/{}", one.account_id),
    }
}

fn row_of(visit: &Visit, one: &Dispatch) -> Markup {
    let account = format!("/staff/accounts/{}", one.account_id);
    let to = one.target.as_deref().map(|target| one.channel.told(target).to_owned());
    let why = one.waits_for_somebody().then(|| {
        let words: String = one.answer.chars().take(120).collect();
        view! { <span class="note">{words}</span> }
    });
    row([
        lead(view! {
            <a class="id" href=format!("{PATH}/{}", one.id)>{one.called()}</a>
            <span class="note">{one.kind.heading()} " · " <a href=account>{one.account.clone()}</a></span>
        }),
        cell(view! { {to.or_else(|| one.person.clone())} }).full(),
        cell(view! { {way_label(one.channel)} <span class="note">{one.format.short()}</span> })
            .full(),
        cell(view! { {state_of(one).inline()} {why} }).full(),
        cell(date::instant(
            one.ended_at.or(one.sent_at).unwrap_or(one.queued_at),
            visit.time_zone(),
        ))
        .full()
        .mute(),
    ])
}

/// GET /staff/dispatches.csv
pub async fn csv(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let found = dispatches::export(&app.backend, visit.staff()?, &asked.filter()).await?;
    let mut csv = Csv::new(&[
        "document",
        "kind",
        "account",
        "recipient",
        "channel",
        "address",
        "format",
        "state",
        "answer",
        "reference",
        "queued_at",
        "sent_at",
        "ended_at",
        "settled_by",
        "settled_note",
    ]);
    for one in &found {
        let target = one.target.as_deref().map(|target| one.channel.told(target));
        let at = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| at.to_rfc3339());
        let settled = one.settled.as_ref();
        csv.row([
            Cell::text(&one.number),
            Cell::text(one.kind.code()),
            Cell::text(&one.account),
            Cell::text(one.person.as_deref().unwrap_or_default()),
            Cell::text(one.channel.code()),
            Cell::text(target.unwrap_or_default()),
            Cell::text(one.format.code()),
            Cell::text(one.state.code()),
            Cell::text(&one.answer),
            Cell::text(one.reference.as_deref().unwrap_or_default()),
            Cell::text(one.queued_at.to_rfc3339()),
            Cell::text(at(one.sent_at).unwrap_or_default()),
            Cell::text(at(one.ended_at).unwrap_or_default()),
            Cell::text(settled.map(|one| one.by.as_str()).unwrap_or_default()),
            Cell::text(settled.map(|one| one.note.as_str()).unwrap_or_default()),
        ]);
    }
    let name = format!("deliveries-{}.csv", visit.today);
    Ok(files::download(&name, "text/csv; charset=utf-8", csv.finish()))
}

/// GET /staff/documents/{id}
pub async fn document(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    let (issued, bytes) =
        issued_documents::bytes_for_staff(&app.backend, visit.staff()?, id).await?;
    Ok(files::download(&issued.file_name, issued.format.media_type(), bytes))
}
