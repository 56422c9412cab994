//! Pages for what did not go well. What happened, what it means for the money, one way on.

use crate::{
    AppError,
    components::{
        blank::{Blank, blank},
        icon::Icon,
    },
    error::Failure,
    page::{self, Page, Place, Tab},
    visit::Visit,
};
use backend::Actor;

/// Every address that no page has.
pub async fn missing() -> AppError {
    backend::Error::NotFound.into()
}

/// The page of a failure, in the shell of who is signed in.
pub fn page(visit: &Visit, failure: &Failure) -> Page {
    let (title, body) = told(visit, failure);
    match visit.actor {
        Some(Actor::Buyer(_)) => page::portal(visit, Tab::Elsewhere, title, || body),
        Some(Actor::Staff(_)) => page::staff(visit, Place::Elsewhere, title, || body),
        Some(Actor::System(_)) | None => page::door(visit, title, || body),
    }
}

fn told(visit: &Visit, failure: &Failure) -> (&'static str, Blank) {
    let (icon, title) = match failure {
        Failure::NotThere => (Icon::Invoice, "There is no such page"),
        Failure::NotAllowed(_) => (Icon::Lock, "Your role does not include this"),
        Failure::Refused(_) => (Icon::Warn, "That was not done"),
        Failure::Unreadable => (Icon::Warn, "We could not read that"),
        Failure::TooLarge => (Icon::Warn, "That is too large"),
        Failure::Overtaken => (Icon::DueSoon, "Somebody was faster"),
        Failure::Busy => (Icon::DueSoon, "Too much is going on just now"),
        Failure::Broken { .. } => (Icon::Warn, "Something broke on our side"),
    };
    let words = match failure {
        Failure::NotThere => "The address is wrong, or it belongs to another company. We do not \
                              tell which. (404)"
            .to_owned(),
        Failure::NotAllowed(words) => format!("{words} {}", who_can_change_it(visit)),
        Failure::Refused(words) => format!("{words} Nothing has changed."),
        Failure::TooLarge => {
            "A file may have 64 MB here, a form 2 MB. Nothing has changed. A larger \
                              file can be cut in two, or loaded on the server itself."
                .to_owned()
        }
        Failure::Unreadable => "The form arrived incomplete. Nothing has changed; \
                                open the page again and send it once more."
            .to_owned(),
        Failure::Overtaken => "What you were looking at has changed meanwhile. Nothing of yours \
                               was done; open it again to see how it is now."
            .to_owned(),
        Failure::Busy => {
            "We did not manage it within a few seconds. Please try again in a moment.".to_owned()
        }
        Failure::Broken { reference } => format!(
            "It is written down, and we have been told. Tell us the number {reference} if you write."
        ),
    };
    let words = if is_in_doubt(failure) && is_buyer(visit) {
        format!("{words} If you were paying: look at your payments first, and do not pay twice.")
    } else {
        words
    };
    let told = blank(icon, title).page().words(words);
    let told = if is_in_doubt(failure) || *failure == Failure::Overtaken {
        told.way_on("Open it again", visit.address())
    } else {
        told
    };
    let told = if is_in_doubt(failure) && is_buyer(visit) {
        told.way_on("See your payments", "/payments")
    } else {
        let (home, label) = home(visit);
        told.way_on(label, home)
    };
    (title, told)
}

/// Whether something may have been done although the answer is an error: the request can have been
/// cut off after it.
fn is_in_doubt(failure: &Failure) -> bool {
    matches!(failure, Failure::Busy | Failure::Broken { .. })
}

fn is_buyer(visit: &Visit) -> bool {
    matches!(visit.actor, Some(Actor::Buyer(_)))
}

fn who_can_change_it(visit: &Visit) -> String {
    match &visit.actor {
        Some(Actor::Buyer(buyer)) if buyer.seen_by_staff.is_some() => {
            "You are looking at the portal of a customer; only they can do this.".to_owned()
        }
        Some(Actor::Buyer(buyer)) => {
            format!("Whoever runs the roles of {} can change it.", buyer.account_name)
        }
        _ => "An admin can change it.".to_owned(),
    }
}

fn home(visit: &Visit) -> (&'static str, &'static str) {
    match visit.actor {
        Some(Actor::Buyer(_)) => ("/invoices", "Go to your invoices"),
        Some(Actor::Staff(_)) => ("/staff", "Go to the overview"),
        Some(Actor::System(_)) | None => ("/login", "Sign in"),
    }
}
