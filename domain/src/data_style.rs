//! How a document looks to programs: the columns of its tables, and what is agreed with who reads X12.

use crate::{
    format::Format,
    table_column::{Level, TableColumns},
    x12_partner::X12Partner,
};

/// How it looks to them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataStyle {
    /// The columns of CSV and of spreadsheets.
    pub table: TableColumns,
    /// The envelope of X12.
    pub x12: X12Partner,
}

impl Default for DataStyle {
    /// Where nobody has chosen: a row for each line, and nothing agreed.
    fn default() -> Self {
        Self { table: TableColumns::usual(Level::Line), x12: X12Partner::default() }
    }
}

impl DataStyle {
    /// What it makes of a format as a code, empty where that is the usual: two files of the same code look
    /// the same.
    pub fn code(&self, format: Format) -> String {
        let usual = Self::default();
        match format {
            Format::Csv | Format::Xlsx if self.table != usual.table => self.table.to_string(),
            Format::X12 if self.x12 != usual.x12 => self.x12.code(),
            _ => String::new(),
        }
    }

    /// What it makes of a format in a few words, where it makes something of it.
    pub fn words(&self, format: Format) -> Option<String> {
        match format {
            Format::Csv | Format::Xlsx => {
                let row = match self.table.level() {
                    Level::Document => "document",
                    Level::Line => "line",
                };
                Some(format!("{} columns, a row for each {row}", self.table.iter().count()))
            }
            Format::X12 => {
                let to = self.x12.receiver.as_ref()?;
                Some(format!("to {}:{}", to.qualifier, to.id))
            }
            _ => None,
        }
    }
}
