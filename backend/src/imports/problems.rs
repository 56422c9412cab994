//! What is wrong with rows, kept with the run: by row as a spreadsheet counts, by their column, with
//! what stood there and what to do about it.

use crate::error::Result;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// How many problems of a run are kept; the rest is only counted.
pub const MOST_KEPT: u64 = 10_000;

/// How much of a cell is kept.
const VALUE_LETTERS: usize = 120;

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The row, as a spreadsheet counts: the header is row 1.
    pub row_no: u64,
    /// The file, where each row is one in a ZIP; else empty.
    pub file: String,
    /// Their header, or our name where there is none; empty if it is about the whole row.
    pub column: String,
    /// What stands there, cut short.
    pub value: String,
    /// What to do, in words.
    pub message: String,
    /// Whether it kept the row out. Else it is a note: the row was taken in all the same.
    pub refuses: bool,
}

/// Collects problems while a batch is read and loaded.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Findings(pub Vec<Problem>);

impl Findings {
    /// Something that keeps the row out.
    pub fn refuse(&mut self, row_no: u64, column: &str, value: &str, message: impl Into<String>) {
        self.add(row_no, column, value, message.into(), true);
    }

    /// Something to know about a row that is taken in.
    pub fn note(&mut self, row_no: u64, column: &str, value: &str, message: impl Into<String>) {
        self.add(row_no, column, value, message.into(), false);
    }

    fn add(&mut self, row_no: u64, column: &str, value: &str, message: String, refuses: bool) {
        self.0.push(Problem {
            row_no,
            file: String::new(),
            column: shown(column),
            value: shown(value),
            message,
            refuses,
        });
    }
}

/// Text that can be stored and shown, whatever it was: no control characters, not too long.
pub(super) fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(VALUE_LETTERS).collect()
}

/// Says of which files problems are: row numbers and names.
pub(super) fn name_files(problems: &mut [Problem], names: &HashMap<u64, String>) {
    for problem in problems {
        if let Some(name) = names.get(&problem.row_no) {
            problem.file = shown(name);
        }
    }
}

/// Keeps problems with a run, after those that are kept already.
pub(super) async fn keep(
    tx: &mut PgConnection,
    run_id: Uuid,
    already: u64,
    problems: &[Problem],
) -> Result<()> {
    let room = usize::try_from(MOST_KEPT.saturating_sub(already)).unwrap_or(0);
    let kept = &problems[..problems.len().min(room)];
    if kept.is_empty() {
        return Ok(());
    }
    macro_rules! column {
        ($f:expr) => {
            &kept.iter().map($f).collect::<Vec<_>>()
        };
    }
    let seqs: Vec<i64> = (already + 1..)
        .take(kept.len())
        .map(|seq| i64::try_from(seq).unwrap_or(i64::MAX))
        .collect();
    sqlx::query!(
        "INSERT INTO import_problem (run_id, seq, row_no, column_name, value, message, refuses, file_name)
         SELECT $1, u.* FROM unnest($2::int8[], $3::int8[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::text[]) AS u",
        run_id,
        &seqs,
        column!(|p| i64::try_from(p.row_no).unwrap_or(i64::MAX)),
        column!(|p| p.column.clone()),
        column!(|p| p.value.clone()),
        column!(|p| p.message.clone()),
        column!(|p| p.refuses),
        column!(|p| p.file.clone()),
    )
    .execute(tx)
    .await?;
    Ok(())
}
