//! Lists as CSV (RFC 4180), as spreadsheets open it: with a byte-order mark, because Excel reads
//! UTF-8 only by it, and without cells that a spreadsheet would run.

use domain::Money;

/// A CSV that is being written.
pub struct Csv {
    writer: csv::Writer<Vec<u8>>,
}

impl Csv {
    /// Begins with the names of the columns.
    pub fn new(columns: &[&str]) -> Self {
        let mut csv = Self { writer: csv::Writer::from_writer("\u{feff}".into()) };
        csv.row(columns.iter().map(|name| Cell::text(*name)));
        csv
    }

    /// The same to the letter of RFC 4180: lines end with CR LF, and the mark is there where it is wanted.
    pub fn strict(columns: &[&str], is_marked: bool) -> Self {
        let begin = if is_marked { "\u{feff}" } else { "" };
        let mut builder = csv::WriterBuilder::new();
        builder.terminator(csv::Terminator::CRLF);
        let mut csv = Self { writer: builder.from_writer(begin.into()) };
        csv.row(columns.iter().map(|name| Cell::text(*name)));
        csv
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let cells = cells.into_iter().map(|cell| cell.0);
        self.writer
            .write_record(cells)
            .expect("every row has as many cells as there are columns, and memory does not fail");
    }

    /// The bytes.
    pub fn finish(self) -> Vec<u8> {
        self.writer.into_inner().expect("memory does not fail")
    }
}

/// A cell.
pub struct Cell(String);

impl Cell {
    /// Text. What a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV
    /// injection): names and references come from others.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        let is_formula =
            text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
        if is_formula { Self(format!("'{text}")) } else { Self(text) }
    }

    /// A date: `2026-11-18`.
    pub fn date(day: chrono::NaiveDate) -> Self {
        Self(day.to_string())
    }

    /// An instant in UTC: `2026-11-18T08:00:00Z`.
    pub fn instant(at: chrono::DateTime<chrono::Utc>) -> Self {
        Self(at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
    }

    /// An amount in canonical form: `-1240.00`. Its currency has a column of its own.
    pub fn amount(amount: Money) -> Self {
        Self(amount.canonical())
    }

    /// A figure that is no amount: `-2.5`.
    pub fn figure(figure: rust_decimal::Decimal) -> Self {
        Self(figure.to_string())
    }

    /// Nothing.
    pub fn empty() -> Self {
        Self(String::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Currency;

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        let mut csv = Csv::new(&["name", "amount"]);
        for name in ["=HYPERLINK(\"x\")", "+1", "-1", "@x", "\t=1", "＝1", "a, \"b\"\nc"] {
            csv.row([Cell::text(name), Cell::amount(Money::new(-60_500, Currency::EUR))]);
        }
        let text = String::from_utf8(csv.finish()).expect("UTF-8");
        let expected = "\u{feff}name,amount\n\
            \"'=HYPERLINK(\"\"x\"\")\",-605.00\n'+1,-605.00\n'-1,-605.00\n'@x,-605.00\n\
            '\t=1,-605.00\n'＝1,-605.00\n\"a, \"\"b\"\"\nc\",-605.00\n";
        assert_eq!(text, expected);
    }
}
