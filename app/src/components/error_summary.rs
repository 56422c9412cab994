//! What a form said no to, above it: every reason, each with a way to its field.

use super::{
    icon::Icon,
    notice::{Tone, notice},
};
use crate::forms::{Problem, Problems};
use crate::markup::*;

/// The summary; nothing if nothing is wrong. `title` says what did not happen: "Not promised".
pub fn error_summary(title: &'static str, problems: &Problems) -> Option<Markup> {
    if problems.is_empty() {
        return None;
    }
    let items: Vec<_> = problems.iter().map(item).collect();
    let list = view! { <ul class="stack tight">{items}</ul> };
    Some(
        view! { {notice(Tone::Danger, Icon::Warn).title(title).words(list).alert()} }.into_markup(),
    )
}

fn item(problem: &Problem) -> Markup {
    let words = problem.words.clone();
    match problem.field {
        Some(field) => view! { <li><a href=format!("#{field}")>{words}</a></li> }.into_markup(),
        None => view! { <li>{words}</li> }.into_markup(),
    }
}
