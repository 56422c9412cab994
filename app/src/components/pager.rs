//! Older and newer. Lists are paged by where one is and not by number, so there is no "page 7".

use super::icon::{Icon, icon};
use crate::markup::*;

/// Leads from one part of a list to the next. `told` says what is shown; an address is missing
/// where the list ends.
pub fn pager(
    told: impl IntoView + 'static,
    newer: Option<String>,
    older: Option<String>,
) -> Markup {
    turns(told, newer.map(|address| ("Newer", address)), older.map(|address| ("Older", address)))
}

/// The same for lists that are not sorted by age: back and on have words of their own.
pub fn turns(
    told: impl IntoView + 'static,
    back: Option<(&'static str, String)>,
    on: Option<(&'static str, String)>,
) -> Markup {
    let back = back.map(|(word, address)| {
        view! { <a class="button small" rel="prev" href=address>{icon(Icon::Left)} {word}</a> }
    });
    let on = on.map(|(word, address)| {
        view! { <a class="button small" rel="next" href=address>{word} {icon(Icon::Right)}</a> }
    });
    view! {
        <nav class="pager" aria-label="Pages">
            <span>{told}</span>
            <span class="row">{back}{on}</span>
        </nav>
    }
    .into_markup()
}
