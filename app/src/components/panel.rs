//! Sections with an edge: the panel, and the stub for money that is about to move, or has.

use super::renders;
use crate::markup::*;

/// A panel, while it is put together.
pub struct Panel {
    id: &'static str,
    title: Markup,
    aside: Option<Markup>,
    parts: Vec<Markup>,
    class: &'static str,
}

/// A section with a heading; `id` is the heading's.
pub fn panel(id: &'static str, title: impl IntoView + 'static) -> Panel {
    Panel { id, title: title.into_markup(), aside: None, parts: Vec::new(), class: "panel" }
}

impl Panel {
    /// Beside the heading: a link, or a few words in `<small>`.
    pub fn aside(mut self, aside: impl IntoView + 'static) -> Self {
        self.aside = Some(aside.into_markup());
        self
    }

    /// Something with room around it.
    pub fn body(mut self, body: impl IntoView + 'static) -> Self {
        self.parts.push(view! { <div class="body">{body}</div> }.into_markup());
        self
    }

    /// Several things under each other.
    pub fn stack(mut self, body: impl IntoView + 'static) -> Self {
        self.parts.push(view! { <div class="body stack">{body}</div> }.into_markup());
        self
    }

    /// Something that reaches to the edges: a list of `todo` or `decisions`.
    pub fn flush(mut self, part: impl IntoView + 'static) -> Self {
        self.parts.push(part.into_markup());
        self
    }

    /// A table, which folds by the width of this panel.
    pub fn table(mut self, table: Markup) -> Self {
        self.class = "panel table-box";
        self.parts.push(table);
        self
    }

    /// A table of many columns: it folds earlier.
    pub fn roomy_table(mut self, table: Markup) -> Self {
        self.class = "panel table-box roomy";
        self.parts.push(table);
        self
    }

    /// Buttons and links at the end.
    pub fn footer(mut self, footer: impl IntoView + 'static) -> Self {
        self.parts.push(view! { <footer>{footer}</footer> }.into_markup());
        self
    }

    /// The view, for where braces do not suffice: in an `Option` or a `Vec`.
    pub fn view(self) -> Markup {
        view! {
            <section class=self.class aria-labelledby=self.id>
                <header><h2 id=self.id>{self.title}</h2>{self.aside}</header>
                {self.parts}
            </section>
        }
        .into_markup()
    }
}

renders!(Panel);

/// The perforated card: what is to pay and why above the tear, what to do about it under it. One
/// per page, and only where money is about to move, or has.
pub fn stub(
    id: &'static str,
    title: impl IntoView + 'static,
    above: impl IntoView + 'static,
    below: impl IntoView + 'static,
) -> Markup {
    view! {
        <section class="stub" aria-labelledby=id>
            <div class="body stack">
                <h2 class="eyebrow" id=id>{title}</h2>
                {above.into_markup()}
            </div>
            <div class="tear"></div>
            <div class="body stack tight">{below.into_markup()}</div>
        </section>
    }
    .into_markup()
}
