//! Answers that staff write often, to be put into a text: at once where scripts run, else by a button
//! that renders the form again with it. What was typed stays before it.

use crate::islands::PutIn;
use crate::markup::*;
use backend::settings::canned_answers::Filled;
use domain::canned_answer::Fit;

/// The list and its button; nothing where there are no answers. `name` is the list's own, `into` the
/// text's, and `again` the address that renders the form anew.
pub fn canned(
    name: &'static str,
    into: &'static str,
    again: String,
    answers: &[Filled],
) -> Option<Markup> {
    if answers.is_empty() {
        return None;
    }
    let groups: Vec<_> = Fit::ALL.iter().filter_map(|fit| group(*fit, answers)).collect();
    let view = view! {
        <div class="field no-print">
            <label for=name>"An answer that you often give"</label>
            <div class="row">
                <select class="grow" id=name name=name>
                    <option value="">"Choose one"</option>
                    {groups}
                </select>
                <button class="button small" name="do" value="canned" formaction=again formnovalidate="" data-put-in=into>
                    "Put it in"
                </button>
            </div>
            <PutIn into=into.to_owned() from=name.to_owned() />
        </div>
    };
    Some(view.into_markup())
}

/// The answers that fit equally well.
fn group(fit: Fit, answers: &[Filled]) -> Option<Markup> {
    let of_it = answers.iter().filter(|answer| answer.fit == fit);
    let options: Vec<_> = of_it
        .map(|answer| {
            let title = match fit {
                Fit::Fits => answer.title.clone(),
                Fit::OtherLanguage | Fit::OtherReason => {
                    format!("{} ({})", answer.title, answer.language.label())
                }
            };
            let (id, text) = (answer.id.to_string(), answer.text.clone());
            view! { <option value=id data-text=text>{title}</option> }
        })
        .collect();
    let label = match fit {
        Fit::Fits => "For this dispute",
        Fit::OtherLanguage => "In another language",
        Fit::OtherReason => "For other reasons",
    };
    let group = (!options.is_empty()).then(|| view! { <optgroup label=label>{options}</optgroup> });
    group.map(IntoMarkup::into_markup)
}
