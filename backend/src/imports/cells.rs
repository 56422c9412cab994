//! The cells of one document, read into what they mean. Every problem is noted, so that one look at
//! the list is enough to mend a row; and everything that was read goes into a hash, by which the
//! same document is known again.

use super::{
    document::HASH_VERSION,
    problems::Findings,
    rows::{Cell, Row},
    sheet::Sheet,
    values,
};
use chrono::NaiveDate;
use domain::{Currency, Money};
use sha2::{Digest, Sha256};

/// The longest number of a document, an order or an account: it is the key of indexes.
pub(super) const NUMBER_LETTERS: usize = 64;
/// The longest name of a company or a person.
pub(super) const NAME_LETTERS: usize = 200;
/// The longest text.
pub(super) const TEXT_LETTERS: usize = 2_000;

/// How many problems of one document are told.
const MOST_TOLD: usize = 10;

/// Reads the rows of one document.
pub(super) struct Cells<'a> {
    sheet: &'a Sheet,
    rows: &'a [Row],
    at: usize,
    findings: Findings,
    hash: Sha256,
}

impl<'a> Cells<'a> {
    /// Begins with the first row.
    pub fn new(sheet: &'a Sheet, rows: &'a [Row]) -> Self {
        let mut cells =
            Self { sheet, rows, at: 0, findings: Findings::default(), hash: Sha256::new() };
        for row in rows {
            if let Some(why) = &row.broken {
                cells.findings.refuse(row.number, "", "", why.as_str());
            }
        }
        cells
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Goes to a row, counted from 0.
    pub fn go_to(&mut self, row: usize) {
        self.at = row.min(self.rows.len().saturating_sub(1));
        self.hash.update(b"\nrow");
    }

    /// Looks at a row once more: what was read of it counts already.
    pub fn look_at(&mut self, row: usize) {
        self.at = row.min(self.rows.len().saturating_sub(1));
    }

    /// Whether any row says anything in a column of ours.
    pub fn says(&self, name: &str) -> bool {
        let Some(position) = self.sheet.kind.position(name) else { return false };
        let filled = |cell: &Cell| !cell.text.is_empty() || cell.unreadable.is_some();
        self.rows.iter().any(|row| row.cells.get(position).is_some_and(filled))
    }

    /// Whether every row says what the first one does.
    pub fn rows_are_the_same(&self) -> bool {
        self.rows.windows(2).all(|pair| pair[0].cells == pair[1].cells)
    }

    /// The number of the row in the file.
    pub fn row_no(&self) -> u64 {
        self.rows.get(self.at).map_or(0, |row| row.number)
    }

    /// Whether the file says anything of a column of ours.
    pub fn has(&self, name: &str) -> bool {
        self.sheet.source(name).is_some()
    }

    /// Text; nothing if the cell is empty.
    pub fn text(&mut self, name: &'static str, most_letters: usize) -> Option<String> {
        let text = self.raw(name)?;
        let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.within(name, one_line, most_letters)
    }

    /// Text in which line breaks matter.
    pub fn lines(&mut self, name: &'static str, most_letters: usize) -> Option<String> {
        let text = self.raw(name)?.replace("\r\n", "\n").replace('\r', "\n");
        self.within(name, text, most_letters)
    }

    /// Text that must be there.
    pub fn needed(&mut self, name: &'static str, most_letters: usize) -> Option<String> {
        let text = self.text(name, most_letters);
        self.must_be_there(name);
        text
    }

    /// A date.
    pub fn date(&mut self, name: &'static str) -> Option<NaiveDate> {
        let text = self.raw(name)?;
        let read = values::date(&text, &self.sheet.format.dates);
        self.take(name, &text, read)
    }

    /// A date that is no part of what the document says.
    pub fn date_aside(&mut self, name: &'static str) -> Option<NaiveDate> {
        let before = self.hash.clone();
        let date = self.date(name);
        self.hash = before;
        date
    }

    /// A date that must be there.
    pub fn needed_date(&mut self, name: &'static str) -> Option<NaiveDate> {
        let date = self.date(name);
        self.must_be_there(name);
        date
    }

    /// A currency; nothing if the cell is empty.
    pub fn currency(&mut self) -> Option<Currency> {
        self.read("currency", |text| {
            let currency = text.to_ascii_uppercase().parse::<Currency>();
            currency.map_err(|refusal| refusal.to_string())
        })
    }

    /// An amount of money.
    pub fn amount(&mut self, name: &'static str, currency: Currency) -> Option<Money> {
        let text = self.raw(name)?;
        let read = values::amount(&text, currency, &self.sheet.format);
        self.take(name, &text, read)
    }

    /// A number with decimals, as an integer of its smallest step.
    pub fn fixed(
        &mut self,
        name: &'static str,
        decimals: u32,
        may_be_negative: bool,
    ) -> Option<i64> {
        let text = self.raw(name)?;
        let read = values::fixed(&text, decimals, may_be_negative, &self.sheet.format);
        self.take(name, &text, read)
    }

    /// A percentage in hundredths of a per cent.
    pub fn percent(&mut self, name: &'static str, most_bp: i32) -> Option<i32> {
        let text = self.raw(name)?;
        let read = values::fixed(&text, 2, false, &self.sheet.format).and_then(|bp| {
            let bp = i32::try_from(bp).ok().filter(|bp| *bp <= most_bp);
            let most = domain::rates::percent_text(most_bp);
            bp.ok_or_else(|| format!("This has to be a percentage of {most} at most."))
        });
        self.take(name, &text, read)
    }

    /// A whole number.
    pub fn whole(&mut self, name: &'static str, most: i32) -> Option<i32> {
        let text = self.raw(name)?;
        let read = values::whole(&text, most);
        self.take(name, &text, read)
    }

    /// Yes or no.
    pub fn flag(&mut self, name: &'static str) -> Option<bool> {
        let text = self.raw(name)?;
        let read = values::flag(&text);
        self.take(name, &text, read)
    }

    /// Whatever a function reads.
    pub fn read<T: std::fmt::Debug>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.raw(name)?;
        let read = read(&text);
        self.take(name, &text, read)
    }

    /// How this file writes numbers and dates.
    pub fn format(&self) -> &'a super::mapping::Format {
        &self.sheet.format
    }

    /// Notes what is wrong with a cell of the row.
    pub fn refuse(&mut self, name: &'static str, message: impl Into<String>) {
        let value = self.cell(name).map_or("", |cell| cell.text.as_str());
        self.tell(name, value, message.into());
    }

    /// Notes what is wrong with the row as a whole.
    pub fn refuse_row(&mut self, message: impl Into<String>) {
        if self.findings.0.len() < MOST_TOLD {
            self.findings.refuse(self.row_no(), "", "", message);
        }
    }

    /// Whether nothing is wrong so far. Where something is, what would follow from it is not told:
    /// people mend causes.
    pub fn is_clean(&self) -> bool {
        self.findings.0.is_empty()
    }

    /// What was read, as a hash, if nothing was wrong; else all that was.
    pub fn finish(self) -> Result<String, Findings> {
        if self.findings.0.is_empty() {
            return Ok(format!("{HASH_VERSION}{}", hex::encode(self.hash.finalize())));
        }
        Err(self.findings)
    }

    /// A cell of the row. Those of a broken row may stand under wrong headers, and are not read.
    fn cell(&self, name: &str) -> Option<&'a Cell> {
        let row: &'a Row = self.rows.get(self.at)?;
        if row.broken.is_some() {
            return None;
        }
        row.cells.get(self.sheet.kind.position(name)?)
    }

    /// What a cell says; nothing if it is empty or cannot be read, which is then noted.
    fn raw(&mut self, name: &'static str) -> Option<String> {
        let cell = self.cell(name)?;
        if let Some((value, why)) = &cell.unreadable {
            self.tell(name, value, why.clone());
            return None;
        }
        (!cell.text.is_empty()).then(|| cell.text.clone())
    }

    fn must_be_there(&mut self, name: &'static str) {
        let is_broken = self.rows.get(self.at).is_some_and(|row| row.broken.is_some());
        let is_empty = !is_broken
            && self.cell(name).is_none_or(|cell| cell.text.is_empty() && cell.unreadable.is_none());
        if is_empty {
            self.tell(name, "", "This must not be empty.".to_owned());
        }
    }

    fn within(&mut self, name: &'static str, text: String, most_letters: usize) -> Option<String> {
        let letters = text.chars().count();
        let read = if letters <= most_letters {
            Ok(text.clone())
        } else {
            Err(format!("This has {letters} letters; {most_letters} are the most."))
        };
        self.take(name, &text, read)
    }

    fn take<T: std::fmt::Debug>(
        &mut self,
        name: &'static str,
        text: &str,
        read: Result<T, String>,
    ) -> Option<T> {
        match read {
            Ok(value) => {
                // What was understood, not how it was written: 1240.00 and 1.240,00 are one amount.
                self.hash.update(format!("\n{name}={value:?}"));
                Some(value)
            }
            Err(told) => {
                self.tell(name, text, told);
                None
            }
        }
    }

    fn tell(&mut self, name: &str, value: &str, message: String) {
        if self.findings.0.len() < MOST_TOLD {
            let heading = self.sheet.heading(name);
            self.findings.refuse(self.row_no(), heading, value, message);
        }
    }
}
