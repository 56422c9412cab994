//! What happened, newest first, with what the customer does not read.

use crate::markup::*;
use crate::{
    components::{
        date,
        icon::Icon,
        state::Tone,
        timeline::{Moment, moment, timeline},
    },
    visit::Visit,
};
use backend::receivables::timeline::Event;

/// A line of events.
pub fn story(visit: &Visit, events: &[Event]) -> Markup {
    timeline(events.iter().map(|event| told(visit, event)))
}

fn told(visit: &Visit, event: &Event) -> Moment {
    let (tone, icon) = looks(&event.name);
    let hidden =
        (!event.for_buyer).then(|| view! { " " <span class="tag">"Only we read this"</span> });
    // Sentences that begin with the name say already who it was.
    let by = (event.by_person && !event.text.starts_with(&event.actor))
        .then(|| format!(" ({})", event.actor));
    let when = date::instant(event.at, visit.time_zone());
    moment(tone, icon, view! { {event.text.clone()}{by}{hidden} }, when)
}

fn looks(name: &str) -> (Tone, Icon) {
    match name {
        "invoice.issued" => (Tone::Idle, Icon::Invoice),
        "credit_note.issued" => (Tone::Settled, Icon::Credit),
        "payment.started" | "payment.sent" => (Tone::Moving, Icon::OnItsWay),
        "payment.settled" | "promise.kept" => (Tone::Settled, Icon::Paid),
        "payment.failed" | "payment.returned" | "promise.broken" => (Tone::Danger, Icon::CameBack),
        "payment.canceled" | "promise.withdrawn" => (Tone::Idle, Icon::Void),
        "promise.made" => (Tone::Held, Icon::Promised),
        "dispute.opened" => (Tone::Held, Icon::Disputed),
        "dispute.decided" => (Tone::Settled, Icon::Good),
        "dispute.withdrawn" => (Tone::Idle, Icon::Void),
        "dispute.claimed" | "dispute.asked" | "dispute.answered" | "dispute.told" => {
            (Tone::Idle, Icon::Chat)
        }
        "dispute.noted" => (Tone::Idle, Icon::Note),
        "invoice.order_given" => (Tone::Idle, Icon::Tag),
        "invoice.copied" => (Tone::Idle, Icon::Copy),
        "supporting_document.attached" => (Tone::Idle, Icon::Clip),
        "supporting_document.removed" => (Tone::Idle, Icon::Void),
        "self_help.found" => (Tone::Settled, Icon::Search),
        "account_change.asked" => (Tone::Soon, Icon::Building),
        "account_change.done" | "account_change.confirmed" => (Tone::Settled, Icon::Building),
        "account_change.refused" => (Tone::Idle, Icon::Void),
        "reminder.sent" => (Tone::Idle, Icon::Mail),
        "portal.viewed_by_staff" => (Tone::Idle, Icon::Eye),
        _ if name.starts_with("user.") => (Tone::Idle, Icon::Key),
        _ => (Tone::Idle, Icon::Info),
    }
}
