//! Invoices as CSV (RFC 4180): lines end with CR LF, days are ISO 8601, decimals have a point. The head has the
//! codes of the columns, which do not change when words do.

use crate::{
    csv::{Cell, Csv},
    invoice::Invoice,
    invoice_table::{self, Value},
};
use domain::{
    Refusal,
    table_column::{TableColumn, TableColumns},
};

/// Writes them. Excel knows UTF-8 by a mark at the beginning, which other readers may take for a part of the first
/// column's name.
pub fn write(
    invoices: &[Invoice],
    columns: &TableColumns,
    is_marked: bool,
) -> Result<Vec<u8>, Refusal> {
    let head: Vec<&str> = columns.iter().map(TableColumn::code).collect();
    let mut csv = Csv::strict(&head, is_marked);
    for row in invoice_table::rows(invoices, columns)? {
        csv.row(row.into_iter().map(cell));
    }
    Ok(csv.finish())
}

fn cell(value: Value) -> Cell {
    match value {
        Value::Empty => Cell::empty(),
        Value::Text(words) => Cell::text(words),
        Value::Day(day) => Cell::date(day),
        Value::Amount(amount) => Cell::amount(amount),
        Value::Figure(figure) => Cell::figure(figure),
    }
}
