//! The reasons that customers choose from.

use super::version;
use crate::markup::*;
use crate::{
    components::{
        field::field,
        icon::{Icon, icon},
        panel::panel,
        select::select,
        table::{cell, column, dense_table, lead, row},
    },
    forms::{Problems, settings::Typed},
};
use backend::settings::{Reason, Settings, reasons::ASKS};

/// Their names, their order, which are offered; and the form that adds one.
pub fn panel_of(settings: &Settings, typed: &Typed, problems: &Problems) -> Markup {
    let columns = [column("Name"), column("Place"), column("Offered"), column("The form asks for")];
    let rows =
        settings.reasons.iter().zip(1..).map(|(reason, place)| reason_row(reason, place, typed));
    let wrong = problems.of("labels").map(str::to_owned).map(|words| {
        view! { <p class="error">{icon(Icon::Warn)} <span>{words}</span></p> }
    });
    let form = view! {
        <form method="post">
            {version(settings)}
            <div class="table-box roomy">{dense_table(columns, rows, None)}</div>
            <div class="body stack tight">
                {wrong}
                <p class="s ink-2">"One that is no longer offered keeps its name on what was disputed because of it."</p>
                <div class="button-row"><button class="button" name="do" value="reasons">"Save the reasons"</button></div>
            </div>
        </form>
    };
    let asks = ASKS.map(|code| (code, asked(code)));
    let add = view! {
        <form class="form" method="post">
            {version(settings)}
            {field("label", "New reason").value(typed.shown("reason", "label", "")).longest(60)
                .error(problems.of("label"))}
            {select("asks", "The form asks for", asks).value(typed.shown("reason", "asks", "nothing"))
                .error(problems.of("asks"))}
            <div class="button-row"><button class="button" name="do" value="reason">"Add"</button></div>
        </form>
    };
    panel("labels", "Reasons that customers choose from").flush(form).body(add).view()
}

fn asked(code: &str) -> &'static str {
    match code {
        "quantity" => "the right quantity",
        "price" => "the right price",
        "tax" => "the right rate of VAT",
        _ => "nothing: all of the line is disputed",
    }
}

fn reason_row(reason: &Reason, place: usize, typed: &Typed) -> Markup {
    let name = |what: &str| format!("{what}.{}", reason.code);
    let is_typed = typed.act() == "reasons";
    let is_active = match is_typed {
        true => typed.get(&name("active")).is_some(),
        false => reason.is_active,
    };
    let says = |what: &str| format!("{}: {what}", reason.label);
    let label = typed.shown("reasons", &name("label"), reason.label.clone());
    let place = typed.shown("reasons", &name("place"), place.to_string());
    let code = reason.code.clone();
    row([
        lead(view! {
            <input type="hidden" name="reason" value=code />
            <input type="text" maxlength="60" name=name("label") value=label aria-label=says("name") />
        }),
        cell(view! { <input type="text" inputmode="numeric" maxlength="3" size="3" name=name("place") value=place aria-label=says("place") /> })
            .label("Place"),
        cell(view! { <input type="checkbox" name=name("active") value="1" checked=is_active aria-label=says("offered") /> })
            .label("Offered"),
        cell(asked(&reason.asks)).full().mute(),
    ])
}
