//! What the shells share.

use crate::{
    components::{
        icon::{Icon, icon},
        notice::{Tone, notice},
    },
    visit::Visit,
};
use leptos::prelude::*;

/// The mark of the house: a ball bearing, seen from the side.
pub fn mark() -> AnyView {
    view! {
        <svg viewBox="0 0 26 26" aria-hidden="true">
            <circle cx="13" cy="13" r="10.75" fill="none" stroke="currentColor" stroke-width="2.5" />
            <circle cx="13" cy="13" r="4.25" fill="none" stroke="currentColor" stroke-width="2.5" />
            <g fill="currentColor">
                <circle cx="13" cy="5.75" r="1.6" />
                <circle cx="19.3" cy="9.4" r="1.6" />
                <circle cx="19.3" cy="16.6" r="1.6" />
                <circle cx="13" cy="20.25" r="1.6" />
                <circle cx="6.7" cy="16.6" r="1.6" />
                <circle cx="6.7" cy="9.4" r="1.6" />
            </g>
        </svg>
    }
    .into_any()
}

/// The first stop of the Tab key.
pub fn skip_link() -> AnyView {
    view! { <a class="skip" href="#main">"Skip to content"</a> }.into_any()
}

/// What the form before this page did, if there was one.
pub fn done_notice(visit: &Visit) -> Option<AnyView> {
    let done = visit.done?;
    Some(
        notice(Tone::Settled, Icon::Good)
            .words(done.words())
            .status()
            .view(),
    )
}

/// Goes from one theme to the next, and back to the same page.
pub fn theme_button(visit: &Visit) -> AnyView {
    view! {
        <form method="post" action="/theme">
            <input type="hidden" name="back" value=visit.address() />
            <button class="plain" name="theme" value=visit.theme.next().code()>
                {icon(Icon::Moon)} {format!("Theme: {}", visit.theme.label())}
            </button>
        </form>
    }
    .into_any()
}

/// The menu's last entries: both change something, so both post.
pub fn personal_buttons(visit: &Visit) -> AnyView {
    view! {
        {theme_button(visit)}
        <form method="post" action="/logout">
            <button class="plain">{icon(Icon::Out)} "Sign out"</button>
        </form>
    }
    .into_any()
}
