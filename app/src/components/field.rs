//! One line to type in: label, input, hint, and the error beside it. What was typed is kept.

use super::{
    icon::{Icon, icon},
    renders,
};
use crate::markup::*;
use chrono::NaiveDate;

/// A field, while it is put together.
pub struct Field {
    name: &'static str,
    label: String,
    kind: &'static str,
    value: String,
    frame: Frame,
    required: bool,
    optional: bool,
    autocomplete: Option<&'static str>,
    input_mode: Option<&'static str>,
    class: Option<&'static str>,
    prefix: Option<String>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    longest: Option<u32>,
}

/// A line of text.
pub fn field(name: &'static str, label: impl Into<String>) -> Field {
    Field {
        name,
        label: label.into(),
        kind: "text",
        value: String::new(),
        frame: Frame::default(),
        required: false,
        optional: false,
        autocomplete: None,
        input_mode: None,
        class: None,
        prefix: None,
        from: None,
        until: None,
        longest: None,
    }
}

impl Field {
    /// What is in it: what was typed, or what we propose.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// How to fill it in.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.frame.hint = Some(hint.into());
        self
    }

    /// What is wrong with what was typed, if something is.
    pub fn error(mut self, error: Option<&str>) -> Self {
        self.frame.error = error.map(str::to_owned);
        self
    }

    /// An amount, in canonical form, with its currency's sign before it.
    pub fn money(mut self, sign: impl Into<String>) -> Self {
        (self.input_mode, self.class) = (Some("decimal"), Some("money"));
        self.prefix = Some(sign.into());
        self
    }

    /// A date, perhaps within limits. The browser's own picker; the server checks again.
    pub fn date(mut self, from: Option<NaiveDate>, until: Option<NaiveDate>) -> Self {
        (self.kind, self.from, self.until) = ("date", from, until);
        self
    }

    /// An e-mail address.
    pub fn email(mut self, autocomplete: &'static str) -> Self {
        (self.kind, self.autocomplete) = ("email", Some(autocomplete));
        self
    }

    /// A password: `current-password` or `new-password`. It is never sent back to the page.
    pub fn password(mut self, autocomplete: &'static str) -> Self {
        (self.kind, self.autocomplete) = ("password", Some(autocomplete));
        self.value.clear();
        self
    }

    /// Something to search for.
    pub fn search(mut self) -> Self {
        self.kind = "search";
        self
    }

    /// The browser asks for it before it sends the form.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The label says that it may stay empty.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The most characters that it takes.
    pub fn longest(mut self, characters: u32) -> Self {
        self.longest = Some(characters);
        self
    }

    /// The view, for where braces do not suffice: in an `Option` or a `Vec`.
    pub fn view(self) -> Markup {
        let Self { name, frame, .. } = self;
        let input = view! {
            <input
                id=name
                name=name
                class=self.class
                type=self.kind
                value=(!self.value.is_empty()).then_some(self.value)
                inputmode=self.input_mode
                autocomplete=self.autocomplete
                required=self.required
                min=self.from.map(|day| day.to_string())
                max=self.until.map(|day| day.to_string())
                maxlength=self.longest
                aria-invalid=frame.invalid()
                aria-describedby=frame.described_by(name)
            />
        };
        let input = match self.prefix {
            Some(sign) => {
                view! { <div class="prefix"><span>{sign.trim().to_owned()}</span>{input}</div> }
                    .into_markup()
            }
            None => input.into_markup(),
        };
        frame.around(name, self.label, self.optional, input)
    }
}

renders!(Field);

/// What stands around a control: its label above, hint and error under it.
#[derive(Default)]
pub(super) struct Frame {
    pub hint: Option<String>,
    pub error: Option<String>,
}

impl Frame {
    pub fn invalid(&self) -> Option<&'static str> {
        self.error.as_ref().map(|_| "true")
    }

    /// The ids of what explains the control to those who do not see it.
    pub fn described_by(&self, name: &str) -> Option<String> {
        let error = self.error.as_ref().map(|_| format!("{name}-error"));
        let hint = self.hint.as_ref().map(|_| format!("{name}-hint"));
        let ids: Vec<_> = error.into_iter().chain(hint).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    pub fn around(self, name: &str, label: String, optional: bool, control: Markup) -> Markup {
        let optional = optional.then(|| view! { <span class="optional">" optional"</span> });
        view! {
            <div class="field">
                <label for=name.to_owned()>{label}{optional}</label>
                {control}
                {self.below(name)}
            </div>
        }
        .into_markup()
    }

    /// Error first: it says what to do now.
    pub fn below(self, name: &str) -> Markup {
        let error = self.error.map(|error| {
            let id = format!("{name}-error");
            view! { <span class="error" id=id>{icon(Icon::Warn)} <span>{error}</span></span> }
        });
        let hint = self.hint.map(|hint| {
            let id = format!("{name}-hint");
            view! { <span class="hint" id=id>{hint}</span> }
        });
        view! { {error}{hint} }.into_markup()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_beside_its_field_and_what_was_typed_is_kept() {
        let html = field("amount", "Amount")
            .money("€")
            .value("6,000 \"or\" <b>")
            .error(Some("At most 5,566.00 can be paid on NH-26-0894."))
            .view()
            .to_html();
        assert!(html.contains("aria-invalid=\"true\" aria-describedby=\"amount-error\""), "{html}");
        assert!(
            html.contains("value=\"6,000 &quot;or&quot; &lt;b&gt;\"")
                || html.contains("value=\"6,000 &quot;or&quot; <b>\""),
            "{html}"
        );
        assert!(html.contains("id=\"amount-error\""), "{html}");
    }

    #[test]
    fn a_password_is_never_sent_back() {
        let html =
            field("password", "Password").value("secret").password("current-password").view();
        assert!(!html.to_html().contains("secret"));
    }
}
