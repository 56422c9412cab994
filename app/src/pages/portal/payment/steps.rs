//! How a payment got to where it stands, in plain words, newest first.

use crate::markup::*;
use crate::{
    Visit,
    components::{
        date,
        panel::panel,
        state::of_payment,
        timeline::{Moment, moment, timeline},
    },
};
use backend::payments::read::{Payment, Step};
use domain::payment::State;

/// The steps.
pub fn steps(visit: &Visit, payment: &Payment) -> Markup {
    let moments: Vec<Moment> =
        payment.steps.iter().rev().map(|step| told(visit, payment, step)).collect();
    panel("steps", "What happened").body(timeline(moments)).view()
}

fn told(visit: &Visit, payment: &Payment, step: &Step) -> Moment {
    let state = of_payment(step.to);
    let what = what(payment, step);
    let detail = detail(step).map(|detail| format!(": {detail}"));
    let words = view! { <strong>{what}</strong>{detail}{learned(&step.source)} };
    moment(state.tone, state.icon, words, date::instant(step.at, visit.time_zone()))
}

fn what(payment: &Payment, step: &Step) -> String {
    let who = payment.made_by.as_deref().unwrap_or("Somebody");
    match step.to {
        State::Created if step.source == "import" => "Taken over from our books".to_owned(),
        State::Created => format!("{who} asked for it"),
        State::Confirming => "Looked at once more and sent to the bank".to_owned(),
        State::Unknown => "The bank did not answer".to_owned(),
        State::RequiresAction => "The bank wants to hear it from you".to_owned(),
        State::Processing => "On its way".to_owned(),
        State::Settled => "The money is there".to_owned(),
        State::Failed => "It did not work".to_owned(),
        State::Canceled => "Given up before money moved".to_owned(),
        State::Returned => "The bank took it back".to_owned(),
    }
}

/// What was said, where it is meant for people.
fn detail(step: &Step) -> Option<&str> {
    let is_for_people = !matches!(step.to, State::Unknown);
    Some(step.detail.trim_end_matches('.')).filter(|detail| is_for_people && !detail.is_empty())
}

/// How we know.
fn learned(source: &str) -> Option<&'static str> {
    match source {
        "webhook" => Some(". The bank told us."),
        "poll" | "janitor" => Some(". We asked the bank."),
        _ => Some("."),
    }
}
