//! What a choice makes of the account's own document: a PDF as such, data to look at with what its rules
//! say, or why there is none. Shown in a frame of the page around it, and kept by nobody.

use super::{Here, asked::Fields, place};
use crate::markup::*;
use crate::{
    AppError, AppState, Visit,
    components::{
        blank::blank,
        code,
        icon::Icon,
        notice::{Tone, notice},
        table::{cell, column, row, table},
    },
    page::{self, Framing, Page},
    pages::portal::copy::broken_rules,
};
use axum::{
    Extension,
    response::{IntoResponse, Response},
};
use backend::{preferences, press};
use documents::{format, statement_pdf};
use domain::{document::Kind, format::Format, style::Style};
use http::{StatusCode, header};

/// How many rows and columns of a table are shown.
const ROWS: usize = 100;
const COLUMNS: usize = 24;

/// The preview of the choice in the query.
pub async fn show(
    visit: &Visit,
    app: &AppState,
    here: &Here<'_>,
    fields: &Fields,
) -> Result<Response, AppError> {
    let place = place(fields)?;
    let settings = preferences::load(&app.backend, here.at, place).await?;
    let choice = fields.choice(&settings.proposed());
    match place.kind {
        Kind::Invoice | Kind::CreditNote => {
            invoice(visit, app, here, choice.format, choice.style).await
        }
        Kind::Statement => statement(app, here, choice.style).await,
        Kind::Receipt | Kind::Reminder | Kind::Plan => {
            let words = "It is set in the language, on the paper and in the layout that you choose, as your invoices are.";
            Ok(held(nothing(visit, "There is no preview of this kind", words)))
        }
    }
}

async fn invoice(
    visit: &Visit,
    app: &AppState,
    here: &Here<'_>,
    format: Format,
    style: Style,
) -> Result<Response, AppError> {
    let Some(invoice) = preferences::preview::invoice(&app.backend, here.at).await? else {
        let words =
            "As soon as there is an invoice, you see it here in the format that you choose.";
        return Ok(held(nothing(visit, "There is no invoice yet", words)));
    };
    let number = invoice.number.clone();
    let written = press::make(move || format::write(format, &invoice, style)).await?;
    match written {
        Ok(bytes) if format.ending() == "pdf" => Ok(pdf(bytes)),
        Ok(bytes) => Ok(held(data(visit, format, &number, &bytes))),
        Err(format::Error::Refused(refused)) => {
            let page =
                page::frame(visit, "Not to be had", || broken_rules("document", format, &refused));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, held(page)).into_response())
        }
        Err(error) => Err(backend::Error::caused("writing an invoice", error).into()),
    }
}

async fn statement(app: &AppState, here: &Here<'_>, style: Style) -> Result<Response, AppError> {
    let statement = preferences::preview::statement(&app.backend, here.at).await?;
    let bytes = press::make(move || statement_pdf::write(&statement, style))
        .await?
        .map_err(|error| backend::Error::caused("writing a statement", error))?;
    Ok(pdf(bytes))
}

/// A page that may stand in a frame of ours.
fn held(page: Page) -> Response {
    (Extension(Framing::Held), page).into_response()
}

/// A PDF that may. Nothing of ours runs in it, and browsers show it with parts of their own, which a
/// stricter policy would shut out.
fn pdf(bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"preview.pdf\""),
        (header::CONTENT_SECURITY_POLICY, "frame-ancestors 'self'"),
    ];
    (Extension(Framing::Held), headers, bytes).into_response()
}

fn nothing(visit: &Visit, title: &'static str, words: &'static str) -> Page {
    page::frame(visit, "Preview", || blank(Icon::Invoice, title).words(words).view())
}

fn data(visit: &Visit, format: Format, number: &str, bytes: &[u8]) -> Page {
    let verdict = notice(Tone::Settled, Icon::Good)
        .title(format!("{number} is valid in this format"))
        .words("It breaks none of the format’s rules.")
        .status()
        .view();
    let shown = match (format.ending(), std::str::from_utf8(bytes)) {
        ("xml", Ok(text)) => code::xml("The file", text),
        ("csv", Ok(text)) => rows(text),
        (_, Ok(text)) => code::plain("The file", text),
        (_, Err(_)) => blank(Icon::Invoice, "A file for programs")
            .words("It can be opened there, and not shown here.")
            .view(),
    };
    page::frame(visit, "Preview", || view! { {verdict}{shown} })
}

/// A table as a table.
fn rows(text: &str) -> Markup {
    let mut records = records(text).into_iter();
    let cut = |record: Vec<String>| record.into_iter().take(COLUMNS);
    let columns: Vec<_> = cut(records.next().unwrap_or_default()).map(column).collect();
    let rest: Vec<_> = records.collect();
    let left_out = rest.len().saturating_sub(ROWS);
    let rows: Vec<_> =
        rest.into_iter().take(ROWS).map(|record| row(cut(record).map(cell))).collect();
    let more = (left_out > 0).then(|| {
        view! { <p class="hint">{format!("{left_out} more rows are left out here.")}</p> }
    });
    view! {
        <div class="table-box" tabindex="0" role="region" aria-label="The rows">
            {table(columns, rows, None)}
        </div>
        {more}
    }
    .into_markup()
}

/// The fields of each record (RFC 4180): quotes are doubled inside of quotes, where lines may break.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut all, mut record, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' | ';' if !quoted => record.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                record.push(std::mem::take(&mut field));
                all.push(std::mem::take(&mut record));
            }
            letter => field.push(letter),
        }
    }
    if !field.is_empty() || !record.is_empty() {
        record.push(field);
        all.push(record);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::records;

    #[test]
    fn a_table_is_read_as_it_was_written() {
        let text = "\u{feff}number,words\r\nNH-1,\"a \"\"b\"\", c\r\nd\"\r\nNH-2,";
        let read = records(text);
        assert_eq!(
            read,
            [vec!["number", "words"], vec!["NH-1", "a \"b\", c\r\nd"], vec!["NH-2", ""]]
        );
        assert!(records("").is_empty());
    }
}
