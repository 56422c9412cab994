//! The statement as files: every line of it.

use super::asked::{Asked, Query as Typed};
use crate::{AppError, AppState, Visit, files};
use axum::{
    extract::{Query, State},
    response::Response,
};
use backend::{
    brands,
    preferences::{self, At, Place},
    press, statements,
};
use documents::{statement::Statement, statement_csv, statement_pdf};
use domain::{Refusal, document::Kind};

/// The most lines that a file tells.
const FILE_LINES: i64 = 20_000;

/// GET /statement.csv
pub async fn csv(
    visit: Visit,
    State(app): State<AppState>,
    Query(typed): Query<Typed>,
) -> Result<Response, AppError> {
    let statement = make(&visit, &app, typed).await?;
    let name = format!("{}.csv", statement.file_name());
    Ok(files::download(&name, "text/csv; charset=utf-8", statement_csv::write(&statement)))
}

/// GET /statement.pdf
pub async fn pdf(
    visit: Visit,
    State(app): State<AppState>,
    Query(typed): Query<Typed>,
) -> Result<Response, AppError> {
    let buyer = visit.buyer()?;
    let mut statement = make(&visit, &app, typed).await?;
    let place = Place { kind: Kind::Statement, recipient: None };
    let chosen = preferences::load(&app.backend, At::Own(buyer), place).await?.holds.preference;
    brands::mark(&app.backend, buyer, &mut statement.seller).await?;
    let name = format!("{}.pdf", statement.file_name());
    let bytes = press::make(move || statement_pdf::write(&statement, chosen.style))
        .await?
        .map_err(|error| backend::Error::caused("writing a statement", error))?;
    Ok(files::download(&name, "application/pdf", bytes))
}

async fn make(visit: &Visit, app: &AppState, typed: Typed) -> Result<Statement, AppError> {
    let buyer = visit.buyer()?;
    let asked = Asked::of(typed, visit.today);
    if let Some(problem) = asked.problems.iter().next() {
        return Err(Refusal::field("date", problem.words.clone()).into());
    }
    let told = statements::make(&app.backend, buyer, &asked.for_backend(FILE_LINES, None)).await?;
    Ok(told.statement)
}
