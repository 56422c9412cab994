//! A buyer's home: how much, by when, why this much, and what comes next.

mod agenda;
mod standing;

use crate::markup::*;
use crate::{
    AppState, Visit,
    components::{
        blank::blank,
        date,
        icon::{Icon, icon},
        panel::panel,
        state::Tone,
        timeline::{moment, timeline},
    },
    page::{self, FormResult, Tab},
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect},
};
use backend::{Actor, home::Home, timeline::Event};

/// GET /
pub async fn page(visit: Visit, State(app): State<AppState>) -> FormResult {
    if let Some(Actor::Staff(_)) = &visit.actor {
        return Ok(Redirect::to("/staff").into_response());
    }
    let buyer = visit.buyer()?;
    let home = backend::home::load(&app.backend, buyer).await?;
    let account = buyer.account_name.clone();
    let page = page::portal(&visit, Tab::Home, "Home", || {
        view! {
            <h1 class="vh">{format!("What {account} has to pay")}</h1>
            {body(&visit, &home)}
        }
    });
    Ok(page.into_response())
}

/// Two columns that each fill by themselves: what to do and by when, beside what is open and what
/// became of the rest. One after the other, where there is room for one.
fn body(visit: &Visit, home: &Home) -> Markup {
    let standing::Standings { now, open, others } = standing::standings(visit, home);
    view! {
        <div class="split lead">
            <div class="stack loose">
                {now} {agenda::waiting(visit, &home.waiting)} {agenda::coming(&home.coming)}
            </div>
            <div class="stack loose">{open} {lately(visit, &home.lately)}</div>
        </div>
        {others}
    }
    .into_markup()
}

fn lately(visit: &Visit, events: &[Event]) -> Markup {
    if events.is_empty() {
        return blank(Icon::Good, "Nothing has happened yet")
            .words("Payments, promises and credit notes of this account will be listed here.")
            .way_on("See your invoices", "/invoices?show=all")
            .view();
    }
    let moments = events.iter().map(|event| {
        let (tone, symbol) = look(&event.name);
        let when = match event.on {
            Some(day) => date::medium(day),
            None => date::instant(event.at, visit.time_zone()),
        };
        let what = match address(event) {
            Some(address) => view! { <a href=address>{event.text.clone()}</a> }.into_markup(),
            None => event.text.clone().into_markup(),
        };
        moment(tone, symbol, what, when)
    });
    panel("recent", "Lately")
        .aside(view! { <a class="s" href="/payments">"All payments"</a> })
        .body(timeline(moments))
        .view()
}

/// Where the thing can be seen that an event is about.
fn address(event: &Event) -> Option<String> {
    match event.subject_type.as_str() {
        "payment" => Some(format!("/payments/{}", event.subject_id)),
        "invoice" => Some(format!("/invoices/{}", event.subject_id)),
        _ => None,
    }
}

fn look(name: &str) -> (Tone, Icon) {
    match name {
        "payment.settled" => (Tone::Settled, Icon::Paid),
        "payment.sent" => (Tone::Moving, Icon::OnItsWay),
        "payment.failed" | "payment.returned" => (Tone::Danger, Icon::CameBack),
        "credit_note.issued" => (Tone::Settled, Icon::Credit),
        "promise.kept" => (Tone::Settled, Icon::Promised),
        "promise.broken" => (Tone::Danger, Icon::Promised),
        _ => (Tone::Held, Icon::Promised),
    }
}

/// A row of the list of what waits: an icon, words, and one button.
fn todo(
    tone: Tone,
    symbol: Icon,
    title: Markup,
    note: impl Into<String>,
    button: (&'static str, String),
) -> Markup {
    let (label, address) = button;
    view! {
        <li class=tone.class()>
            {icon(symbol)}
            <div><strong>{title}</strong><span class="note">{note.into()}</span></div>
            <a class="button small" href=address>{label}</a>
        </li>
    }
    .into_markup()
}
