//! The result of the last action, or a fact that changes what one should do.

use super::{
    icon::{Icon, icon},
    renders,
};
use crate::markup::*;

pub use super::state::Tone;

/// A notice, while it is put together.
pub struct Notice {
    tone: Tone,
    icon: Icon,
    title: Option<Markup>,
    words: Option<Markup>,
    act: Option<Markup>,
    role: Option<&'static str>,
}

/// A notice in a tone; the icon says the same without colour.
pub fn notice(tone: Tone, icon: Icon) -> Notice {
    Notice { tone, icon, title: None, words: None, act: None, role: None }
}

impl Notice {
    /// What happened, in a few words.
    pub fn title(mut self, title: impl IntoView + 'static) -> Self {
        self.title = Some(view! { <strong>{title}</strong> }.into_markup());
        self
    }

    /// What it means, and what can be done.
    pub fn words(mut self, words: impl IntoView + 'static) -> Self {
        self.words = Some(view! { <span>{words}</span> }.into_markup());
        self
    }

    /// The one way on: usually `<a class="button small act">`.
    pub fn act(mut self, act: impl IntoView + 'static) -> Self {
        self.act = Some(act.into_markup());
        self
    }

    /// Read out when there is a pause: the result of what was done.
    pub fn status(mut self) -> Self {
        self.role = Some("status");
        self
    }

    /// Read out at once: something was refused.
    pub fn alert(mut self) -> Self {
        self.role = Some("alert");
        self
    }

    /// The view, for where braces do not suffice: in an `Option` or a `Vec`.
    pub fn view(self) -> Markup {
        let class = format!("notice {}", self.tone.class());
        view! {
            <div class=class role=self.role>
                {icon(self.icon)}
                <div>{self.title}{self.words}</div>
                {self.act}
            </div>
        }
        .into_markup()
    }
}

renders!(Notice);
