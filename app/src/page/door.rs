//! The shell of who has not signed in: one card in the middle.

use super::{
    Page,
    document::{Head, document},
    shell,
};
use crate::markup::*;
use crate::visit::Visit;

/// A page for anybody: signing in, and errors before that. `body` is what stands in the card
/// under the mark: a heading first, with the page's only `<h1>`.
pub fn door<V: IntoRender<Output: IntoView>>(
    visit: &Visit,
    head: impl Into<Head>,
    body: impl FnOnce() -> V,
) -> Page {
    let mut head = head.into();
    head.title = format!("{} · Quittance", head.title);
    document(visit, head, "door", || {
        view! {
            <main id="main">
                <div class="card">
                    <a class="seller" href="/">{shell::mark()} <span>"Quittance"</span></a>
                    {shell::done_notice(visit)}
                    {body().into_render().into_markup()}
                </div>
            </main>
            <footer class="foot">
                <div class="wrap">
                    <span class="mark">"Quittance: what is owed, and why"</span>
                </div>
            </footer>
        }
    })
}
