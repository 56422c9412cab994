//! What the shells share.

use crate::markup::*;
use crate::{
    choices::{Keys, Theme},
    components::{
        icon::{Icon, icon},
        notice::{Tone, notice},
    },
    islands::Shortcuts,
    visit::Visit,
};

/// The mark of the house: a ball bearing, seen from the side.
pub fn mark() -> Markup {
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
    .into_markup()
}

/// The first stop of the Tab key.
pub fn skip_link() -> Markup {
    view! { <a class="skip" href="#main">"Skip to content"</a> }.into_markup()
}

/// What the form before this page did, if there was one.
pub fn done_notice(visit: &Visit) -> Option<Markup> {
    let done = visit.done?;
    Some(notice(Tone::Settled, Icon::Good).words(done.words()).status().view())
}

/// What belongs to this browser: each button goes to the next choice and back to the same page.
pub fn choices(visit: &Visit) -> Markup {
    view! {
        <form method="post" action="/choices">
            <input type="hidden" name="back" value=visit.address() />
            <button name=Theme::NAME value=visit.theme.next().code()>
                {icon(Icon::Moon)} {format!("Theme: {}", visit.theme.label())}
            </button>
            <button class="if-keyboard" name=Keys::NAME value=visit.keys.next().code()>
                {icon(Icon::Keyboard)} {format!("Shortcut keys: {}", visit.keys.code())}
            </button>
        </form>
    }
    .into_markup()
}

/// To the page of one's own password.
pub fn change_password() -> Markup {
    view! { <a href="/password">{icon(Icon::Key)} "Change password"</a> }.into_markup()
}

/// It changes something, so it posts.
pub fn sign_out() -> Markup {
    view! {
        <form method="post" action="/logout">
            <button>{icon(Icon::Out)} "Sign out"</button>
        </form>
    }
    .into_markup()
}

/// The island of the keys, unless they were switched off.
pub fn shortcuts(visit: &Visit) -> Option<Markup> {
    (visit.keys == Keys::On).then(|| view! { <Shortcuts /> }.into_markup())
}
