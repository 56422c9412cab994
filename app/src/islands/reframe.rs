//! The preview of a choice, while it is made: after every change of the form that it stands in, the frame
//! shows what the form says. Without it "Show again" does the same.

use leptos::prelude::*;

/// How a frame shows paper: the page as wide as the frame, and nothing beside it (PDF open parameters; the
/// second is what Firefox says for the first). Pages that are no paper do not mind.
pub const PAPER_ALONE: &str = "#navpanes=0&pagemode=none&view=FitH";

/// Follows the form that it stands in.
#[island]
pub fn Reframe(
    /// The address of the preview, without a query.
    to: String,
) -> impl IntoView {
    let is_new = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    browser::follow(to, is_new);
    #[cfg(not(feature = "hydrate"))]
    let _ = to;
    view! {
        <span class="vh" role="status" data-reframes="">
            {move || is_new.get().then_some("The preview shows what you chose.")}
        </span>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use crate::islands::browser::first;
    use leptos::prelude::*;
    use std::{cell::Cell, rc::Rc, time::Duration};
    use web_sys::{Element, FormData, HtmlFormElement, UrlSearchParams};

    /// How long choosing has to pause before we ask: a PDF takes a moment to be made.
    const PAUSE: Duration = Duration::from_millis(350);

    pub fn follow(to: String, is_new: RwSignal<bool>) {
        let changes = Rc::new(Cell::new(0_u32));
        let _ = window_event_listener(leptos::ev::input, move |_| {
            changes.set(changes.get() + 1);
            let (mine, changes, to) = (changes.get(), changes.clone(), to.clone());
            set_timeout(
                move || {
                    if changes.get() == mine && show(&to).is_some() {
                        is_new.set(true);
                    }
                },
                PAUSE,
            );
        });
    }

    /// A new frame in the place of the old one: to change its address would be a step of the history.
    fn show(to: &str) -> Option<()> {
        let form: HtmlFormElement = first("form:has([data-reframes])")?;
        let data = FormData::new_with_form(&form).ok()?;
        for unneeded in ["kind", "version", "beside", "target"] {
            data.delete(unneeded);
        }
        let query = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
        let query = query.to_string().as_string()?;
        let frame: Element = first("iframe[data-reframe]")?;
        let old = frame.get_attribute("src")?;
        let new = format!("{to}?{query}{}", super::PAPER_ALONE);
        if old == new {
            return None;
        }
        let next = document().create_element("iframe").ok()?;
        for name in ["class", "title"] {
            next.set_attribute(name, &frame.get_attribute(name)?).ok()?;
        }
        next.set_attribute("data-reframe", "").ok()?;
        next.set_attribute("src", &new).ok()?;
        frame.replace_with_with_node_1(&next).ok()
    }
}
