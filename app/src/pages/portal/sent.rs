//! How a document was sent, and the document as it was issued.

use crate::markup::*;
use crate::{
    Visit,
    components::{
        date,
        icon::Icon,
        panel::panel,
        state::{State, Tone},
        table::{Cell, cell, column, lead, row, table},
    },
};
use backend::dispatches::Dispatch;
use domain::dispatch::State as Stands;

/// How one document was sent, if it was sent anywhere.
pub fn of_one(visit: &Visit, all: &[Dispatch]) -> Option<Markup> {
    let columns =
        [column("How"), column("To"), column("State"), column("Since"), column("Document")];
    let rows = all.iter().map(|one| {
        let how = view! { {one.channel.label()} <span class="note">{one.format.short()}</span> };
        row([lead(how), to(one), state(one), since(visit, one), file(one)])
    });
    shown(all, "How it was sent", table(columns, rows, None))
}

/// The latest letters that are of no one document, if there are any.
pub fn letters(visit: &Visit, all: &[Dispatch]) -> Option<Markup> {
    let columns = [
        column("Letter"),
        column("How"),
        column("To"),
        column("State"),
        column("Since"),
        column("Document"),
    ];
    let rows = all.iter().map(|one| {
        let how = cell(one.channel.label()).full();
        row([lead(one.called()), how, to(one), state(one), since(visit, one), file(one)])
    });
    shown(all, "Statements and reminders that we sent", table(columns, rows, None))
}

fn shown(all: &[Dispatch], title: &'static str, table: Markup) -> Option<Markup> {
    let change = view! { <a class="s" href="/settings/formats">"Change how"</a> };
    (!all.is_empty()).then(|| panel("sent", title).aside(change).table(table).view())
}

fn to(one: &Dispatch) -> Cell {
    let to = one.target.as_deref().map(|target| one.channel.told(target).to_owned());
    cell(view! { {to.or_else(|| one.person.clone())} }).full()
}

fn state(one: &Dispatch) -> Cell {
    cell(state_of(one.state).inline()).key()
}

fn since(visit: &Visit, one: &Dispatch) -> Cell {
    let since = one.ended_at.or(one.sent_at).unwrap_or(one.queued_at);
    cell(view! { {date::instant(since, visit.time_zone())} }).full().mute()
}

fn file(one: &Dispatch) -> Cell {
    let file = one.document.map(|id| {
        view! { <a href=format!("/documents/{id}") download="">"As issued"</a> }
    });
    cell(view! { {file} }).full()
}

fn state_of(state: Stands) -> State {
    match state {
        Stands::Queued => State::new(Tone::Idle, Icon::Waiting, "On its way soon"),
        Stands::Sent => State::new(Tone::Moving, Icon::OnItsWay, "Sent"),
        Stands::Delivered => State::new(Tone::Settled, Icon::Good, "Delivered"),
        Stands::Refused => State::new(Tone::Danger, Icon::CameBack, "Did not arrive"),
    }
}
