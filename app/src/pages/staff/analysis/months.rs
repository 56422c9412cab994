//! Questions and disputes for each hundred invoices, month by month: a chart, and the same as a table.

use super::tables::opens;
use crate::markup::*;
use crate::{
    components::{
        bars::{bar, bars},
        panel::panel,
        state::Tone,
        table::{Cell, cell, column, dense_table, lead, row},
    },
    pages::staff::{
        parts::{grouped, tenths},
        query::Address,
    },
};
use backend::receivables::analysis::{Analysis, Month};

/// The panel.
pub fn months(seen: &Analysis, file: String) -> Markup {
    let columns = [
        column("Month"),
        column("Invoices").num(),
        column("Questions").num(),
        column("of 100").num(),
        column("Disputes").num(),
        column("of 100").num(),
    ];
    let rows = seen.months.iter().map(row_of);
    panel("by-month", "Questions and disputes, by month")
        .aside(view! { <a class="s" href=file download="">"CSV"</a> })
        .stack(view! {
            {chart(seen)}
            <ul class="legend">
                <li><span class="dot tone-held"></span>"Disputes"</li>
                <li><span class="dot tone-soon"></span>"Questions"</li>
            </ul>
            <div class="table-box">{dense_table(columns, rows, None)}</div>
        })
        .view()
}

fn chart(seen: &Analysis) -> Markup {
    let columns = seen.months.iter().map(|month| {
        let parts = [(Tone::Held, month.disputes), (Tone::Soon, month.questions)];
        bar(month.since.format("%b").to_string(), parts)
    });
    let told: Vec<String> = seen
        .months
        .iter()
        .map(|month| {
            let label = month.since.format("%B %Y");
            format!("{label} {} disputes, {} questions", month.disputes, month.questions)
        })
        .collect();
    let title = format!("Disputes and questions by month: {}", told.join("; "));
    bars("month-chart", title, columns, 1)
}

fn row_of(month: &Month) -> Markup {
    let days =
        |path: &str| Address::new(path).with("since", month.since).with("until", month.until);
    let invoices = Address::new("/staff/invoices").with("show", "all");
    let invoices = invoices.with("since", month.since).with("until", month.until);
    let of_hundred = |tenth: Option<i64>, address: String, label: &'static str| match tenth {
        Some(0) => cell("0.0").num().class("zero").label(label),
        Some(tenth) => cell(view! { <a href=address>{tenths(tenth)}</a> }).num().label(label),
        None => cell("–").num().mute().wide_only(),
    };
    let questions = || String::from(days("/staff/disputes/analysis/questions"));
    let disputes = || opens(&month.filter());
    row([
        lead(month.since.format("%B %Y").to_string()),
        linked(invoices.into(), month.invoices).label("Invoices"),
        linked(questions(), month.questions).label("Questions"),
        of_hundred(month.questions_tenths(), questions(), "Questions of 100 invoices"),
        linked(disputes(), month.disputes).label("Disputes"),
        of_hundred(month.disputes_tenths(), disputes(), "Disputes of 100 invoices"),
    ])
}

fn linked(address: String, number: i64) -> Cell {
    match number {
        0 => cell("0").num().class("zero"),
        _ => cell(view! { <a href=address>{grouped(number)}</a> }).num(),
    }
}
