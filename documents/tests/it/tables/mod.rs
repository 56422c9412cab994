//! Formats for machines that are no XML: whatever an invoice is, each of them says its figures, and a reader
//! of these tests' own reads them back.

mod calendar;
mod csv;
mod edifact;
mod figures;
mod json;
mod random;
mod x12;
mod xlsx;

use crate::samples::corpus;
use documents::invoice::Invoice;

/// The corpus, with numbers that every format has room for.
fn corpus() -> Vec<(&'static str, Invoice)> {
    let cases = corpus::all().into_iter().enumerate();
    cases
        .map(|(n, case)| (case.name, Invoice { number: format!("NH-26-{n:04}"), ..case.invoice }))
        .collect()
}
