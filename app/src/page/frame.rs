//! A page inside of a page of ours: without a shell, because the page around it has one.

use super::{
    Page,
    document::{Head, document},
};
use crate::markup::*;
use crate::visit::Visit;

/// Which of two pages an answer is, when one shows the other in a frame. The server's middleware allows
/// frames for these answers and for no others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Framing {
    /// It holds a frame with a page of ours.
    Holds,
    /// It is shown in one.
    Held,
    /// It is shown in one, and holds another.
    Between,
}

/// What stands in a frame: a title that is read and not shown, and `body`.
pub fn frame<V: IntoRender<Output: IntoView>>(
    visit: &Visit,
    head: impl Into<Head>,
    body: impl FnOnce() -> V,
) -> Page {
    let head = head.into();
    let title = head.title.clone();
    document(visit, head, "framed", || {
        view! {
            <main id="main" class="stack">
                <h1 class="vh">{title}</h1>
                {body().into_render().into_markup()}
            </main>
        }
    })
}
