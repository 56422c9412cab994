//! A slip of paper: a title and lines of two columns, as a gate or a warehouse writes them.

use crate::{
    party::Party,
    sheet::{Fact, Head, Sheet},
    typeset::{self, Error},
};
use chrono::NaiveDate;
use domain::style::Style;

/// Writes it: who wrote it, what it is called, what stands on it, and when it was written.
pub fn write(
    from: &str,
    title: &str,
    lines: &[(&str, String)],
    on: NaiveDate,
) -> Result<Vec<u8>, Error> {
    let slip = Sheet {
        terms: lines.iter().map(|(label, value)| Fact::new(*label, value)).collect(),
        ..Sheet::new(Head {
            title: title.to_owned(),
            seller: &Party::named(from),
            customer: &Party::default(),
            check: None,
            made_on: on,
            style: Style::default(),
        })
    };
    typeset::pdf(&slip)
}
