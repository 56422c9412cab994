//! Several lines to type in.
//!
//! Leptos does not escape what stands inside `<textarea>` when it renders on the server, so a
//! visitor's `</textarea><script>` would run. This is the only place that writes one; a test of
//! the house's style keeps it so.

use super::{field::Frame, renders};
use crate::markup::*;

/// A text area, while it is put together.
pub struct TextArea {
    name: &'static str,
    label: String,
    value: String,
    frame: Frame,
    optional: bool,
    longest: Option<u32>,
}

/// Several lines of text.
pub fn text_area(name: &'static str, label: impl Into<String>) -> TextArea {
    TextArea {
        name,
        label: label.into(),
        value: String::new(),
        frame: Frame::default(),
        optional: false,
        longest: None,
    }
}

impl TextArea {
    /// What was typed.
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
        let area = view! {
            <textarea
                id=name
                name=name
                maxlength=self.longest
                aria-invalid=frame.invalid()
                aria-describedby=frame.described_by(name)
            >
                {inside(&self.value)}
            </textarea>
        };
        frame.around(name, self.label, self.optional, area.into_markup())
    }
}

renders!(TextArea);

/// Text that stays text inside `<textarea>`. Browsers drop one newline at its beginning, so one is
/// put there for them to drop.
fn inside(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    out.push('\n');
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_cannot_leave_the_text_area() {
        let typed = "\nA & B</textarea><script>alert(1)</script>";
        let html = text_area("text", "What happened").value(typed).view().to_html();
        let kept =
            ">\n\nA &amp; B&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;</textarea>";
        assert!(html.contains(kept), "{html}");
        assert_eq!(html.matches("</textarea>").count(), 1);
    }
}
