//! Mail that came in, and what became of it.

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        facts::{fact, facts},
        head::head,
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
use backend::receivables::inbound::{self, Row, Wanted};
use domain::{access::Action, conversation::About, inbound::State};
use uuid::Uuid;

/// GET /staff/inbound
pub async fn list(visit: Visit, With(app): With<AppState>, Query(part): Query<Part>) -> PageResult {
    let staff = visit.staff()?;
    let wanted = part.show.as_deref().map_or(Wanted::All, wanted_of);
    let has_nobodys = inbound::reads_nobodys(&app.backend, staff).await?;
    let found = inbound::list(&app.backend, staff, wanted, &part.from()).await?;
    let at = |key: Option<String>| key.map(|key| address("/staff/inbound", code_of(wanted), &key));
    let (newer, older) = part.ways(found.before, found.after);
    let (newer, older) = (at(newer), at(older));
    Ok(page::staff(&visit, Place::Inbound, "Mail that came in", || {
        let count = found.rows.len();
        let body = if count == 0 {
            blank(Icon::Mail, "No mail")
                .words("Who answers a mail of ours about a dispute or a message is heard here, and in its conversation.")
                .way_on("See what we wrote", "/staff/messages")
                .view()
        } else {
            let rows = found.rows.into_iter().map(|mail| row_of(&visit, mail));
            let columns = [
                column("Mail"),
                column("Belongs to"),
                column("What became of it"),
                column("Received"),
            ];
            panel("inbound", "Newest first").table(table(columns, rows, None)).view()
        };
        view! {
            {head("Mail that came in").lede("Answers to our mails become messages. What does not is kept here, with the reason.")}
            {filters(wanted, has_nobodys)}
            {body}
            {(newer.is_some() || older.is_some()).then(|| pager(format!("{count} mails"), newer, older))}
        }
    }))
}

/// The code of what belongs to no entity, among those of states.
const NOBODYS: &str = "nobodys";

fn wanted_of(code: &str) -> Wanted {
    match State::of(code) {
        Some(state) => Wanted::Of(state),
        None if code == NOBODYS => Wanted::Nobodys,
        None => Wanted::All,
    }
}

fn code_of(wanted: Wanted) -> Option<&'static str> {
    match wanted {
        Wanted::All => None,
        Wanted::Of(state) => Some(state.code()),
        Wanted::Nobodys => Some(NOBODYS),
    }
}

fn filters(wanted: Wanted, has_nobodys: bool) -> Markup {
    let one = |other: Wanted, label: &'static str| {
        let address = match code_of(other) {
            Some(code) => format!("/staff/inbound?show={code}"),
            None => "/staff/inbound".to_owned(),
        };
        link(label, address).current(wanted == other)
    };
    let each = State::ALL.iter().map(|state| one(Wanted::Of(*state), word(*state)));
    let nobodys = has_nobodys.then(|| one(Wanted::Nobodys, "Nobody’s"));
    let all = std::iter::once(one(Wanted::All, "All"));
    chips("Which mails", all.chain(each).chain(nobodys))
}

fn row_of(visit: &Visit, mail: Row) -> Markup {
    let place = place(&mail);
    let why = mail.reason.map(|reason| view! { <span class="note">{reason.words()}</span> });
    let state = view! { {state_of(mail.state).inline()} {why} };
    row([
        lead(view! {
            <a class="id" href=format!("/staff/inbound/{}", mail.id)>{title(&mail)}</a>
            <span class="note">{from(&mail)}</span>
        }),
        cell(place).full(),
        cell(state).full(),
        cell(date::instant(mail.received_at, visit.time_zone())).full().mute(),
    ])
}

fn title(mail: &Row) -> String {
    if mail.subject.is_empty() { "No subject".to_owned() } else { mail.subject.clone() }
}

fn from(mail: &Row) -> String {
    if mail.sender.is_empty() { "no sender".to_owned() } else { mail.sender.clone() }
}

fn place(mail: &Row) -> Markup {
    let Some(place) = &mail.place else {
        return view! { <span class="mute">"no conversation of ours"</span> }.into_markup();
    };
    let account = format!("/staff/accounts/{}", place.account_id);
    let conversation = match place.about {
        About::Dispute(id) => format!("/staff/disputes/{id}"),
        _ => format!("/staff/conversations/{}", place.conversation),
    };
    view! {
        <a href=conversation>{place.subject.clone()}</a>
        <span class="note"><a href=account>{place.account_name.clone()}</a></span>
    }
    .into_markup()
}

fn word(state: State) -> &'static str {
    match state {
        State::Posted => "Posted",
        State::Refused => "Not posted",
        State::Dropped => "Dropped",
        State::Pending => "Pending",
        State::Dead => "Given up",
    }
}

fn state_of(state: State) -> state::State {
    let (tone, icon) = match state {
        State::Posted => (Tone::Settled, Icon::Paid),
        State::Refused => (Tone::Soon, Icon::Warn),
        State::Dropped => (Tone::Idle, Icon::Void),
        State::Pending => (Tone::Moving, Icon::OnItsWay),
        State::Dead => (Tone::Danger, Icon::CameBack),
    };
    state::State::new(tone, icon, word(state))
}

/// GET /staff/inbound/{id}
pub async fn one(visit: Visit, With(app): With<AppState>, Path(id): Path<Uuid>) -> PageResult {
    let staff = visit.staff()?;
    let (mail, raw) = inbound::get(&app.backend, staff, id).await?;
    Ok(page::staff(&visit, Place::Inbound, title(&mail), || {
        let retry = (mail.state == State::Dead && staff.can(Action::Write)).then(|| {
            view! { <form method="post"><button class="button primary">"Try again"</button></form> }
        });
        let zone = visit.time_zone();
        let came = match mail.deliveries {
            1 => "once".to_owned(),
            count => format!("{count} times"),
        };
        let worked = match mail.worked_at {
            Some(at) => date::instant(at, zone),
            None => "not yet".into_markup(),
        };
        let why = mail.reason.map(|reason| fact("Why", reason.words()));
        let note = (!mail.note.is_empty()).then(|| fact("Note", mail.note.clone()));
        let known = [
            fact("From", from(&mail)),
            fact("To", mail.recipient.clone()),
            fact("Belongs to", place(&mail)),
            fact("Received", date::instant(mail.received_at, zone)),
            fact("Came", came),
            fact("Worked on", worked),
        ];
        view! {
            {head(title(&mail))
                .crumb("Mail that came in", "/staff/inbound")
                .pill(state_of(mail.state).pill())
                .actions(retry)}
            {panel("facts", "What we know of it").body(facts(known.into_iter().chain(why).chain(note)))}
            {panel("raw", "As it came").stack(view! { <pre class="code" tabindex="0">{raw}</pre> })}
        }
    }))
}
