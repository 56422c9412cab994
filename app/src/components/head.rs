//! The head of a page: where am I, what is it, what can I do.

use super::renders;
use leptos::prelude::*;

/// A head, while it is put together.
pub struct Head {
    title: AnyView,
    crumbs: Vec<AnyView>,
    pills: Vec<AnyView>,
    lede: Option<AnyView>,
    actions: Option<AnyView>,
}

/// A head with the page's only `<h1>`.
pub fn head(title: impl IntoView + 'static) -> Head {
    Head {
        title: title.into_any(),
        crumbs: Vec::new(),
        pills: Vec::new(),
        lede: None,
        actions: None,
    }
}

impl Head {
    /// A step of the way here, from the outside in.
    pub fn crumb(mut self, label: impl Into<String>, address: impl Into<String>) -> Self {
        let (label, address) = (label.into(), address.into());
        self.crumbs.push(view! { <li><a href=address>{label}</a></li> }.into_any());
        self
    }

    /// The last step: this page.
    pub fn here(mut self, label: impl Into<String>) -> Self {
        self.crumbs.push(view! { <li aria-current="page">{label.into()}</li> }.into_any());
        self
    }

    /// A state beside the title: `of_item(…).pill()`.
    pub fn pill(mut self, pill: AnyView) -> Self {
        self.pills.push(pill);
        self
    }

    /// What the page says, in a sentence.
    pub fn lede(mut self, lede: impl IntoView + 'static) -> Self {
        self.lede = Some(view! { <p class="lede s">{lede}</p> }.into_any());
        self
    }

    /// Buttons.
    pub fn actions(mut self, actions: impl IntoView + 'static) -> Self {
        self.actions = Some(view! { <div class="button-row">{actions}</div> }.into_any());
        self
    }

    /// The view, for where braces do not suffice: in an `Option` or a `Vec`.
    pub fn view(self) -> AnyView {
        let crumbs = (!self.crumbs.is_empty()).then(|| {
            view! { <nav aria-label="Where you are"><ol class="crumbs">{self.crumbs}</ol></nav> }
        });
        let title = view! { <h1>{self.title}</h1> };
        let title = if self.pills.is_empty() {
            title.into_any()
        } else {
            view! { <div class="row">{title}{self.pills}</div> }.into_any()
        };
        view! { <div class="head"><div>{crumbs}{title}{self.lede}</div>{self.actions}</div> }
            .into_any()
    }
}

renders!(Head);

/// The number of a document, which never breaks across lines.
pub fn reference(number: impl Into<String>) -> AnyView {
    view! { <span class="ref">{number.into()}</span> }.into_any()
}
