//! Looks again while a payment is under way, and opens the page anew once its state has changed.
//! Without it the page asks for itself every few seconds; see `Head::refreshed_every`.

use leptos::prelude::*;

/// Watches one payment.
#[island]
pub fn PaymentWatch(
    /// The payment's id.
    id: String,
    /// The code of the state that the page shows.
    state: String,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::look_later(format!("/ask/payments/{id}/state"), state, 0);
    #[cfg(not(feature = "hydrate"))]
    let _ = (id, state);
    view! { <p class="hint">"This page looks again by itself."</p> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use crate::islands::browser::ask;
    use leptos::{
        prelude::{document, set_timeout, window},
        task::spawn_local,
    };
    use std::time::Duration;
    use web_sys::VisibilityState;

    /// Three seconds at first, slowly growing to half a minute: a card is decided at once, a bank
    /// debit in days.
    fn wait(looks: u32) -> Duration {
        Duration::from_secs((3 + looks / 2).min(30).into())
    }

    pub fn look_later(address: String, shown: String, looks: u32) {
        set_timeout(move || spawn_local(look(address, shown, looks)), wait(looks));
    }

    /// The answer is a JSON string: the state's code. A page that nobody sees does not ask.
    async fn look(address: String, shown: String, looks: u32) {
        let seen = document().visibility_state() == VisibilityState::Visible;
        let answer = if seen { ask(&address).await } else { None };
        let now = answer.as_deref().map(|answer| answer.trim().trim_matches('"'));
        if now.is_some_and(|now| now != shown) {
            // An error means that the page is being left already.
            let _ = window().location().reload();
            return;
        }
        look_later(address, shown, looks + 1);
    }
}
