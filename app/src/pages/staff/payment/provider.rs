//! What the provider said of a payment: its steps, its webhooks, and what it calls it.

use crate::markup::*;
use crate::{
    components::{
        date,
        facts::{fact, facts},
        panel::panel,
        table::{cell, column, dense_table, lead, row},
    },
    pages::staff::{parts::payments::state_of, webhooks},
    visit::Visit,
};
use backend::receivables::payment::Payment;

/// Who or what moved it, from the first step on.
pub fn steps(visit: &Visit, payment: &Payment) -> Markup {
    let rows = payment.steps.iter().map(|step| {
        let from = step.from.map(|from| {
            view! { <span class="note">"was: " {state_of(from).word}</span> }
        });
        row([
            lead(view! { {state_of(step.to).inline()}{from} }),
            cell(date::instant(step.at, visit.time_zone())).full().nowrap(),
            cell(source(&step.source)).full(),
            cell((!step.detail.is_empty()).then(|| step.detail.clone())).full().mute(),
        ])
    });
    let columns = [column("Became"), column("When"), column("By"), column("Why")];
    panel("steps", "Its steps").table(dense_table(columns, rows, None)).view()
}

fn source(code: &str) -> String {
    match code {
        "buyer" => "the customer",
        "provider" => "the provider's answer",
        "webhook" => "a webhook",
        "poll" => "asking the provider",
        "janitor" => "the look-after",
        "guard" => "our last check",
        "import" => "a file",
        other => other,
    }
    .to_owned()
}

/// What its provider sent about it.
pub fn webhooks(visit: &Visit, payment: &Payment, may_open: bool) -> Option<Markup> {
    if payment.webhooks.is_empty() {
        return None;
    }
    let rows = payment.webhooks.iter().map(|one| {
        let event = one.event_id.clone();
        let event = match may_open {
            true => {
                let address = format!("/staff/webhooks/{}", one.id);
                view! { <a class="id" href=address>{event}</a> }.into_markup()
            }
            false => event.into_markup(),
        };
        let note =
            (!one.note.is_empty()).then(|| view! { <span class="note">{one.note.clone()}</span> });
        row([
            lead(view! { {event}<span class="note">{one.kind.clone()}</span> }),
            cell(date::instant(one.received_at, visit.time_zone())).full().nowrap(),
            cell(view! { {webhooks::state_of(one.state).inline()}{note} }).full(),
            cell(one.deliveries).num().label("Deliveries"),
        ])
    });
    let columns =
        [column("Event"), column("Received"), column("State"), column("Deliveries").num()];
    Some(
        panel("webhooks", "Webhooks about it").roomy_table(dense_table(columns, rows, None)).view(),
    )
}

/// What it is called, there and here.
pub fn facts_of(visit: &Visit, payment: &Payment) -> Markup {
    let row = &payment.row;
    let mut told = vec![
        fact("Paid by", row.method.label()),
        fact("From", row.instrument.clone()),
        fact("Provider", payment.provider.clone()),
    ];
    told.extend(
        payment.provider_ref.clone().map(|id| fact("Its reference", view! { <code>{id}</code> })),
    );
    let day =
        |label: &str, day: Option<chrono::NaiveDate>| day.map(|day| fact(label, date::medium(day)));
    told.extend(day("Expected", row.settles_on));
    told.extend(day("Received", row.settled_on));
    told.extend(day("Came back", row.returned_on));
    told.extend(row.reason.clone().map(|reason| fact("Because", reason)));
    let zone = visit.time_zone();
    if let Some(at) = payment.checked_at {
        let times = format!(", {} in all", payment.checks);
        told.push(fact("Last asked", view! { {date::instant(at, zone)}{times} }));
    }
    if let Some(at) = payment.check_at {
        told.push(fact("Next asked", date::instant(at, zone)));
    }
    panel("provider", "Where it came from").body(facts(told)).view()
}
