//! What a form would do, while it is being filled in: sends its fields to a question of ours and
//! puts the answer's texts into the page. Without it "Compute again" does the same.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The answer to `GET /ask/…?<the form's fields>`: everything formatted, nothing to compute.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Answer {
    /// Texts for the elements whose `data-slot` has that name.
    pub slots: Vec<(String, String)>,
    /// What is wrong with what was typed so far.
    pub problem: Option<String>,
}

/// Asks after every change to the form that it stands in.
#[island]
pub fn Preview(
    /// The address to ask, without a query.
    ask: String,
) -> impl IntoView {
    let problem = RwSignal::new(None::<String>);
    #[cfg(feature = "hydrate")]
    browser::follow(ask, problem);
    #[cfg(not(feature = "hydrate"))]
    let _ = ask;
    view! {
        <output class="error" data-preview="" hidden=move || problem.get().is_none()>
            {problem}
        </output>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::Answer;
    use crate::islands::browser::{all, ask, first};
    use leptos::{
        prelude::{Set, set_timeout, window_event_listener},
        reactive::signal::RwSignal,
        task::spawn_local,
    };
    use std::{cell::Cell, rc::Rc, time::Duration};
    use wasm_bindgen::JsCast;
    use web_sys::{
        FormData, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlOptionElement,
        UrlSearchParams,
    };

    /// How long typing has to pause before we ask.
    const PAUSE: Duration = Duration::from_millis(250);

    pub fn follow(address: String, problem: RwSignal<Option<String>>) {
        // Counts the changes: only the answer to the last one is shown.
        let changes = Rc::new(Cell::new(0_u32));
        let ask_soon = move || {
            changes.set(changes.get() + 1);
            let (mine, changes, address) = (changes.get(), changes.clone(), address.clone());
            let is_last = move || changes.get() == mine;
            set_timeout(
                move || {
                    if is_last() {
                        spawn_local(show_answer(address, problem, is_last));
                    }
                },
                PAUSE,
            );
        };
        // Somebody may have typed before this runs, and browsers restore what was typed when one
        // comes back.
        if was_filled_in() {
            ask_soon();
        }
        let _ = window_event_listener(leptos::ev::input, move |_| ask_soon());
    }

    /// Whether a field says something else than the server wrote into it.
    fn was_filled_in() -> bool {
        all::<HtmlInputElement>("form:has([data-preview]) input").any(|input| {
            input.value() != input.default_value() || input.checked() != input.default_checked()
        }) || all::<HtmlOptionElement>("form:has([data-preview]) option")
            .any(|option| option.selected() != option.default_selected())
    }

    async fn show_answer(
        address: String,
        problem: RwSignal<Option<String>>,
        is_last: impl Fn() -> bool,
    ) {
        let Some(query) = fields() else { return };
        let Some(text) = ask(&format!("{address}?{query}")).await else {
            return;
        };
        let Ok(answer) = leptos::serde_json::from_str::<Answer>(&text) else {
            return;
        };
        if !is_last() {
            return;
        }
        for element in all::<HtmlElement>("[data-slot]") {
            let name = element.get_attribute("data-slot");
            let slot = answer.slots.iter().find(|slot| Some(&slot.0) == name.as_ref());
            if let Some((_, text)) = slot {
                show(&element, text);
            }
        }
        problem.set(answer.problem);
    }

    /// A hidden field carries what the page shows, so it follows, too.
    fn show(element: &HtmlElement, text: &str) {
        match element.dyn_ref::<HtmlInputElement>() {
            Some(input) => input.set_value(text),
            None => element.set_text_content(Some(text)),
        }
    }

    /// The form's fields as a query.
    fn fields() -> Option<String> {
        let form: HtmlFormElement = first("form:has([data-preview])")?;
        let data = FormData::new_with_form(&form).ok()?;
        let query = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
        query.to_string().as_string()
    }
}
