//! The only code that runs in browsers. Each island speeds up what a link or a submit can do as
//! well, and none of them knows a rule: amounts come from the server, formatted or as minor
//! units that `domain` adds up.
//!
//! An island is rendered on the server like everything else and brought to life when the browser
//! has nothing better to do. What touches the browser is in a module that only it compiles.

mod payment_watch;
mod preview;
mod put_in;
mod reframe;
mod selection_total;
mod shortcuts;
mod uploading;

#[cfg(feature = "hydrate")]
mod browser;

pub use payment_watch::PaymentWatch;
pub use preview::{Answer, Preview};
pub use put_in::PutIn;
pub use reframe::{PAPER_ALONE, Reframe};
pub use selection_total::{Chosen, SelectionTotal};
pub use shortcuts::Shortcuts;
pub use uploading::{Taken, TakenFile, Uploading};

/// Called once by the page's script, before it brings the page's islands to life.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
