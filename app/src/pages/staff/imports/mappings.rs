//! Mappings: which of their columns each of ours comes from, kept by name.

use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        blank::blank,
        error_summary::error_summary,
        field::field,
        head::head,
        icon::Icon,
        links::{chips, link},
        panel::panel,
        select::select,
        table::{cell, column, dense_table, lead, row},
        text_area::text_area,
    },
    error::in_query,
    forms::{Problems, imports::mapping::Typed},
    page::{self, Page, Place},
};
use axum::extract::{Query, State};
use backend::imports::{Column, Kind, mapping::Origin, mappings};
use serde::Deserialize;

/// The query of the page.
#[derive(Deserialize, Default)]
pub struct Asked {
    kind: Option<String>,
    name: Option<String>,
}

/// GET /staff/imports/mappings
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let typed = match &asked.name {
        Some(name) => {
            let mapping = mappings::get(&app.backend, visit.staff()?, name).await?;
            Typed::of(name, &mapping)
        }
        None => {
            let kind = asked.kind.as_deref().and_then(Kind::of);
            Typed::blank(kind.unwrap_or(Kind::Invoices))
        }
    };
    show(&visit, &app, &typed, &Problems::default()).await
}

/// The page with what was typed.
pub(crate) async fn show(
    visit: &Visit,
    app: &AppState,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, AppError> {
    let kept = mappings::list(&app.backend, visit.staff()?).await?;
    Ok(page::staff(visit, Place::Imports, "Mappings", || {
        let kinds = Kind::ALL.iter().map(|kind| {
            let address = format!("/staff/imports/mappings?kind={}", kind.code());
            link(kind.label(), address).current(*kind == typed.kind())
        });
        view! {
            {head("Mappings")
                .crumb("Imports", "/staff/imports")
                .here("Mappings")
                .lede("Which column of a file is which of ours, and how it writes dates and amounts.")}
            {error_summary("Not saved", problems)}
            {list(&kept)}
            {chips("What the file holds", kinds)}
            {panel("form", format!("{}: column by column", typed.kind().label()))
                .stack(form(typed, problems))}
            {panel("json", "Or as it is written").stack(as_json(typed, problems))}
        }
    }))
}

fn list(kept: &[(String, Kind)]) -> Markup {
    if kept.is_empty() {
        return blank(Icon::Sliders, "No mapping is kept yet")
            .words("Files whose headers are our own names need none.")
            .view();
    }
    let rows = kept.iter().map(|(name, kind)| {
        let address = format!("/staff/imports/mappings?name={}", in_query(name));
        row([lead(view! { <a href=address>{name.clone()}</a> }), cell(kind.label()).key().mute()])
    });
    panel("kept", "Kept").table(dense_table([column("Name"), column("Holds")], rows, None)).view()
}

fn form(typed: &Typed, problems: &Problems) -> Markup {
    let format = &typed.mapping.format;
    let code = |value: serde_json::Result<serde_json::Value>| {
        value.ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let columns = [
        column("Ours"),
        column("Their header"),
        column("Or the same for every row"),
        column("What it holds").opt(),
    ];
    let rows =
        typed.kind().columns().iter().map(|ours| line(ours, typed.mapping.columns.get(ours.name)));
    view! {
        <form class="stack" method="post">
            <input type="hidden" name="kind" value=typed.kind().code() />
            <input type="hidden" name="base" value=typed.base.clone() />
            <div class="form two contain">
                {field("mapping_name", "Name").value(typed.name.clone()).longest(60).required().error(problems.of("mapping_name"))}
                {field("dates", "Dates").value(format.dates.clone())
                    .hint("%d is the day, %m the month, %Y the year: %d.%m.%Y reads 25.11.2026.")
                    .error(problems.of("mapping"))}
                {select("decimal", "Before decimals", [("point", "a point: 1240.00"), ("comma", "a comma: 1240,00")])
                    .value(code(serde_json::to_value(format.decimal)))}
                {select("thousands", "Between thousands", [("", "nothing"), (",", "a comma"), (".", "a point"), ("'", "an apostrophe"), (" ", "a space")])
                    .value(format.thousands.clone())}
                {select("delimiter", "Between cells", [("auto", "as the header shows"), (",", "a comma"), (";", "a semicolon"), ("tab", "a tabulator")])
                    .value(code(serde_json::to_value(format.delimiter)))}
                {select("encoding", "Letters", [("utf-8", "UTF-8"), ("windows-1252", "Windows (western Europe)")])
                    .value(code(serde_json::to_value(format.encoding)))}
            </div>
            <div class="table-box roomy">{dense_table(columns, rows, None)}</div>
            <div class="button-row"><button class="button primary" name="how" value="form">"Save"</button></div>
        </form>
    }
    .into_markup()
}

/// One of our columns, with two fields that are read out with its name.
fn line(ours: &'static Column, origin: Option<&Origin>) -> Markup {
    let said = origin.cloned().unwrap_or_default();
    let input = |what: &'static str, value: Option<String>, label: &str| {
        let name = format!("{what}.{}", ours.name);
        let label = format!("{}: {label}", ours.name);
        view! { <input type="text" name=name value=value.filter(|v| !v.is_empty()) aria-label=label maxlength="200" /> }
    };
    let rules = (!said.prefix.is_empty() || !said.values.is_empty()).then(|| {
        view! { <small class="mute">" with rules that are kept, see below"</small> }
    });
    let needed = ours.needed.then(|| view! { <small>" needed"</small> });
    row([
        lead(view! { <code>{ours.name}</code> {needed} }),
        cell(view! { {input("column", said.column, "their header")} {rules} })
            .label("Header")
            .full(),
        cell(input("constant", said.constant, "the same for every row")).label("Constant").full(),
        cell(ours.hint).mute().full().opt(),
    ])
}

fn as_json(typed: &Typed, problems: &Problems) -> Markup {
    view! {
        <p class="s ink-2">"Rules such as a prefix, or what a code means, are written here. The files in samples/mappings can be pasted as they are."</p>
        <form class="stack" method="post">
            {field("mapping_name", "Name").value(typed.name.clone()).longest(60)}
            {text_area("json", "Mapping").value(typed.json()).error(problems.of("json"))}
            <div class="button-row"><button class="button" name="how" value="json">"Save what is written"</button></div>
        </form>
    }
    .into_markup()
}
