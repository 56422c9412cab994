//! Labels and values.

use leptos::prelude::*;

/// One label and its value.
pub fn fact(label: impl Into<String>, value: impl IntoView + 'static) -> (String, AnyView) {
    (label.into(), value.into_any())
}

/// Labels and values under each other.
pub fn facts(facts: impl IntoIterator<Item = (String, AnyView)>) -> AnyView {
    let pair = |(label, value)| view! { <div><dt>{label}</dt><dd>{value}</dd></div> };
    let facts: Vec<_> = facts.into_iter().map(pair).collect();
    view! { <dl class="facts list s">{facts}</dl> }.into_any()
}
