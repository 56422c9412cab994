//! Rows of links: filters as chips, so that every filter is an address, and tabs.

use super::{
    icon::{Icon, toned_icon},
    state::Tone,
};
use crate::markup::*;

/// One link of a row.
pub struct Link {
    label: String,
    address: String,
    count: Option<i64>,
    mark: Option<(Tone, Icon)>,
    current: bool,
}

/// A link of a row.
pub fn link(label: impl Into<String>, address: impl Into<String>) -> Link {
    Link { label: label.into(), address: address.into(), count: None, mark: None, current: false }
}

impl Link {
    /// How many are behind it.
    pub fn count(mut self, count: i64) -> Self {
        self.count = Some(count);
        self
    }

    /// The icon of the state that it filters by.
    pub fn icon(mut self, tone: Tone, icon: Icon) -> Self {
        self.mark = Some((tone, icon));
        self
    }

    /// Whether this is what is shown.
    pub fn current(mut self, current: bool) -> Self {
        self.current = current;
        self
    }

    fn view(self) -> Markup {
        let mark = self.mark.map(|(tone, icon)| toned_icon(icon, tone.class()));
        let count = self.count.map(|count| view! { " " <span class="n">{count}</span> });
        let current = self.current.then_some("page");
        view! { <a href=self.address aria-current=current>{mark}{self.label}{count}</a> }
            .into_markup()
    }
}

/// Filters.
pub fn chips(label: &'static str, links: impl IntoIterator<Item = Link>) -> Markup {
    let links: Vec<_> = links.into_iter().map(Link::view).collect();
    view! { <nav class="chips no-print" aria-label=label>{links}</nav> }.into_markup()
}

/// Tabs.
pub fn tabs(label: &'static str, links: impl IntoIterator<Item = Link>) -> Markup {
    let links: Vec<_> = links.into_iter().map(Link::view).collect();
    view! { <nav class="tabs no-print" aria-label=label>{links}</nav> }.into_markup()
}
