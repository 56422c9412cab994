//! Several files as one: a ZIP, written piece by piece, so that its size costs no memory.

use chrono::{Datelike, NaiveDate};
use std::io::{Seek, Write};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

pub use zip::result::ZipResult;

/// A ZIP that is being written.
pub struct Archive<W: Write + Seek> {
    writer: ZipWriter<W>,
    day: DateTime,
}

impl<W: Write + Seek> Archive<W> {
    /// An empty one. All of its files bear the day on which it is made.
    pub fn begin(to: W, made_on: NaiveDate) -> Self {
        let part = |number: u32| u8::try_from(number).unwrap_or(1);
        let year = u16::try_from(made_on.year()).unwrap_or(1980);
        let (month, day) = (part(made_on.month()), part(made_on.day()));
        let day = DateTime::from_date_and_time(year, month, day, 0, 0, 0).unwrap_or_default();
        Self { writer: ZipWriter::new(to), day }
    }

    /// Puts a file into it. What is compressed in itself is kept as it is.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> ZipResult<()> {
        let is_small =
            [".pdf", ".xlsx", ".png", ".jpg", ".jpeg"].iter().any(|end| name.ends_with(end));
        let method = match is_small {
            true => CompressionMethod::Stored,
            false => CompressionMethod::Deflated,
        };
        let options =
            SimpleFileOptions::default().compression_method(method).last_modified_time(self.day);
        self.writer.start_file(name, options)?;
        self.writer.write_all(bytes)?;
        Ok(())
    }

    /// Ends it, and gives back what it was written to.
    pub fn finish(self) -> ZipResult<W> {
        self.writer.finish()
    }
}

/// The name of a file as a file system takes it: many number their invoices like `FV/2026/11/001`.
pub fn file_name(name: &str) -> String {
    let is_apart = |c: char| matches!(c, '/' | '\\' | ':') || c.is_control();
    name.chars().map(|c| if is_apart(c) { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Read};

    fn written() -> Vec<u8> {
        let day = NaiveDate::from_ymd_opt(2026, 11, 18).unwrap();
        let mut archive = Archive::begin(Cursor::new(Vec::new()), day);
        archive.add("a.xml", "<a/>".repeat(100).as_bytes()).unwrap();
        archive.add("b.pdf", b"%PDF-1.7").unwrap();
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn what_is_put_in_comes_out_and_equal_input_is_equal_bytes() {
        let mut read = zip::ZipArchive::new(Cursor::new(written())).unwrap();
        let mut text = String::new();
        read.by_name("a.xml").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "<a/>".repeat(100));
        assert_eq!(read.by_name("b.pdf").unwrap().compression(), CompressionMethod::Stored);
        assert_eq!(written(), written());
    }

    #[test]
    fn a_number_with_slashes_names_a_file_and_no_folder() {
        assert_eq!(file_name("invoice-FV/2026/11/001.pdf"), "invoice-FV-2026-11-001.pdf");
        assert_eq!(file_name("invoice-..\\..\\x.pdf"), "invoice-..-..-x.pdf");
    }
}
