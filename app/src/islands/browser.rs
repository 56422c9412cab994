//! The little that islands need of the browser.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{NodeList, Response};

/// Asks an address of ours and returns the answer's text; nothing if there was none, or if it was
/// not a good one. Islands then do nothing: the page works as it stands.
pub async fn ask(address: &str) -> Option<String> {
    let answer = JsFuture::from(window().fetch_with_str(address)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    if !answer.ok() || answer.redirected() {
        return None;
    }
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
}

/// All elements of a kind that a selector finds.
pub fn all<E: JsCast>(selector: &str) -> impl Iterator<Item = E> {
    let found = document().query_selector_all(selector).ok();
    let length = found.as_ref().map_or(0, NodeList::length);
    (0..length).filter_map(move |n| found.as_ref()?.item(n)?.dyn_into().ok())
}

/// The first element of a kind that a selector finds.
pub fn first<E: JsCast>(selector: &str) -> Option<E> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}
