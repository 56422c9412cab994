//! The rules: what they ask for, where they lead, and in which order.

use super::{new_id, version};
use crate::markup::*;
use crate::{
    components::{
        choice::tick,
        field::field,
        icon::{Icon, icon},
        panel::panel,
        select::select,
        table::{cell, column, lead, row, table},
    },
    forms::{Problems, settings::Typed},
};
use backend::settings::{Rule, Settings};
use domain::dispute_clock::Priority;

/// The rules and the form that adds one.
pub fn panel_of(settings: &Settings, typed: &Typed, problems: &Problems) -> Markup {
    let rest = settings.teams.iter().find(|team| team.takes_rest);
    let rest = rest.map(|team| format!("What none fits goes to {}.", team.name));
    let panel =
        panel("rules", "Rules").aside(view! { <small>"The first that fits says who"</small> });
    let panel = if settings.rules.is_empty() {
        panel.body(view! { <p class="ink-2">"There is no rule yet. "{rest}</p> })
    } else {
        let columns = [column("Where"), column("Goes to"), column("Priority"), column("Change")];
        let count = settings.rules.len();
        let rows = settings.rules.iter().enumerate();
        let rows = rows.map(|(at, rule)| rule_row(settings, rule, at + 1, count));
        panel.table(table(columns, rows, None)).body(view! { <p class="s ink-2">{rest}</p> })
    };
    panel.stack(add(settings, typed, problems)).view()
}

/// What a rule asks for, in words.
fn asks(rule: &Rule) -> String {
    let reason = rule.reason.as_ref().map(|reason| format!("“{reason}”"));
    let account = rule.account.as_ref().map(|(number, name)| format!("{name} ({number})"));
    let from = rule.from.map(|from| format!("from {from} on"));
    [reason, account, from].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn rule_row(settings: &Settings, rule: &Rule, place: usize, count: usize) -> Markup {
    let to = match &rule.person {
        Some(person) => format!("{person}, {}", rule.team),
        None => rule.team.clone(),
    };
    let asks = asks(rule);
    let id = rule.id.to_string();
    let up = (place > 1).then(|| moved(settings, &id, place - 1, "Up", &asks));
    let down = (place < count).then(|| moved(settings, &id, place + 1, "Down", &asks));
    let label = format!("Remove the rule for {asks}");
    let remove = view! {
        <details class="more">
            <summary aria-label=label>"Remove…"</summary>
            <form method="post" class="row">
                {version(settings)}
                <input type="hidden" name="id" value=id />
                <button class="button small danger" name="do" value="remove-rule">"Remove the rule"</button>
            </form>
        </details>
    };
    row([
        lead(asks),
        cell(to).full(),
        cell(rule.priority.label()).label("Priority"),
        cell(view! { <div class="row">{up} {down} {remove}</div> }).full(),
    ])
}

fn moved(settings: &Settings, id: &str, place: usize, word: &'static str, asks: &str) -> Markup {
    let label = format!("{word}: the rule for {asks}");
    view! {
        <form method="post">
            {version(settings)}
            <input type="hidden" name="id" value=id.to_owned() />
            <input type="hidden" name="place" value=place.to_string() />
            <button class="button small" name="do" value="move-rule" aria-label=label>{word}</button>
        </form>
    }
    .into_markup()
}

fn add(settings: &Settings, typed: &Typed, problems: &Problems) -> Markup {
    let shown = |name, holds: String| typed.shown("rule", name, holds);
    let reasons = settings.reasons.iter().map(|reason| (reason.code.clone(), reason.label.clone()));
    let reasons = [(String::new(), "Any reason".to_owned())].into_iter().chain(reasons);
    let currencies = settings.currencies.iter().map(|code| (code.to_string(), code.to_string()));
    let is_high = typed.act() == "rule" && typed.get("high").is_some();
    let first = settings.currencies.first().map(ToString::to_string).unwrap_or_default();
    view! {
        <details class="more" open=settings.rules.is_empty() || typed.act() == "rule">
            <summary>{icon(Icon::Plus)} "Add a rule"</summary>
            <form class="form two contain" method="post">
                {version(settings)} {new_id(typed, "rule")}
                {select("rule_reason", "Reason", reasons).value(shown("rule_reason", String::new()))
                    .error(problems.of("rule_reason"))}
                {field("rule_account", "Account number").optional().value(shown("rule_account", String::new()))
                    .error(problems.of("rule_account"))}
                {field("amount", "From an amount of").optional().value(shown("amount", String::new()))
                    .hint("What is disputed, VAT included.").error(problems.of("amount"))}
                {select("currency", "In", currencies).value(shown("currency", first))}
                {select("to", "Goes to", targets(settings)).value(shown("to", String::new())).error(problems.of("to"))}
                {tick("high", "1", Priority::High.label().to_owned() + " priority").checked(is_high)}
                <div class="button-row full"><button class="button" name="do" value="rule">"Add it as the last one"</button></div>
            </form>
        </details>
    }
    .into_markup()
}

/// Teams, and their people under them.
fn targets(settings: &Settings) -> Vec<(String, String)> {
    let of = |team: &backend::settings::Team| {
        let (id, name) = (team.id, team.name.clone());
        let people = team.members.iter().map({
            let name = name.clone();
            move |(person, who)| (format!("{id}/{person}"), format!("{name}: {who}"))
        });
        std::iter::once((id.to_string(), name)).chain(people).collect::<Vec<_>>()
    };
    settings.teams.iter().flat_map(of).collect()
}
