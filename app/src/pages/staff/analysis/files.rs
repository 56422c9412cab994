//! Every table as a file, with all of its rows.

use super::{
    asked::{Asked, Typed},
    tables::name_of,
};
use crate::{AppError, AppState, Visit, files};
use axum::{
    extract::{Query, State},
    response::Response,
};
use backend::receivables::analysis::{self, Analysis, Month, Table};
use documents::csv::{Cell, Csv};

/// GET /staff/disputes/analysis.csv
pub async fn csv(
    visit: Visit,
    State(app): State<AppState>,
    Query(typed): Query<Typed>,
) -> Result<Response, AppError> {
    let staff = visit.staff()?;
    let asked = Asked::of(&typed, visit.today);
    let seen = analysis::analysis(&app.backend, staff, &asked.for_backend()).await?;
    let code = typed.table.as_deref();
    let (code, bytes) = match Table::ALL.into_iter().find(|table| code == Some(table.code())) {
        Some(table) => (table.code(), of_table(&seen, table)),
        None => ("month", of_months(&seen.months)),
    };
    let name = format!("disputes-by-{code}-{}-{}.csv", asked.since, asked.until);
    Ok(files::download(&name, "text/csv; charset=utf-8", bytes))
}

fn of_table(seen: &Analysis, table: Table) -> Vec<u8> {
    let mut csv = Csv::new(&[
        table.code(),
        "note",
        "disputes",
        "disputed",
        "credited",
        "written_off",
        "invoiced",
        "rate_percent",
        "currency",
    ]);
    for row in seen.table(table) {
        csv.row([
            Cell::text(name_of(table, row)),
            Cell::text(row.note.clone().unwrap_or_default()),
            Cell::text(row.count.to_string()),
            Cell::amount(row.disputed),
            Cell::amount(row.credited),
            Cell::amount(row.written_off),
            row.invoiced.map_or_else(Cell::empty, Cell::amount),
            tenths(row.rate_tenths()),
            Cell::text(seen.currency.code()),
        ]);
    }
    csv.finish()
}

fn of_months(months: &[Month]) -> Vec<u8> {
    let mut csv = Csv::new(&[
        "since",
        "until",
        "invoices",
        "questions",
        "questions_per_100",
        "disputes",
        "disputes_per_100",
    ]);
    for month in months {
        csv.row([
            Cell::date(month.since),
            Cell::date(month.until),
            Cell::text(month.invoices.to_string()),
            Cell::text(month.questions.to_string()),
            tenths(month.questions_tenths()),
            Cell::text(month.disputes.to_string()),
            tenths(month.disputes_tenths()),
        ]);
    }
    csv.finish()
}

/// Tenths for programs: `12.5`. None of them is negative.
fn tenths(number: Option<i64>) -> Cell {
    number.map_or_else(Cell::empty, |n| Cell::text(format!("{}.{}", n / 10, n % 10)))
}
