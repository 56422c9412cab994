//! Labels and values.

use crate::markup::*;

/// One label and its value.
pub fn fact(label: impl Into<String>, value: impl IntoView + 'static) -> (String, Markup) {
    (label.into(), value.into_markup())
}

/// Labels and values under each other.
pub fn facts(facts: impl IntoIterator<Item = (String, Markup)>) -> Markup {
    let pair = |(label, value)| view! { <div><dt>{label}</dt><dd>{value}</dd></div> };
    let facts: Vec<_> = facts.into_iter().map(pair).collect();
    view! { <dl class="facts list s">{facts}</dl> }.into_markup()
}
