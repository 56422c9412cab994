//! What is delivered again: by when, whether it has come, and the forms that say so.

use crate::markup::*;
use crate::{
    Visit,
    components::{
        date,
        facts::{fact, facts},
        field::field,
        icon::Icon,
        panel::panel,
        state::{State as Told, Tone},
        text_area::text_area,
    },
    forms::{Problems, delivery::Fields},
};
use backend::{Staff, disputes::Delivery, receivables::disputes::Dispute};
use chrono::{Days, NaiveDate};
use domain::{
    access::Action,
    delivery::{LONGEST_DAYS, State},
};
use uuid::Uuid;

/// How a delivery stands, for whoever waits for it.
pub fn state_of(delivery: &Delivery, today: NaiveDate) -> Told {
    let standing = delivery.standing;
    match standing.state {
        State::Promised if standing.is_late(today) => {
            Told::new(Tone::Danger, Icon::Overdue, "Delivery is late")
        }
        State::Promised => Told::new(Tone::Moving, Icon::OnItsWay, "Will be delivered"),
        State::Delivered => Told::new(Tone::Settled, Icon::Good, "Delivered again"),
        State::Overtaken => Told::new(Tone::Idle, Icon::Void, "Disputed again before it came"),
    }
}

/// What is delivered again because of a dispute; nothing where nothing is.
pub fn panel_of(
    visit: &Visit,
    staff: &Staff,
    dispute: &Dispute,
    typed: Option<&Fields>,
    problems: &Problems,
) -> Option<Markup> {
    let all = &dispute.detail.deliveries;
    if all.is_empty() {
        return None;
    }
    let one = |delivery: &Delivery| {
        let typed = typed.filter(|typed| typed.of == Some(delivery.id));
        let is_to_come = delivery.standing.state == State::Promised;
        let forms = (is_to_come && staff.can(Action::Decide))
            .then(|| forms(visit, dispute, delivery, typed, problems));
        view! {
            <div class="stack tight">
                {state_of(delivery, visit.today).inline()}
                {facts(facts_of(delivery))}
                {forms}
            </div>
        }
    };
    let all: Vec<_> = all.iter().map(one).collect();
    Some(panel("deliveries", "Delivered again").stack(all).view())
}

fn facts_of(delivery: &Delivery) -> Vec<(String, Markup)> {
    let standing = delivery.standing;
    let first = (delivery.first_on != standing.promised_on)
        .then(|| fact("Promised at first", date::medium(delivery.first_on)));
    let came = standing.delivered_on.map(|on| fact("Delivered", date::medium(on)));
    let note = delivery.note.clone().map(|note| fact("Delivery note", note));
    let by = fact("Promised by", date::medium(standing.promised_on));
    std::iter::once(by).chain(first).chain(came).chain(note).collect()
}

fn forms(
    visit: &Visit,
    dispute: &Dispute,
    delivery: &Delivery,
    typed: Option<&Fields>,
    problems: &Problems,
) -> Markup {
    let address =
        format!("/staff/disputes/{}/deliveries/{}", dispute.detail.summary.id, delivery.id);
    let today = visit.today;
    let hidden = |act| {
        let typed = typed.filter(|typed| typed.act == act);
        let id = typed.map_or_else(Uuid::now_v7, |typed| typed.id);
        view! {
            <input type="hidden" name="id" value=id.to_string() />
            <input type="hidden" name="version" value=delivery.version.to_string() />
        }
    };
    let shown = |act, value: fn(&Fields) -> &String| {
        typed.filter(|typed| typed.act == act).map(|typed| value(typed).clone())
    };
    let is_open = |act| typed.is_some_and(|typed| typed.act == act);
    let came_on = shown("made", |typed| &typed.delivered_on).unwrap_or_else(|| today.to_string());
    let text = |shown: Option<String>| shown.unwrap_or_default();
    view! {
        <details class="more no-print" open=is_open("made")>
            <summary>"It has come"</summary>
            <form class="stack tight" method="post" action=address.clone()>
                {hidden("made")}
                {field("delivered_on", "Delivered on").date(None, Some(today)).value(came_on)
                    .error(problems.of("delivered_on"))}
                {field("note", "Delivery note").optional().longest(40)
                    .value(text(shown("made", |typed| &typed.note))).error(problems.of("note"))}
                <div class="button-row"><button class="button" name="do" value="made">"Tell the customer"</button></div>
            </form>
        </details>
        <details class="more no-print" open=is_open("move")>
            <summary>"It comes on another day"</summary>
            <form class="stack tight" method="post" action=address>
                {hidden("move")}
                {field("moved_to", "Delivered by").date(Some(today), Some(today + Days::new(LONGEST_DAYS)))
                    .value(text(shown("move", |typed| &typed.moved_to))).error(problems.of("moved_to"))}
                {text_area("reason", "Why, for the customer").longest(4_000)
                    .value(text(shown("move", |typed| &typed.reason))).error(problems.of("reason"))}
                <div class="button-row"><button class="button" name="do" value="move">"Move it"</button></div>
            </form>
        </details>
    }
    .into_markup()
}
