//! The only code that runs in browsers. Each island speeds up what a link or a submit can do as
//! well, and none of them knows a rule: amounts come from the server, and `domain` adds them.

mod shortcuts;

pub use shortcuts::Shortcuts;

/// Called once by the page's script before its islands are brought to life.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
