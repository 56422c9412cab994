//! The inbox of providers' webhooks, as they came and what became of them.

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        facts::{fact, facts},
        head::{head, reference},
        icon::Icon,
        links::{chips, link},
        pager::pager,
        panel::panel,
        state::{self, Tone},
        table::{cell, column, lead, row, table},
    },
    page::{self, Place},
    pages::staff::part::{Part, address},
};
use axum::extract::{Path, Query, State as With};
use backend::receivables::webhooks::{self, Row, State};
use uuid::Uuid;

/// GET /staff/webhooks
pub async fn list(visit: Visit, With(app): With<AppState>, Query(part): Query<Part>) -> PageResult {
    let staff = visit.staff()?;
    let wanted = part.show.as_deref().and_then(State::of);
    let found = webhooks::list(&app.backend, staff, wanted, &part.from()).await?;
    let at = |key: Option<String>| {
        key.map(|key| address("/staff/webhooks", wanted.map(State::code), &key))
    };
    let (newer, older) = part.ways(found.before, found.after);
    let (newer, older) = (at(newer), at(older));
    Ok(page::staff(&visit, Place::Webhooks, "Webhooks", || {
        let count = found.rows.len();
        let body = if count == 0 {
            blank(Icon::Flow, "No webhooks")
                .words("What payment providers tell us is kept here, once for each event, however often it comes.")
                .view()
        } else {
            let rows = found.rows.into_iter().map(|webhook| row_of(&visit, webhook));
            let columns = [
                column("Event"),
                column("About"),
                column("State"),
                column("Came").num(),
                column("Received"),
            ];
            panel("webhooks", "Newest first").table(table(columns, rows, None)).view()
        };
        view! {
            {head("Webhooks").lede("Stored as they came, then the provider is asked. Late, doubled and shuffled ones change nothing.")}
            {filters(wanted)}
            {body}
            {(newer.is_some() || older.is_some()).then(|| pager(format!("{count} events"), newer, older))}
        }
    }))
}

fn filters(wanted: Option<State>) -> Markup {
    let all = link("All", "/staff/webhooks").current(wanted.is_none());
    let each = State::ALL.into_iter().map(|state| {
        let address = format!("/staff/webhooks?show={}", state.code());
        link(word(state), address).current(wanted == Some(state))
    });
    chips("Which webhooks", std::iter::once(all).chain(each))
}

fn row_of(visit: &Visit, webhook: Row) -> Markup {
    let about = about(&webhook);
    row([
        lead(view! {
            <a class="id" href=format!("/staff/webhooks/{}", webhook.id)>{webhook.kind}</a>
            <span class="note">{webhook.provider}</span>
        }),
        cell(about).full(),
        cell(state_of(webhook.state).inline()).full(),
        cell(times(webhook.deliveries)).num().label("Came"),
        cell(date::instant(webhook.received_at, visit.time_zone())).full().mute(),
    ])
}

fn about(webhook: &Row) -> Markup {
    match &webhook.payment {
        Some((id, number)) => {
            view! { <a href=format!("/staff/payments/{id}")>{reference(number.clone())}</a> }
                .into_markup()
        }
        None => view! { <span class="mute">"no payment of ours"</span> }.into_markup(),
    }
}

fn times(count: i32) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

fn word(state: State) -> &'static str {
    match state {
        State::Applied => "Applied",
        State::Pending => "Pending",
        State::Ignored => "Ignored",
        State::Dead => "Given up",
    }
}

/// How a state looks.
pub(super) fn state_of(state: State) -> state::State {
    let (tone, icon) = match state {
        State::Applied => (Tone::Settled, Icon::Paid),
        State::Pending => (Tone::Moving, Icon::OnItsWay),
        State::Ignored => (Tone::Idle, Icon::Void),
        State::Dead => (Tone::Danger, Icon::CameBack),
    };
    state::State::new(tone, icon, word(state))
}

/// GET /staff/webhooks/{id}
pub async fn one(visit: Visit, With(app): With<AppState>, Path(id): Path<Uuid>) -> PageResult {
    let staff = visit.staff()?;
    let (webhook, body) = webhooks::get(&app.backend, staff, id).await?;
    let kind = webhook.kind.clone();
    Ok(page::staff(&visit, Place::Webhooks, kind.clone(), || {
        let retry = (webhook.state == State::Dead).then(|| {
            view! { <form method="post"><button class="button primary">"Try again"</button></form> }
        });
        let zone = visit.time_zone();
        view! {
            {head(kind)
                .crumb("Webhooks", "/staff/webhooks")
                .pill(state_of(webhook.state).pill())
                .actions(retry)}
            {panel("facts", "What we know of it").body(facts([
                fact("Event", view! { <code>{webhook.event_id.clone()}</code> }),
                fact("Provider", webhook.provider.clone()),
                fact("About", about(&webhook)),
                fact("Received", date::instant(webhook.received_at, zone)),
                fact("Came", times(webhook.deliveries)),
                fact("Applied", webhook.applied_at.map_or_else(|| "not yet".into_markup(), |at| date::instant(at, zone))),
                fact("Note", note(&webhook.note)),
            ]))}
            {panel("body", "Its body").stack(view! { <pre class="code" tabindex="0">{body}</pre> })}
        }
    }))
}

fn note(note: &str) -> String {
    if note.is_empty() { "none".to_owned() } else { note.to_owned() }
}
