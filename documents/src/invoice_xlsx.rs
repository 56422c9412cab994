//! Invoices as a spreadsheet: days are days, amounts are numbers with their currency's decimals, and text
//! is text, whatever it begins with. No cell has a formula.

use crate::{
    invoice::Invoice,
    invoice_table::{self, Value},
};
use chrono::{Datelike, NaiveDate};
use domain::{
    Refusal,
    table_column::{TableColumn, TableColumns},
};
use rust_decimal::Decimal;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

/// The figures that a spreadsheet keeps of a number. What has more is written as text, and stays exact.
const FIGURES: usize = 15;
/// How wide columns are, in characters of the usual type.
const WIDTHS: (usize, usize) = (8, 48);

/// Why there is no spreadsheet.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The sums are too large.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It is more than a sheet can have: a million rows, or 32,767 characters in a cell.
    #[error("the spreadsheet cannot be written: {0}")]
    TooMuch(#[from] XlsxError),
}

/// Writes them on one sheet, as made on that day.
pub fn write(
    invoices: &[Invoice],
    columns: &TableColumns,
    made_on: NaiveDate,
) -> Result<Vec<u8>, Error> {
    let mut book = Workbook::new();
    let made_at = excel_day(made_on)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made_at));
    let sheet = book.add_worksheet();
    sheet.set_name("Invoices")?;
    sheet.set_freeze_panes(1, 0)?;
    let head = Format::new().set_bold();
    let mut widths = Vec::new();
    for (at, column) in (0..).zip(columns.iter()) {
        sheet.write_string_with_format(0, at, column.label(), &aligned(&head, column))?;
        widths.push(column.label().chars().count());
    }
    for (at, row) in (1..).zip(invoice_table::rows(invoices, columns)?) {
        for ((column, value), width) in (0..).zip(&row).zip(&mut widths) {
            *width = write_cell(sheet, at, column, value)?.max(*width);
        }
    }
    for (at, width) in (0..).zip(widths) {
        let width = u16::try_from(width.clamp(WIDTHS.0, WIDTHS.1) + 2).unwrap_or(u16::MAX);
        sheet.set_column_width(at, width)?;
    }
    Ok(book.save_to_buffer()?)
}

/// Writes a cell, and tells how many characters it shows.
fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Value,
) -> Result<usize, XlsxError> {
    match value {
        Value::Empty => Ok(0),
        Value::Text(words) => {
            sheet.write_string(row, column, words)?;
            Ok(words.chars().count())
        }
        Value::Day(day) => {
            let format = Format::new().set_num_format("yyyy-mm-dd");
            sheet.write_datetime_with_format(row, column, excel_day(*day)?, &format)?;
            Ok(10)
        }
        Value::Amount(amount) => {
            let exact = Decimal::new(amount.minor, amount.currency.exponent());
            let shown = match amount.currency.exponent() {
                0 => "#,##0".to_owned(),
                decimals => format!("#,##0.{}", "0".repeat(decimals as usize)),
            };
            write_number(sheet, row, column, exact, &shown)?;
            Ok(amount.bare().chars().count())
        }
        Value::Figure(figure) => {
            write_number(sheet, row, column, *figure, "General")?;
            Ok(figure.to_string().len())
        }
    }
}

/// A number of at most fifteen figures is the same number as a float: the nearest one is written again
/// with just these figures.
fn write_number(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    exact: Decimal,
    shown: &str,
) -> Result<(), XlsxError> {
    let told = exact.to_string();
    let figures = told.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit);
    match told.parse::<f64>() {
        Ok(number) if figures.count() <= FIGURES => {
            let format = Format::new().set_num_format(shown);
            sheet.write_number_with_format(row, column, number, &format)?;
        }
        _ => {
            let format = Format::new().set_align(FormatAlign::Right);
            sheet.write_string_with_format(row, column, told, &format)?;
        }
    }
    Ok(())
}

/// The heads of figures stand above them.
fn aligned(head: &Format, column: TableColumn) -> Format {
    let is_figure = matches!(
        column,
        TableColumn::Lines
            | TableColumn::Allowances
            | TableColumn::Charges
            | TableColumn::Net
            | TableColumn::Vat
            | TableColumn::SalesTax
            | TableColumn::Total
            | TableColumn::Prepaid
            | TableColumn::Rounding
            | TableColumn::Due
            | TableColumn::DiscountPercent
            | TableColumn::LineNo
            | TableColumn::Quantity
            | TableColumn::UnitPrice
            | TableColumn::PricePer
            | TableColumn::LineAllowances
            | TableColumn::LineCharges
            | TableColumn::LineNet
            | TableColumn::VatPercent
            | TableColumn::LineSalesTax
    );
    if is_figure { head.clone().set_align(FormatAlign::Right) } else { head.clone() }
}

fn excel_day(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    ExcelDateTime::from_ymd(
        u16::try_from(day.year()).unwrap_or_default(),
        part(day.month()),
        part(day.day()),
    )
}
