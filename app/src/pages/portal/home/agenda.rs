//! What waits for the buyer, and what happens by itself.

use super::todo;
use crate::markup::*;
use crate::{
    Visit,
    components::{
        agenda::{agenda, appointment},
        head::reference,
        icon::Icon,
        panel::panel,
        state::{State, Tone},
    },
    pages::portal::conversations,
};
use backend::home::{Coming, Waiting, What};
use domain::{calendar, payment};

/// What waits; nothing where nothing does.
pub fn waiting(visit: &Visit, waiting: &[Waiting]) -> Option<Markup> {
    if waiting.is_empty() {
        return None;
    }
    let rows: Vec<_> = waiting.iter().map(|one| row(visit, one)).collect();
    let count = view! { <small>{waiting.len().to_string()}</small> };
    let list = view! { <ul class="todo">{rows}</ul> };
    Some(panel("todo", "Waiting for you").aside(count).flush(list).view())
}

fn row(visit: &Visit, waiting: &Waiting) -> Markup {
    match waiting {
        Waiting::Discount { invoice_id, number, saves, pays, until } => todo(
            Tone::Settled,
            Icon::Tag,
            view! { {format!("Save {saves} on ")} {reference(number.clone())} }.into_markup(),
            format!("If {pays} arrives by {}.", calendar::with_weekday(*until)),
            ("Pay less", format!("/pay?invoice={invoice_id}")),
        ),
        Waiting::Payment { id, reference: number, state, charged, reason } => {
            let (tone, symbol, word, button) = of_payment(*state);
            todo(
                tone,
                symbol,
                view! { {format!("{charged} {word}: ")} {reference(number.clone())} }.into_markup(),
                reason.clone().unwrap_or_else(|| "Open it to go on.".to_owned()),
                (button, format!("/payments/{id}")),
            )
        }
        Waiting::Word { about, conversation_id, subject, author, is_question } => todo(
            if *is_question { Tone::Soon } else { Tone::Moving },
            Icon::Chat,
            view! { {format!("{author} wrote: ")} {subject.clone()} }.into_markup(),
            if *is_question { "An answer is awaited." } else { "You have not read it yet." }
                .to_owned(),
            ("Read it", conversations::address_of(*about, conversation_id)),
        ),
        Waiting::BrokenPromise { invoice_id, number, amount, until } => todo(
            Tone::Danger,
            Icon::Promised,
            view! { {format!("{amount} promised on ")} {reference(number.clone())} " did not arrive" }
                .into_markup(),
            format!("It was promised for {}.", calendar::short(*until, visit.today)),
            ("Pay it", format!("/pay?invoice={invoice_id}")),
        ),
    }
}

fn of_payment(state: payment::State) -> (Tone, Icon, &'static str, &'static str) {
    match state {
        payment::State::RequiresAction => (Tone::Soon, Icon::Shield, "waits for you", "Go on"),
        payment::State::Returned => (Tone::Danger, Icon::CameBack, "came back", "See why"),
        _ => (Tone::Danger, Icon::CameBack, "did not work", "See why"),
    }
}

/// What happens next; nothing where nothing does.
pub fn coming(coming: &[Coming]) -> Option<Markup> {
    if coming.is_empty() {
        return None;
    }
    let days = coming.iter().map(|one| match &one.what {
        What::Settles { id, reference: number } => {
            let state = State::new(Tone::Moving, Icon::OnItsWay, "Your payment settles");
            appointment(one.on, state)
                .note(view! { <a href=format!("/payments/{id}")>{reference(number.clone())}</a> })
                .amount(one.amount)
        }
        What::PromiseEnds { invoice_id, number } => {
            let state = State::new(Tone::Held, Icon::Promised, "Your promise falls due");
            appointment(one.on, state)
                .note(view! {
                    <a href=format!("/invoices/{invoice_id}")>{reference(number.clone())}</a>
                    ". We stay silent until then."
                })
                .amount(one.amount)
        }
        What::FallsDue { invoice_id, number } => {
            let state = State::new(Tone::Idle, Icon::Open, "Falls due");
            appointment(one.on, state)
                .note(view! { <a href=format!("/invoices/{invoice_id}")>{reference(number.clone())}</a> })
                .amount(one.amount)
        }
    });
    Some(panel("next", "What happens next").body(agenda(days)).view())
}
