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
    forms::Problems,
    islands::PAPER_ALONE,
    page::{self, Framing, Page},
    pages::portal::copy::broken_rules,
};
use axum::{
    Extension,
    response::{IntoResponse, Response},
};
use backend::{preferences, press};
use documents::{
    einvoice::factur_x, format, invoice::Invoice, invoice_csv, plan_pdf, receipt_pdf, reminder_pdf,
    statement_pdf, typeset,
};
use domain::{data_style::DataStyle, document::Kind, format::Format, style::Style};
use http::{StatusCode, header};
use std::slice;

/// How many rows of a table are shown.
const ROWS: usize = 100;
/// The part of a file with data inside that is paper.
const PAPER: &str = "pdf";

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
    let mut problems = Problems::default();
    let Some((style, data)) = choice.styles(&mut problems) else {
        return Ok(impossible(visit, &problems));
    };
    let invoice = match place.kind {
        Kind::Invoice => preferences::preview::invoice(&app.backend, here.at).await?,
        Kind::CreditNote => preferences::preview::credit_note(&app.backend, here.at).await?,
        Kind::Statement => return statement(app, here, style).await,
        Kind::Receipt | Kind::Reminder | Kind::Plan => {
            return sample(app, here, place.kind, style).await;
        }
    };
    let Some(invoice) = invoice else { return Ok(none_yet(visit, place.kind)) };
    let number = invoice.number.clone();
    let format = choice.format;
    match press::make(move || seen(format, &invoice, style, &data)).await? {
        Ok(Seen { bytes, .. })
            if format == Format::Pdf || fields.part.as_deref() == Some(PAPER) =>
        {
            Ok(pdf(bytes))
        }
        Ok(Seen { inside, .. }) if format == Format::FacturX => {
            let paper = String::from(here.preview(place, &choice).with("part", PAPER));
            let page = both(visit, format, &number, &paper, &inside);
            Ok((Extension(Framing::Between), page).into_response())
        }
        Ok(seen) => Ok(held(data_page(visit, format, &number, &seen))),
        Err(format::Error::Refused(refused)) => {
            let page =
                page::frame(visit, "Not to be had", || broken_rules("document", format, &refused));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, held(page)).into_response())
        }
        Err(error) => Err(backend::Error::caused("writing an invoice", error).into()),
    }
}

/// A file, and what of it can be read where it cannot be.
struct Seen {
    bytes: Vec<u8>,
    /// The data inside of a PDF; of a spreadsheet its table.
    inside: String,
    /// What the columns of a spreadsheet are called.
    heads: Vec<&'static str>,
}

fn seen(
    format: Format,
    invoice: &Invoice,
    style: Style,
    data: &DataStyle,
) -> Result<Seen, format::Error> {
    let bytes = format::write(format, invoice, style, data)?;
    let (mut inside, mut heads) = (String::new(), Vec::new());
    if format == Format::FacturX {
        inside = factur_x::data(&bytes).unwrap_or_default();
    }
    if format == Format::Xlsx {
        let rows = invoice_csv::write(slice::from_ref(invoice), &data.table, false)?;
        inside = String::from_utf8_lossy(&rows).into_owned();
        heads = data.table.iter().map(|column| column.label()).collect();
    }
    Ok(Seen { bytes, inside, heads })
}

async fn statement(app: &AppState, here: &Here<'_>, style: Style) -> Result<Response, AppError> {
    let statement = preferences::preview::statement(&app.backend, here.at).await?;
    made(move || statement_pdf::write(&statement, style)).await
}

/// What there is none of yet, with amounts that are made up.
async fn sample(
    app: &AppState,
    here: &Here<'_>,
    kind: Kind,
    style: Style,
) -> Result<Response, AppError> {
    let sample = preferences::preview::sample(&app.backend, here.at).await?;
    made(move || match kind {
        Kind::Receipt => receipt_pdf::write(&sample.receipt(style.language), style),
        Kind::Reminder => reminder_pdf::write(&sample.reminder(), style),
        _ => plan_pdf::write(&sample.plan(), style),
    })
    .await
}

async fn made(
    work: impl FnOnce() -> Result<Vec<u8>, typeset::Error> + Send + 'static,
) -> Result<Response, AppError> {
    let made = press::make(work).await?;
    Ok(pdf(made.map_err(|error| backend::Error::caused("writing a preview", error))?))
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

fn none_yet(visit: &Visit, kind: Kind) -> Response {
    let title = match kind {
        Kind::CreditNote => "There is no credit note yet",
        _ => "There is no invoice yet",
    };
    let words = "As soon as there is one, you see it here in the format that you choose.";
    held(page::frame(visit, "Preview", || blank(Icon::Invoice, title).words(words).view()))
}

/// What was typed cannot be; the words are those beside the fields.
fn impossible(visit: &Visit, problems: &Problems) -> Response {
    let page = page::frame(visit, "Not to be had", || {
        let why: Vec<_> =
            problems.iter().map(|one| view! { <li>{one.words.clone()}</li> }).collect();
        notice(Tone::Held, Icon::Warn)
            .title("This choice cannot be shown")
            .words(view! { <ul>{why}</ul> })
            .alert()
            .view()
    });
    (StatusCode::UNPROCESSABLE_ENTITY, held(page)).into_response()
}

fn verdict(number: &str) -> Markup {
    notice(Tone::Settled, Icon::Good)
        .title(format!("{number} is valid in this format"))
        .words("It breaks none of the format’s rules.")
        .status()
        .view()
}

/// Paper with its data inside: the data folded, the paper in a frame.
fn both(visit: &Visit, format: Format, number: &str, paper: &str, inside: &str) -> Page {
    let paper = format!("{paper}{PAPER_ALONE}");
    page::frame(visit, "Preview", || {
        view! {
            {verdict(number)}
            <details class="more">
                <summary>"The data inside"</summary>
                {code::xml("The data inside", inside)}
            </details>
            <iframe class="sheet" src=paper title=format.label()></iframe>
        }
    })
}

fn data_page(visit: &Visit, format: Format, number: &str, seen: &Seen) -> Page {
    let shown = match (format.ending(), std::str::from_utf8(&seen.bytes)) {
        ("xml", Ok(text)) => code::xml("The file", text),
        ("csv", Ok(text)) => rows(text, &[]),
        ("xlsx", _) => rows(&seen.inside, &seen.heads),
        (_, Ok(text)) => code::plain("The file", text),
        (_, Err(_)) => blank(Icon::Invoice, "A file for programs")
            .words("It can be opened there, and not shown here.")
            .view(),
    };
    page::frame(visit, "Preview", || view! { {verdict(number)}{shown} })
}

/// A table as a table, with its own heads unless there are others.
fn rows(text: &str, heads: &[&'static str]) -> Markup {
    let mut records = records(text).into_iter();
    let own = records.next().unwrap_or_default();
    let columns: Vec<_> = match heads.is_empty() {
        true => own.into_iter().map(column).collect(),
        false => heads.iter().copied().map(column).collect(),
    };
    let rest: Vec<_> = records.collect();
    let left_out = rest.len().saturating_sub(ROWS);
    let rows: Vec<_> =
        rest.into_iter().take(ROWS).map(|record| row(record.into_iter().map(cell))).collect();
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
