//! What we sent about an invoice and what we did not, and everything that happened to it.

use crate::markup::*;
use crate::{
    Visit,
    components::{
        date,
        icon::Icon,
        panel::panel,
        state::{State, Tone},
        timeline::{Moment, moment, timeline},
    },
};
use backend::{
    invoices::detail::{Decided, Detail, Verdict},
    timeline::Event,
};
use domain::calendar;

/// Every day on which something might have been said, and why it was, or was not.
pub fn said(invoice: &Detail) -> Option<Markup> {
    if invoice.decisions.is_empty() {
        return None;
    }
    let several = invoice.instalments.len() > 1;
    let decisions: Vec<_> =
        invoice.decisions.iter().map(|decided| decision(decided, several)).collect();
    let list = view! { <ol class="decisions">{decisions}</ol> };
    Some(panel("said", "What we sent, and what we did not").flush(list).view())
}

fn decision(decided: &Decided, several: bool) -> Markup {
    let day = calendar::with_weekday(decided.on);
    let part = if several { format!(", part {}", decided.seq) } else { String::new() };
    let (state, what, why, letter) = match &decided.verdict {
        Verdict::Asked { amount, recipient, letter } => (
            State::new(Tone::Settled, Icon::Mail, "Sent"),
            format!("{day}: reminder for {amount}{part}"),
            format!("To {recipient}, {}.", step(decided.step_days)),
            *letter,
        ),
        Verdict::Silent(silence) => (
            State::new(Tone::Idle, Icon::Void, "Not sent"),
            format!("{day}: reminder {}{part}", step(decided.step_days)),
            format!("Because {}.", silence.words()),
            None,
        ),
    };
    let letter = letter.map(|id| {
        view! { " " <a href=format!("/documents/{id}") download="">"The letter"</a> }
    });
    view! { <li>{state.inline()}<strong>{what}</strong><span class="why">{why} {letter}</span></li> }
        .into_markup()
}

/// Which day of the schedule: `7 days before the due date`.
fn step(days: i32) -> String {
    let count = calendar::days_text(i64::from(days.abs()));
    match days {
        ..0 => format!("{count} before the due date"),
        0 => "on the due date".to_owned(),
        1.. => format!("{count} after the due date"),
    }
}

/// Everything that happened, newest first.
pub fn happened(visit: &Visit, invoice: &Detail) -> Option<Markup> {
    if invoice.events.is_empty() {
        return None;
    }
    let moments = invoice.events.iter().map(|event| of_event(visit, event));
    Some(panel("history", "What happened").body(timeline(moments)).view())
}

fn of_event(visit: &Visit, event: &Event) -> Moment {
    let (tone, icon) = look(&event.name);
    let when = match event.on {
        Some(day) => date::medium(day),
        None => date::instant(event.at, visit.time_zone()),
    };
    let what = match event.subject_type.as_str() {
        "payment" => {
            let address = format!("/payments/{}", event.subject_id);
            view! { <a href=address>{event.text.clone()}</a> }.into_markup()
        }
        "dispute" => {
            let address = format!("/disputes/{}", event.subject_id);
            view! { <a href=address>{event.text.clone()}</a> }.into_markup()
        }
        _ => event.text.clone().into_markup(),
    };
    moment(tone, icon, what, when)
}

fn look(name: &str) -> (Tone, Icon) {
    match name {
        "invoice.issued" => (Tone::Idle, Icon::Invoice),
        "invoice.order_given" => (Tone::Idle, Icon::Tag),
        "invoice.copied" => (Tone::Idle, Icon::Copy),
        "supporting_document.attached" => (Tone::Idle, Icon::Clip),
        "supporting_document.removed" => (Tone::Idle, Icon::Void),
        "self_help.found" => (Tone::Settled, Icon::Search),
        "reminder.sent" => (Tone::Soon, Icon::Mail),
        "payment.started" => (Tone::Moving, Icon::Pay),
        "payment.sent" => (Tone::Moving, Icon::OnItsWay),
        "payment.settled" => (Tone::Settled, Icon::Paid),
        "payment.failed" | "payment.returned" => (Tone::Danger, Icon::CameBack),
        "payment.canceled" | "promise.withdrawn" => (Tone::Idle, Icon::Void),
        "promise.made" => (Tone::Held, Icon::Promised),
        "promise.kept" => (Tone::Settled, Icon::Promised),
        "promise.broken" => (Tone::Danger, Icon::Promised),
        "dispute.opened" => (Tone::Held, Icon::Disputed),
        "dispute.decided" => (Tone::Settled, Icon::Good),
        "dispute.withdrawn" => (Tone::Idle, Icon::Void),
        "dispute.claimed" | "dispute.asked" | "dispute.answered" | "dispute.told" => {
            (Tone::Idle, Icon::Chat)
        }
        _ => (Tone::Idle, Icon::Info),
    }
}
