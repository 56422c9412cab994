//! One of several, in a list that opens. For two or three, [`super::choice`] is quicker to read.

use super::{field::Frame, renders};
use crate::markup::*;

/// A list, while it is put together.
pub struct Select {
    name: &'static str,
    label: String,
    options: Vec<(String, String)>,
    value: String,
    frame: Frame,
}

/// A list of values and what they are called.
pub fn select<V: Into<String>, L: Into<String>>(
    name: &'static str,
    label: impl Into<String>,
    options: impl IntoIterator<Item = (V, L)>,
) -> Select {
    let options = options.into_iter().map(|(value, label)| (value.into(), label.into())).collect();
    Select { name, label: label.into(), options, value: String::new(), frame: Frame::default() }
}

impl Select {
    /// What was chosen.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// How to choose.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.frame.hint = Some(hint.into());
        self
    }

    /// What is wrong with what was chosen, if something is.
    pub fn error(mut self, error: Option<&str>) -> Self {
        self.frame.error = error.map(str::to_owned);
        self
    }

    /// The view, for where braces do not suffice: in an `Option` or a `Vec`.
    pub fn view(self) -> Markup {
        let Self { name, frame, value: chosen, .. } = self;
        let option = |(value, label): (String, String)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{label}</option> }
        };
        let options: Vec<_> = self.options.into_iter().map(option).collect();
        let list = view! {
            <select
                id=name
                name=name
                aria-invalid=frame.invalid()
                aria-describedby=frame.described_by(name)
            >
                {options}
            </select>
        };
        frame.around(name, self.label, false, list.into_markup())
    }
}

renders!(Select);
