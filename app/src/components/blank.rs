//! Nothing to show: what happened, what it means for the money, one way on. Never a dead end.

use super::{
    icon::{Icon, icon},
    renders,
};
use crate::markup::*;

/// An empty state, while it is put together.
pub struct Blank {
    icon: Icon,
    title: Markup,
    is_page: bool,
    words: Option<Markup>,
    ways_on: Vec<Markup>,
}

/// An empty state.
pub fn blank(icon: Icon, title: impl IntoView + 'static) -> Blank {
    Blank { icon, title: title.into_markup(), is_page: false, words: None, ways_on: Vec::new() }
}

impl Blank {
    /// It is all that the page says, so its title is the page's `<h1>`.
    pub fn page(mut self) -> Self {
        self.is_page = true;
        self
    }

    /// What it means.
    pub fn words(mut self, words: impl IntoView + 'static) -> Self {
        self.words = Some(view! { <p>{words}</p> }.into_markup());
        self
    }

    /// A way on; the first one is the one to take.
    pub fn way_on(mut self, label: impl Into<String>, address: impl Into<String>) -> Self {
        let class = if self.ways_on.is_empty() { "button small" } else { "button small quiet" };
        let (label, address) = (label.into(), address.into());
        self.ways_on.push(view! { <a class=class href=address>{label}</a> }.into_markup());
        self
    }

    /// The view, for where braces do not suffice: in an `Option` or a `Vec`.
    pub fn view(self) -> Markup {
        let title = match self.is_page {
            true => view! { <h1>{self.title}</h1> }.into_markup(),
            false => view! { <h2>{self.title}</h2> }.into_markup(),
        };
        let ways_on = (!self.ways_on.is_empty())
            .then(|| view! { <div class="button-row">{self.ways_on}</div> });
        view! { <div class="panel blank">{icon(self.icon)}{title}{self.words}{ways_on}</div> }
            .into_markup()
    }
}

renders!(Blank);
