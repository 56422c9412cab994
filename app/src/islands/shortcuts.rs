//! Keys: `/` search, `g h` home, `g i` invoices, `?` the list of them.

use leptos::prelude::*;

/// Listens to keys outside of fields.
#[island]
pub fn Shortcuts() -> impl IntoView {
    view! { <div></div> }
}
