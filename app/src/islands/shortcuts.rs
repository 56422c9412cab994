//! Keys for people who like them: `/` searches, `g` and a letter goes somewhere, `?` lists them.
//!
//! Where keys lead is written at the links themselves, as `data-key`, so the shells decide. Keys
//! mean nothing inside of fields, and the menu switches them off altogether (WCAG 2.1.4).

use leptos::prelude::*;

/// Listens to keys. Renders nothing until somebody asks for the list.
#[island]
pub fn Shortcuts() -> impl IntoView {
    let listed = RwSignal::new(Vec::<(String, String)>::new());
    #[cfg(feature = "hydrate")]
    browser::listen(listed);
    view! {
        <dialog class="keys" aria-labelledby="keys-title">
            <header><h2 id="keys-title">"Keys"</h2></header>
            <dl class="body facts list s">
                {move || {
                    listed
                        .get()
                        .into_iter()
                        .map(|(key, label)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{label}</dd></div> })
                        .collect::<Vec<_>>()
                }}
            </dl>
            <footer>
                <form method="dialog"><button class="button">"Close"</button></form>
            </footer>
        </dialog>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use crate::islands::browser::{all, first};
    use leptos::prelude::*;
    use std::cell::Cell;
    use wasm_bindgen::JsCast;
    use web_sys::{
        Element, Event, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent,
    };

    pub fn listen(listed: RwSignal<Vec<(String, String)>>) {
        let going = Cell::new(false);
        let _ = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(&event) {
                return;
            }
            let key = event.key();
            match (going.take(), key.as_str()) {
                (true, key) => go(key),
                (false, "g") => going.set(true),
                (false, "/") => search(&event),
                (false, "?") => list(listed),
                _ => {}
            }
        });
    }

    fn is_typing(event: &Event) -> bool {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        target.is_some_and(|element| {
            let fields = "input:not([type=checkbox], [type=radio]), select, textarea, dialog *";
            element.matches(fields).unwrap_or(false)
        })
    }

    fn go(key: &str) {
        // Only letters: the selector is put together from it.
        if key.len() == 1
            && key.bytes().all(|byte| byte.is_ascii_lowercase())
            && let Some(link) = first::<HtmlElement>(&format!("a[data-key='{key}']"))
        {
            link.click();
        }
    }

    fn search(event: &Event) {
        if let Some(field) = search_field() {
            // Else the slash would be typed into it.
            event.prevent_default();
            // An error means that it cannot take the focus; then nothing happens.
            let _ = field.focus();
            field.select();
        }
    }

    fn search_field() -> Option<HtmlInputElement> {
        first("input[type=search]")
    }

    fn list(listed: RwSignal<Vec<(String, String)>>) {
        let mut keys = Vec::new();
        if search_field().is_some() {
            keys.push(("/".to_owned(), "Search".to_owned()));
        }
        keys.extend(all::<Element>("a[data-key]").filter_map(|link| {
            Some((format!("g {}", link.get_attribute("data-key")?), link.text_content()?))
        }));
        keys.push(("?".to_owned(), "This list".to_owned()));
        listed.set(keys);
        if let Some(dialog) = first::<HtmlDialogElement>("dialog.keys") {
            // It is open already.
            let _ = dialog.show_modal();
        }
    }
}
