//! The head of a page: where am I, what is it, what can I do.

use super::renders;
use crate::markup::*;

/// A head, while it is put together.
pub struct Head {
    title: Markup,
    crumbs: Vec<Markup>,
    pills: Vec<Markup>,
    lede: Option<Markup>,
    actions: Option<Markup>,
}

/// A head with the page's only `<h1>`.
pub fn head(title: impl IntoView + 'static) -> Head {
    Head {
        title: title.into_markup(),
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
        self.crumbs.push(view! { <li><a href=address>{label}</a></li> }.into_markup());
        self
    }

    /// The last step: this page.
    pub fn here(mut self, label: impl Into<String>) -> Self {
        self.crumbs.push(view! { <li aria-current="page">{label.into()}</li> }.into_markup());
        self
    }

    /// A state beside the title: `of_item(…).pill()`.
    pub fn pill(mut self, pill: Markup) -> Self {
        self.pills.push(pill);
        self
    }

    /// What the page says, in a sentence.
    pub fn lede(mut self, lede: impl IntoView + 'static) -> Self {
        self.lede = Some(view! { <p class="lede s">{lede}</p> }.into_markup());
        self
    }

    /// Buttons.
    pub fn actions(mut self, actions: impl IntoView + 'static) -> Self {
        self.actions = Some(view! { <div class="button-row">{actions}</div> }.into_markup());
        self
    }

    /// The view, for where braces do not suffice: in an `Option` or a `Vec`.
    pub fn view(self) -> Markup {
        let crumbs = (!self.crumbs.is_empty()).then(|| {
            view! { <nav aria-label="Where you are"><ol class="crumbs">{self.crumbs}</ol></nav> }
        });
        let title = view! { <h1>{self.title}</h1> };
        let title = if self.pills.is_empty() {
            title.into_markup()
        } else {
            view! { <div class="row">{title}{self.pills}</div> }.into_markup()
        };
        view! { <div class="head"><div>{crumbs}{title}{self.lede}</div>{self.actions}</div> }
            .into_markup()
    }
}

renders!(Head);

/// The number of a document, which never breaks across lines.
pub fn reference(number: impl Into<String>) -> Markup {
    view! { <span class="ref">{number.into()}</span> }.into_markup()
}
