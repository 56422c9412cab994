//! A slip of paper: a title and lines of two columns, as a gate or a warehouse writes them.

use crate::{
    party::Party,
    sheet::{self, Sheet},
    typeset::{self, Error},
};
use chrono::NaiveDate;

/// Writes it: who wrote it, what it is called, what stands on it, and when it was written.
pub fn write(
    from: &str,
    title: &str,
    lines: &[(&str, String)],
    on: NaiveDate,
) -> Result<Vec<u8>, Error> {
    let slip = Sheet {
        terms: sheet::labelled(lines.to_vec()),
        ..Sheet::new(title.to_owned(), &Party::named(from), [], &Party::default(), on)
    };
    typeset::pdf(&slip)
}
