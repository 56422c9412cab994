//! What can be chosen of one format or another: it is there when that is chosen; where styles cannot tell,
//! all of it is.

use super::{asked::Choice, columns, form};
use crate::markup::*;
use crate::{components::select::select, forms::Problems};
use domain::{line_column::LineColumns, table_column::Level};

/// The options of formats of invoices.
pub fn of(choice: &Choice, problems: &Problems) -> Markup {
    view! {
        {lines(choice, problems)}
        {table(choice)}
        {x12(choice, problems)}
    }
    .into_markup()
}

/// The columns of lines on paper.
fn lines(choice: &Choice, problems: &Problems) -> Markup {
    let error = problems.of("columns");
    let hint = format!(
        "The number says where a column stands: 0 is before all, and without one it comes last. Item and net amount are always there, and paper has room for {} columns. One that has nothing in it is left out.",
        LineColumns::MOST
    );
    let is_open = error.is_some() || choice.lines.columns().is_ok_and(LineColumns::is_chosen);
    view! {
        <details class="more for-paper" id="columns" open=is_open>
            <summary>"Columns of the lines"</summary>
            <fieldset class="stack tight">
                <legend class="vh">"Columns of the lines"</legend>
                {form::error(error)}
                <p class="hint">{hint}</p>
                {choice.lines.boxes()}
            </fieldset>
        </details>
    }
    .into_markup()
}

/// The columns of tables, and what a row of one is.
fn table(choice: &Choice) -> Markup {
    let rows = [("line", "A row for each line"), ("document", "A row for each document")];
    let level = match choice.table.level() {
        Level::Document => "document",
        Level::Line => "line",
    };
    view! {
        <fieldset class="stack tight for-table" id="table">
            <legend>"Columns of the table"</legend>
            {select("rows", "Rows", rows).value(level)}
            <p class="hint">
                "The number says where a column stands: 0 is before all, and without one it comes last. With a row for each document, columns of lines are left out."
            </p>
            {columns::boxes_of_table(&choice.table)}
        </fieldset>
    }
    .into_markup()
}

/// The envelope of X12.
fn x12(choice: &Choice, problems: &Problems) -> Markup {
    view! {
        <fieldset class="stack tight for-x12" id="x12">
            <legend>"What is agreed about X12"</legend>
            {choice.x12.fields(problems)}
        </fieldset>
    }
    .into_markup()
}
