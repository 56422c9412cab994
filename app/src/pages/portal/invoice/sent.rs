//! How the invoice was sent, and the document as it was issued.

use crate::markup::*;
use crate::{
    Visit,
    components::{
        date,
        icon::Icon,
        panel::panel,
        state::{State, Tone},
        table::{cell, column, lead, row, table},
    },
};
use backend::dispatches::Dispatch;
use domain::dispatch::State as Stands;

/// The panel, if it was sent anywhere.
pub fn sent(visit: &Visit, all: &[Dispatch]) -> Option<Markup> {
    if all.is_empty() {
        return None;
    }
    let rows = all.iter().map(|one| {
        let to = one.target.as_deref().map(|target| one.channel.told(target).to_owned());
        let file = one.document.map(|id| {
            view! { <a href=format!("/documents/{id}") download="">"As issued"</a> }
        });
        let since = one.ended_at.or(one.sent_at).unwrap_or(one.queued_at);
        row([
            lead(view! {
                {one.channel.label()}
                <span class="note">{one.format.short()}</span>
            }),
            cell(view! { {to.or_else(|| one.person.clone())} }).full(),
            cell(state_of(one.state).inline()).key(),
            cell(view! { {date::instant(since, visit.time_zone())} }).full().mute(),
            cell(view! { {file} }).full(),
        ])
    });
    let columns =
        [column("How"), column("To"), column("State"), column("Since"), column("Document")];
    Some(
        panel("sent", "How it was sent")
            .aside(view! { <a class="s" href="/settings/formats">"Change how"</a> })
            .table(table(columns, rows, None))
            .view(),
    )
}

fn state_of(state: Stands) -> State {
    match state {
        Stands::Queued => State::new(Tone::Idle, Icon::Waiting, "On its way soon"),
        Stands::Sent => State::new(Tone::Moving, Icon::OnItsWay, "Sent"),
        Stands::Delivered => State::new(Tone::Settled, Icon::Good, "Delivered"),
        Stands::Refused => State::new(Tone::Danger, Icon::CameBack, "Did not arrive"),
    }
}
