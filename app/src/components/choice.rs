//! Boxes to tick and options to choose from, each with its words.

use super::renders;
use crate::markup::*;

/// A box or an option, while it is put together.
pub struct Choice {
    kind: Kind,
    name: String,
    value: String,
    label: Markup,
    note: Option<Markup>,
    end: Option<Markup>,
    checked: bool,
    disabled: bool,
}

enum Kind {
    Tick,
    Option,
}

/// A box to tick; `value` is what is sent when it is.
pub fn tick(
    name: impl Into<String>,
    value: impl Into<String>,
    label: impl IntoView + 'static,
) -> Choice {
    Choice {
        kind: Kind::Tick,
        name: name.into(),
        value: value.into(),
        label: label.into_markup(),
        note: None,
        end: None,
        checked: false,
        disabled: false,
    }
}

/// One of several options, on a card of its own: how to pay, when.
pub fn option(
    name: impl Into<String>,
    value: impl Into<String>,
    label: impl IntoView + 'static,
) -> Choice {
    Choice { kind: Kind::Option, ..tick(name, value, label) }
}

impl Choice {
    /// The second line.
    pub fn note(mut self, note: impl IntoView + 'static) -> Self {
        self.note = Some(view! { <small>{note}</small> }.into_markup());
        self
    }

    /// What stands at the end of an option: its price, its date.
    pub fn end(mut self, end: impl IntoView + 'static) -> Self {
        self.end = Some(view! { <span class="end">{end}</span> }.into_markup());
        self
    }

    /// Whether it is chosen.
    pub fn checked(mut self, checked: bool) -> Self {
        self.checked = checked;
        self
    }

    /// Not to be had; the note says why.
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }

    /// The view, for where braces do not suffice: in an `Option` or a `Vec`.
    pub fn view(self) -> Markup {
        let (class, kind) = match self.kind {
            Kind::Tick => ("choice s", "checkbox"),
            Kind::Option => ("option", "radio"),
        };
        let label = match self.kind {
            Kind::Tick => self.label,
            Kind::Option => view! { <strong>{self.label}</strong> }.into_markup(),
        };
        view! {
            <label class=class>
                <input
                    type=kind
                    name=self.name
                    value=self.value
                    checked=self.checked
                    disabled=self.disabled
                />
                <span>{label}{self.note}</span>
                {self.end}
            </label>
        }
        .into_markup()
    }
}

renders!(Choice);
