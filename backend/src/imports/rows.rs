//! Rows, streamed from a file: no more of it is in memory than one batch. Rows that cannot be told
//! apart from their neighbours stay with them, so that no invoice is ever loaded without a line.

use super::{
    bounded::Bounded,
    mapping::Mapping,
    problems::shown,
    sheet::{self, Sheet, Source, decode},
    xml, xml_files,
};
use crate::originals::Came;
use domain::seller::Identity;
use std::{
    collections::{HashMap, VecDeque},
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
    sync::Arc,
};

/// The longest record.
const RECORD_BYTES: usize = 1024 * 1024;
/// The longest cell that we read.
const CELL_BYTES: usize = 64 * 1024;
/// The most rows of one document.
const DOCUMENT_ROWS: usize = 1_000;
/// How much of a file is looked at to see what it is.
const START_BYTES: usize = 64 * 1024;

/// One row: our columns as text, or why one cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Row {
    /// As a spreadsheet counts: the header is row 1.
    pub number: u64,
    /// By position among our columns.
    pub cells: Vec<Cell>,
    /// Why the row as a whole cannot be trusted.
    pub broken: Option<String>,
    /// What it takes in memory, roughly.
    pub bytes: usize,
}

/// One of our columns in one row.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Cell {
    /// What it says after prefix and values; empty if nothing.
    pub text: String,
    /// What stands in the file, if it cannot be read, and why not.
    pub unreadable: Option<(String, String)>,
}

/// Why reading a file stops.
#[derive(Debug)]
pub(super) enum Stop {
    /// The file as a whole, or its rest, cannot be read: in words for people.
    Unusable(String),
    /// The disk.
    Io(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A file that is being read: a table, or e-invoices.
pub(super) enum Input {
    Table(Box<Rows>),
    Xml(Box<xml::Files>),
}

impl Input {
    /// Opens a file, and sees by its first bytes what it is.
    pub fn open(at: (&Path, &str), mapping: &Mapping, seller: &Identity) -> Result<Self, Stop> {
        let (path, name) = at;
        let start = start_of(&mut File::open(path)?)?;
        if let Some(source) = xml_files::open(mapping.kind, &start, path, name)? {
            return Ok(Self::Xml(Box::new(xml::Files::of(source, mapping, seller.clone()))));
        }
        Ok(Self::Table(Box::new(Rows::open(path, mapping)?)))
    }

    /// What the rows are read by.
    pub fn sheet(&self) -> &Sheet {
        match self {
            Self::Table(rows) => &rows.sheet,
            Self::Xml(files) => &files.sheet,
        }
    }

    /// How many bytes of the file have been read.
    pub fn bytes_done(&self) -> u64 {
        match self {
            Self::Table(rows) => rows.bytes_done(),
            Self::Xml(files) => files.bytes_done(),
        }
    }

    /// The rows of the next document.
    pub fn next_document(&mut self) -> Result<Option<Vec<Row>>, Stop> {
        match self {
            Self::Table(rows) => rows.next_document(),
            Self::Xml(files) => files.next_document(),
        }
    }

    /// The e-invoice that the last document was read from.
    pub fn original(&mut self) -> Option<Arc<Came>> {
        match self {
            Self::Table(_) => None,
            Self::Xml(files) => files.original(),
        }
    }

    /// What the files with such numbers are called, where there are several.
    pub fn names(&mut self) -> HashMap<u64, String> {
        match self {
            Self::Table(_) => HashMap::new(),
            Self::Xml(files) => files.names(),
        }
    }
}

/// A table that is being read.
pub(super) struct Rows {
    csv: csv::Reader<Bounded<File>>,
    record: csv::ByteRecord,
    held: VecDeque<Row>,
    counter: Counter,
    key: usize,
    /// What the rows are read by.
    pub sheet: Sheet,
}

impl Rows {
    /// Opens a file and reads its header.
    pub fn open(path: &Path, mapping: &Mapping) -> Result<Self, Stop> {
        let mut file = File::open(path)?;
        let start = start_of(&mut file)?;
        if start.is_empty() {
            return Err(Stop::Unusable("The file is empty.".to_owned()));
        }
        if let Some(told) = sheet::not_csv(&start) {
            return Err(Stop::Unusable(told.to_owned()));
        }
        let mut csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(START_BYTES)
            .delimiter(sheet::delimiter(mapping.format.delimiter, &start))
            .from_reader(Bounded::new(file));
        let mut record = csv::ByteRecord::new();
        let mut counter = Counter::of(&start);
        if !read_record(&mut csv, &mut record, &counter)? {
            return Err(Stop::Unusable("The file is empty.".to_owned()));
        }
        counter.count(&csv, &record);
        let header: Vec<Vec<u8>> = record.iter().map(<[u8]>::to_vec).collect();
        let sheet = Sheet::of(mapping, &header).map_err(Stop::Unusable)?;
        Ok(Self {
            csv,
            record,
            held: VecDeque::new(),
            counter,
            key: sheet.kind.position("number").unwrap_or(0),
            sheet,
        })
    }

    /// How many bytes of the file have been read.
    pub fn bytes_done(&self) -> u64 {
        self.csv.position().byte()
    }

    /// The rows of the next document.
    pub fn next_document(&mut self) -> Result<Option<Vec<Row>>, Stop> {
        let Some(first) = self.next_row()? else {
            return Ok(None);
        };
        let mut document = vec![first];
        if self.sheet.kind.spans_rows() {
            while let Some(row) = self.next_of(&document[0])? {
                // What is beyond all measure is refused anyway, and need not be kept.
                if document.len() <= DOCUMENT_ROWS {
                    document.push(row);
                }
            }
        }
        if document.len() > DOCUMENT_ROWS {
            let told = format!("A document can have {DOCUMENT_ROWS} rows at most.");
            document.truncate(1);
            document[0].broken = Some(told);
        }
        Ok(Some(document))
    }

    /// The next row, if it belongs to the document that a row begins. A broken row in the midst of
    /// one does, whatever its number seems to be.
    fn next_of(&mut self, first: &Row) -> Result<Option<Row>, Stop> {
        let Some(row) = self.next_row()? else {
            return Ok(None);
        };
        let key = self.key;
        let number = &first.cells[key].text;
        let same = |row: &Row| !number.is_empty() && row.cells[key].text == *number;
        if same(&row) {
            return Ok(Some(row));
        }
        if row.broken.is_none() && row.cells[key].unreadable.is_none() {
            self.held.push_front(row);
            return Ok(None);
        }
        let after = self.next_row()?;
        let in_the_midst = after.as_ref().is_some_and(same);
        if let Some(after) = after {
            self.held.push_front(after);
        }
        if in_the_midst {
            return Ok(Some(row));
        }
        self.held.push_front(row);
        Ok(None)
    }

    fn next_row(&mut self) -> Result<Option<Row>, Stop> {
        if let Some(row) = self.held.pop_front() {
            return Ok(Some(row));
        }
        while read_record(&mut self.csv, &mut self.record, &self.counter)? {
            self.counter.count(&self.csv, &self.record);
            // Spreadsheets leave rows of nothing but delimiters at the end.
            if self.record.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                return Ok(Some(self.row()));
            }
        }
        Ok(None)
    }

    fn row(&self) -> Row {
        let cells = self.sheet.sources.iter().map(|source| match source {
            Some(source) => self.cell(source),
            None => Cell::default(),
        });
        let cells: Vec<Cell> = cells.collect();
        let text: usize = cells.iter().map(|cell| cell.text.len() + size_of::<Cell>()).sum();
        Row { number: self.counter.row, cells, broken: self.why_broken(), bytes: text }
    }

    /// Why the row cannot be trusted: its cells may stand under other headers than they belong to.
    /// Empty cells beyond the last column are harmless; many programs write a last delimiter.
    fn why_broken(&self) -> Option<String> {
        let (cells, width) = (self.record.len(), self.sheet.width);
        let beyond = self.record.iter().skip(width).any(|cell| !cell.trim_ascii().is_empty());
        (cells < width || beyond).then(|| {
            format!("This row has {cells} cells, the header has {width}. A cell that holds a delimiter or a line break has to stand in quotes.")
        })
    }

    fn cell(&self, source: &Source) -> Cell {
        let (index, prefix, values, otherwise) = match source {
            Source::Constant(text) => {
                return Cell { text: text.clone(), unreadable: None };
            }
            Source::Cell { index, prefix, values, otherwise, .. } => {
                (*index, prefix, values, otherwise)
            }
        };
        let bytes = self.record.get(index).unwrap_or_default();
        let unreadable = |why: &str| Cell {
            text: String::new(),
            unreadable: Some((
                shown(&String::from_utf8_lossy(&bytes[..bytes.len().min(400)])),
                why.to_owned(),
            )),
        };
        if bytes.len() > CELL_BYTES {
            return unreadable("This cell is longer than 64 KiB.");
        }
        let Some(text) = decode(bytes, self.sheet.format.encoding) else {
            return unreadable(
                "This is not in the encoding of the mapping. Save the file as CSV UTF-8, or choose windows-1252.",
            );
        };
        if text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return unreadable("This holds a character that no text has, such as NUL.");
        }
        let text = text.trim();
        if text.is_empty() {
            return Cell::default();
        }
        let meant = match (values.get(text), otherwise) {
            (Some(meant), _) => meant,
            (None, Some(otherwise)) => otherwise,
            (None, None) if values.is_empty() => text,
            (None, None) => return unreadable("The mapping does not say what this value means."),
        };
        Cell { text: format!("{prefix}{meant}"), unreadable: None }
    }
}

/// The first bytes of a file, which is then read from its beginning.
fn start_of(file: &mut File) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    Read::by_ref(file).take(START_BYTES as u64).read_to_end(&mut start)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(start)
}

fn read_record(
    csv: &mut csv::Reader<Bounded<File>>,
    record: &mut csv::ByteRecord,
    counter: &Counter,
) -> Result<bool, Stop> {
    let too_long = || {
        Stop::Unusable(format!(
            "After row {} comes one that is longer than 1 MiB, so the file cannot be read from there. Most often a quote is not closed.",
            counter.row
        ))
    };
    csv.get_mut().allow(RECORD_BYTES + START_BYTES);
    let more = csv.read_byte_record(record).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::Other => too_long(),
        csv::ErrorKind::Io(error) => Stop::Io(error),
        other => Stop::Io(io::Error::other(format!("{other:?}"))),
    })?;
    if record.as_slice().len() > RECORD_BYTES {
        return Err(too_long());
    }
    Ok(more)
}

/// Counts rows as a spreadsheet does: empty lines count, line breaks within cells do not.
#[derive(Debug)]
struct Counter {
    row: u64,
    within_cells: u64,
    /// Records of such files end before the `\n`, which is counted with the next one.
    ends_in_cr: bool,
}

impl Counter {
    fn of(start: &[u8]) -> Self {
        let first = start.iter().position(|byte| *byte == b'\n');
        let before = first.and_then(|n| n.checked_sub(1)).and_then(|n| start.get(n));
        Self { row: 0, within_cells: 0, ends_in_cr: before == Some(&b'\r') }
    }

    fn count(&mut self, csv: &csv::Reader<Bounded<File>>, record: &csv::ByteRecord) {
        let breaks = record.as_slice().iter().filter(|byte| **byte == b'\n').count();
        self.within_cells += breaks as u64;
        let unfinished = self.ends_in_cr || csv.get_ref().at_end();
        let lines = csv.position().line() - 1 + u64::from(unfinished);
        // Files with bare carriage returns have no lines to count.
        self.row = lines.saturating_sub(self.within_cells).max(self.row + 1);
    }
}
