//! What every file of views begins with: `use crate::markup::*`. It is Leptos' prelude, and
//! [`Markup`], in which views end at the borders of functions.

pub use leptos::prelude::*;

use leptos::tachys::{
    html::attribute::{Attribute, any_attribute::AnyAttribute},
    hydration::Cursor,
    view::{Position, PositionState},
};
use std::cell::Cell;

/// HTML that is rendered already. Nothing on the server's side of a page changes after it was built,
/// so a view becomes text where it is made: nothing is boxed, kept and rendered later, and the
/// compiler has one way of rendering to generate for each view, where `AnyView` has eight.
#[derive(Debug)]
pub struct Markup(Box<str>);

/// Renders a view at once.
pub trait IntoMarkup {
    /// Its HTML.
    fn into_markup(self) -> Markup;
}

thread_local! {
    /// Where views are written before it is known how long they are. It has grown already.
    static DESK: Cell<String> = const { Cell::new(String::new()) };
}

impl<V: RenderHtml> IntoMarkup for V {
    fn into_markup(self) -> Markup {
        // A view that is rendered while another is being rendered finds an empty one, and grows it.
        let mut desk = DESK.take();
        self.to_html_with_buf(&mut desk, &mut Position::FirstChild, true, false, Vec::new());
        let markup = Markup(desk.as_str().into());
        desk.clear();
        DESK.set(desk);
        markup
    }
}

impl Render for Markup {
    type State = ();
    fn build(self) -> Self::State {}
    fn rebuild(self, (): &mut Self::State) {}
}

impl AddAnyAttr for Markup {
    type Output<A: Attribute> = Self;
    fn add_any_attr<A: Attribute>(self, _: A) -> Self
    where
        Self::Output<A>: RenderHtml,
    {
        self
    }
}

impl RenderHtml for Markup {
    type AsyncOutput = Self;
    type Owned = Self;
    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn html_len(&self) -> usize {
        self.0.len()
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        buf.push_str(&self.0);
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Self::State {}

    fn into_owned(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_rendered_once_and_never_escaped_again() {
        let inner = view! { <b>{"<&>".to_owned()}</b> }.into_markup();
        let outer = view! { <p>"before " {inner} " after"</p> }.into_markup();
        assert_eq!(outer.to_html(), "<p>before <b>&lt;&amp;&gt;</b> after</p>");
    }
}
