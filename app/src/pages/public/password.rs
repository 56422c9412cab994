//! One's own password, for buyers and staff alike.

use crate::markup::*;
use crate::{
    AppError, PageResult, Visit,
    components::{error_summary::error_summary, field::field, head::head},
    forms::Problems,
    page::{self, Page, Place, Tab},
};
use backend::Actor;

const TITLE: &str = "Change your password";

/// GET /password
pub async fn page(visit: Visit) -> PageResult {
    show(&visit, &Problems::default())
}

/// The page, with what was wrong.
pub fn show(visit: &Visit, problems: &Problems) -> Result<Page, AppError> {
    match &visit.actor {
        None => Err(AppError::SignInFirst { next: visit.address() }),
        Some(Actor::Buyer(buyer)) if buyer.seen_by_staff.is_none() => {
            Ok(page::portal(visit, Tab::Elsewhere, TITLE, || form(problems)))
        }
        Some(Actor::Staff(_)) => Ok(page::staff(visit, Place::Elsewhere, TITLE, || form(problems))),
        Some(_) => Err(backend::Error::NotFound.into()),
    }
}

fn form(problems: &Problems) -> impl IntoView {
    view! {
        {head(TITLE).lede("Wherever else you are signed in, you will be signed out.")}
        {error_summary("Your password is not changed.", problems)}
        <form class="form" method="post" action="/password">
            {field("current", "Your password of now")
                .password("current-password")
                .error(problems.of("current"))
                .required()}
            {field("password", "New password")
                .password("new-password")
                .hint("At least 12 characters. A few words in a row are easy to remember.")
                .error(problems.of("password"))
                .required()}
            {field("again", "New password, once more")
                .password("new-password")
                .error(problems.of("again"))
                .required()}
            <button class="button primary">"Change password"</button>
        </form>
        <section class="stack">
            <h2>"Sign out everywhere"</h2>
            <p class="ink-2">
                "If somebody else may have got at your browser or your mail: all browsers are signed out, this one too, and the address that your calendar reads ends. Your password stays."
            </p>
            <form method="post" action="/sign-out-everywhere">
                <button class="button danger">"Sign out everywhere"</button>
            </form>
        </section>
    }
}
