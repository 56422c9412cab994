//! A slip of paper: a title and lines of two columns, as a gate or a warehouse writes them.

use crate::pdf::{Document, Error, Style, mm};
use chrono::NaiveDate;

/// Writes it: what it is called, what stands on it, and when it was written.
pub fn write(title: &str, lines: &[(&str, String)], on: NaiveDate) -> Result<Vec<u8>, Error> {
    let mut pdf = Document::new();
    let (left, right) = (mm(25), mm(75));
    pdf.text(left, mm(30), Style::of(16_000).strong(), title);
    let mut y = mm(44);
    for (name, value) in lines {
        pdf.text(left, y, Style::of(10_000).mute(), name);
        pdf.text(right, y, Style::of(10_000), value);
        y += mm(7);
    }
    pdf.finish(title, on)
}
