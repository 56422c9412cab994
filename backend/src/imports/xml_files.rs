//! Files of e-invoices: one, or several in a ZIP. A ZIP can say that it is small and be large; what is taken out
//! of one is counted, whatever it says.

use super::{kind::Kind, problems::shown, rows::Stop};
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};
use zip::ZipArchive;

/// The largest e-invoice.
const FILE_BYTES: u64 = 16 * 1024 * 1024;
/// The most files of one ZIP.
const MOST_FILES: u16 = 10_000;
/// The most that all of them may hold.
const ALL_BYTES: u64 = 1024 * 1024 * 1024;

/// How a ZIP begins.
const ZIP: &[u8] = b"PK\x03\x04";
/// How the record at the end of a ZIP begins, how long it is, and the longest comment behind it (APPNOTE.TXT
/// 4.3.16).
const END: &[u8] = b"PK\x05\x06";
const END_BYTES: u64 = 22;
const COMMENT_BYTES: u64 = 65_535;

/// What e-invoices are read from.
pub(super) enum Source {
    /// A file.
    One { found: Option<Found>, bytes_done: u64 },
    /// Several in a ZIP.
    Many(Many),
}

/// A ZIP that is being read.
pub(super) struct Many {
    archive: ZipArchive<File>,
    next: usize,
    bytes_done: u64,
    taken_out: u64,
}

/// A file: what it is called, and what is in it or why that cannot be read.
pub(super) struct Found {
    pub name: String,
    pub bytes: Result<Vec<u8>, String>,
}

/// Opens what begins like e-invoices, if the kind comes so, under the name that it came with. Nothing of other
/// files.
pub(super) fn open(
    kind: Kind,
    start: &[u8],
    path: &Path,
    name: &str,
) -> Result<Option<Source>, Stop> {
    if !matches!(kind, Kind::Invoices | Kind::CreditNotes) {
        return Ok(None);
    }
    if start.starts_with(ZIP) {
        return Many::open(path).map(|many| Some(Source::Many(many)));
    }
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    if !text.trim_ascii_start().starts_with(b"<") {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_BYTES {
        return Err(Stop::Unusable(too_large()));
    }
    let name = if name.is_empty() { "invoice.xml".to_owned() } else { shown(name) };
    let found = Found { name, bytes: Ok(bytes) };
    Ok(Some(Source::One { found: Some(found), bytes_done: 0 }))
}

fn too_large() -> String {
    "An e-invoice can have 16 MiB at most.".to_owned()
}

impl Source {
    /// How many bytes of the file have been read.
    pub fn bytes_done(&self) -> u64 {
        match self {
            Self::One { bytes_done, .. } => *bytes_done,
            Self::Many(many) => many.bytes_done,
        }
    }

    /// Whether names tell files apart.
    pub fn has_several(&self) -> bool {
        matches!(self, Self::Many(_))
    }

    /// The next file.
    pub fn next_file(&mut self) -> Result<Option<Found>, Stop> {
        match self {
            Self::One { found, bytes_done } => {
                let found = found.take();
                if let Some(Found { bytes: Ok(bytes), .. }) = &found {
                    *bytes_done = bytes.len() as u64;
                }
                Ok(found)
            }
            Self::Many(many) => many.next_file(),
        }
    }
}

impl Many {
    fn open(path: &Path) -> Result<Self, Stop> {
        let unusable = |told: &str| Stop::Unusable(told.to_owned());
        let mut file = File::open(path)?;
        match files_in(&mut file)? {
            None => return Err(unusable("This ZIP is broken: its list of files is missing.")),
            Some(many) if many > MOST_FILES => {
                return Err(unusable("A ZIP can hold 10,000 files at most. Split it."));
            }
            Some(_) => {}
        }
        let archive = ZipArchive::new(file);
        let archive = archive.map_err(|_| unusable("This ZIP is broken and cannot be read."))?;
        // Some do not say how large their files are.
        if archive.decompressed_size().is_some_and(|all| all > u128::from(ALL_BYTES)) {
            return Err(unusable(ALL_TOO_LARGE));
        }
        Ok(Self { archive, next: 0, bytes_done: 0, taken_out: 0 })
    }

    /// The next file that is not a folder or a program's own.
    fn next_file(&mut self) -> Result<Option<Found>, Stop> {
        while self.next < self.archive.len() {
            let nth = self.next;
            self.next += 1;
            let file = match self.archive.by_index(nth) {
                Ok(file) => file,
                Err(_) => {
                    let told =
                        "This file in the ZIP is locked or broken. Put it in without a password.";
                    let name = format!("file {}", nth + 1);
                    return Ok(Some(Found { name, bytes: Err(told.to_owned()) }));
                }
            };
            self.bytes_done += file.compressed_size();
            let name = file.name().map(|name| shown(&name));
            let name = name.unwrap_or_else(|_| format!("file {}", nth + 1));
            if file.is_dir() || is_of_a_program(&name) {
                continue;
            }
            let bytes = taken_out(file, &name, &mut self.taken_out);
            if self.taken_out > ALL_BYTES {
                return Err(Stop::Unusable(ALL_TOO_LARGE.to_owned()));
            }
            return Ok(Some(Found { name, bytes }));
        }
        Ok(None)
    }
}

const ALL_TOO_LARGE: &str = "What is in this ZIP is larger than 1 GiB. Split it.";

/// What is in a file of a ZIP, or why it is not to be had. What is taken out is counted either way.
fn taken_out(file: impl Read, name: &str, count: &mut u64) -> Result<Vec<u8>, String> {
    if !name.to_ascii_lowercase().ends_with(".xml") {
        return Err("This is no XML file. A ZIP holds e-invoices and nothing else.".to_owned());
    }
    let mut bytes = Vec::new();
    let read = file.take(FILE_BYTES + 1).read_to_end(&mut bytes);
    *count += bytes.len() as u64;
    match read {
        Ok(_) if bytes.len() as u64 > FILE_BYTES => Err(too_large()),
        Ok(_) => Ok(bytes),
        Err(_) => Err("This file in the ZIP is broken and cannot be read.".to_owned()),
    }
}

/// What systems put beside people's files.
fn is_of_a_program(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    name.starts_with("__MACOSX/") || last.starts_with('.') || last == "Thumbs.db"
}

/// How many files a ZIP says it has: asked before it is opened, because what opens it keeps something of each.
/// Those with more than 65,534 say so elsewhere, and here 65,535.
fn files_in(file: &mut File) -> io::Result<Option<u16>> {
    let length = file.metadata()?.len();
    let from = length.saturating_sub(END_BYTES + COMMENT_BYTES);
    file.seek(SeekFrom::Start(from))?;
    let mut end = Vec::new();
    Read::by_ref(file).take(END_BYTES + COMMENT_BYTES).read_to_end(&mut end)?;
    file.seek(SeekFrom::Start(0))?;
    // Several may look like the record: the largest number counts.
    let records = end.windows(END_BYTES as usize).filter(|record| record.starts_with(END));
    Ok(records.map(|record| u16::from_le_bytes([record[10], record[11]])).max())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_systems_leave_behind_is_no_invoice() {
        for name in ["__MACOSX/a.xml", ".DS_Store", "may/._1.xml", "Thumbs.db"] {
            assert!(is_of_a_program(name), "{name}");
        }
        assert!(!is_of_a_program("may/1.xml"));
    }
}
