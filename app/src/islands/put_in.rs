//! Puts a chosen answer into the text of its form, at once. Without it the button beside the list sends
//! the form, which comes back with the answer in it.

use leptos::prelude::*;

/// Follows the button whose `data-put-in` is the name of a text.
#[island]
pub fn PutIn(
    /// The name of the text.
    into: String,
    /// The name of the list, whose options carry what they say.
    from: String,
) -> impl IntoView {
    let is_in = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    browser::follow(into, from, is_in);
    #[cfg(not(feature = "hydrate"))]
    let _ = (into, from);
    view! {
        <span class="vh" role="status">{move || is_in.get().then_some("It is in the text.")}</span>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use crate::islands::browser::first;
    use domain::canned_answer::put_after;
    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlTextAreaElement};

    pub fn follow(into: String, from: String, is_in: RwSignal<bool>) {
        let button = format!("[data-put-in=\"{into}\"]");
        let chosen = format!("select[name=\"{from}\"] option:checked");
        let text = format!("textarea[name=\"{into}\"]");
        let _ = window_event_listener(leptos::ev::click, move |event| {
            let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let Some(Ok(Some(_))) = pressed.map(|element| element.closest(&button)) else { return };
            let Some(area) = first::<HtmlTextAreaElement>(&text) else { return };
            event.prevent_default();
            let answer = first::<Element>(&chosen).and_then(|one| one.get_attribute("data-text"));
            let Some(answer) = answer else { return };
            area.set_value(&put_after(&area.value(), &answer));
            let _ = area.focus();
            is_in.set(true);
        });
    }
}
