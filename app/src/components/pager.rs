//! Older and newer. Lists are paged by where one is and not by number, so there is no "page 7".

use super::icon::{Icon, icon};
use leptos::prelude::*;

/// Leads from one part of a list to the next. `told` says what is shown; an address is missing
/// where the list ends.
pub fn pager(
    told: impl IntoView + 'static,
    newer: Option<String>,
    older: Option<String>,
) -> AnyView {
    let newer = newer.map(|address| {
        view! { <a class="button small" rel="prev" href=address>{icon(Icon::Left)} "Newer"</a> }
    });
    let older = older.map(|address| {
        view! { <a class="button small" rel="next" href=address>"Older" {icon(Icon::Right)}</a> }
    });
    view! {
        <nav class="pager" aria-label="Pages">
            <span>{told}</span>
            <span class="row">{newer}{older}</span>
        </nav>
    }
    .into_any()
}
