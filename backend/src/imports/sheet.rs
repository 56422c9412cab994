//! The head of a file: what separates its cells, where our columns stand, and why a file as a whole
//! cannot be read.

use super::{
    kind::Kind,
    mapping::{Delimiter, Encoding, Format, Mapping, Origin},
    problems::shown,
};
use std::collections::BTreeMap;

/// The most columns of a file.
const MOST_COLUMNS: usize = 1_000;
/// How many of a file's headers are named where one is missing.
const HEADERS_TOLD: usize = 40;

/// What the rows of a file are read by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Sheet {
    /// What the rows become.
    pub kind: Kind,
    /// How things are written.
    pub format: Format,
    /// How many cells a row has.
    pub width: usize,
    /// By position among our columns: where it comes from, if from anywhere.
    pub sources: Vec<Option<Source>>,
}

/// Where one of our columns comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Source {
    /// A cell.
    Cell {
        index: usize,
        header: String,
        prefix: String,
        values: BTreeMap<String, String>,
        otherwise: Option<String>,
    },
    /// The same for every row.
    Constant(String),
}

impl Sheet {
    /// Finds the mapped columns in a header, or says why the file cannot be read.
    pub fn of(mapping: &Mapping, header: &[Vec<u8>]) -> Result<Self, String> {
        let headers = read_headers(header, mapping.format.encoding)?;
        let columns = if mapping.columns.is_empty() {
            own_columns(mapping.kind, &headers)
        } else {
            mapping.columns.clone()
        };
        let mut missing = Vec::new();
        let mut sources = vec![None; mapping.kind.columns().len()];
        for (name, origin) in columns {
            let source = match (origin.column.clone(), origin.constant.clone()) {
                (Some(column), _) => match find(&headers, &column)? {
                    Some(index) => cell(index, column, origin),
                    None => {
                        missing.push(column);
                        continue;
                    }
                },
                (None, constant) => Source::Constant(constant.unwrap_or_default()),
            };
            let position = mapping.kind.position(&name);
            if let Some(slot) = position.and_then(|n| sources.get_mut(n)) {
                *slot = Some(source);
            }
        }
        if !missing.is_empty() {
            return Err(format!(
                "This file has no column {}. Its columns are: {}.",
                quoted(&missing),
                listed(&headers)
            ));
        }
        Ok(Self {
            kind: mapping.kind,
            format: mapping.format.clone(),
            width: headers.len(),
            sources,
        })
    }

    /// Where one of our columns comes from.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.kind.position(name).and_then(|n| self.sources.get(n)).and_then(Option::as_ref)
    }

    /// What people know a column of ours by: their header, or our name.
    pub fn heading<'a>(&'a self, name: &'a str) -> &'a str {
        match self.source(name) {
            Some(Source::Cell { header, .. }) => header,
            _ => name,
        }
    }
}

fn cell(index: usize, header: String, origin: Origin) -> Source {
    Source::Cell {
        index,
        header,
        prefix: origin.prefix,
        values: origin.values,
        otherwise: origin.otherwise,
    }
}

/// Without a mapping: our columns that the file has, and those that it needs.
fn own_columns(kind: Kind, headers: &[String]) -> BTreeMap<String, Origin> {
    kind.columns()
        .iter()
        .filter(|column| column.needed || headers.iter().any(|header| header == column.name))
        .map(|column| (column.name.to_owned(), Origin::column(column.name)))
        .collect()
}

fn read_headers(header: &[Vec<u8>], encoding: Encoding) -> Result<Vec<String>, String> {
    if header.len() > MOST_COLUMNS {
        return Err(format!(
            "This file has {} columns; {MOST_COLUMNS} are the most.",
            header.len()
        ));
    }
    let headers: Option<Vec<String>> = header
        .iter()
        .map(|bytes| decode(bytes, encoding).map(|text| text.trim().to_owned()))
        .collect();
    let headers = headers.ok_or(
        "The header is not in the encoding of the mapping. Save the file as CSV UTF-8, or choose windows-1252.",
    )?;
    if headers
        .iter()
        .any(|header| header.contains(|c: char| c.is_control() && c != '\n' && c != '\r'))
    {
        return Err("This is not a CSV file: its first row holds control characters.".to_owned());
    }
    Ok(headers)
}

/// Where a header stands. Twice is a reason to stop: nobody could say which one is meant.
fn find(headers: &[String], wanted: &str) -> Result<Option<usize>, String> {
    let mut found = headers.iter().enumerate().filter(|(_, header)| *header == wanted.trim());
    match (found.next(), found.next()) {
        (Some((a, _)), Some((b, _))) => Err(format!(
            "“{}” is the header of two columns, number {} and {}. Rename one of them.",
            shown(wanted),
            a + 1,
            b + 1
        )),
        (Some((index, _)), None) => Ok(Some(index)),
        _ => Ok(None),
    }
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("“{}”", shown(name))).collect();
    names.join(", ")
}

fn listed(headers: &[String]) -> String {
    let mut told: Vec<String> = headers.iter().take(HEADERS_TOLD).map(|h| shown(h)).collect();
    if headers.len() > HEADERS_TOLD {
        told.push(format!("and {} more", headers.len() - HEADERS_TOLD));
    }
    told.join(", ")
}

/// Letters of bytes; nothing if they are not in that encoding.
pub(super) fn decode(bytes: &[u8], encoding: Encoding) -> Option<String> {
    match encoding {
        Encoding::Utf8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
        Encoding::Windows1252 => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
    }
}

/// Windows-1252 is Latin-1 but for this range, of which five bytes mean nothing (WHATWG, index
/// windows-1252).
fn windows_1252(byte: u8) -> Option<char> {
    const FROM_0X80: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0',
        '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => Some(FROM_0X80[usize::from(byte - 0x80)]).filter(|c| *c != '\0'),
        _ => Some(char::from(byte)),
    }
}

/// Which delimiter a file uses: the most frequent one in its first row, outside of quotes.
pub(super) fn delimiter(chosen: Delimiter, start: &[u8]) -> u8 {
    match chosen {
        Delimiter::Comma => b',',
        Delimiter::Semicolon => b';',
        Delimiter::Tab => b'\t',
        Delimiter::Auto => {
            let mut quoted = false;
            let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
            for byte in start {
                match byte {
                    b'"' => quoted = !quoted,
                    b'\n' | b'\r' if !quoted => break,
                    _ if quoted => {}
                    _ => {
                        for (delimiter, count) in &mut counts {
                            *count += usize::from(byte == delimiter);
                        }
                    }
                }
            }
            // The last of equals wins, so the comma, which is first, is looked at last.
            let most = counts.iter().rev().max_by_key(|(_, count)| *count);
            most.map_or(b',', |(delimiter, _)| *delimiter)
        }
    }
}

/// Files of other programs, by their first bytes.
pub(super) fn not_csv(start: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 7] = [
        (
            b"PK\x03\x04",
            "This is a workbook or an archive. Open it and save the sheet as CSV UTF-8.",
        ),
        (
            b"\xd0\xcf\x11\xe0",
            "This is an old Excel workbook. Open it and save the sheet as CSV UTF-8.",
        ),
        (b"%PDF", "This is a PDF. What is needed is a CSV file."),
        (b"\x1f\x8b", "This file is compressed. Unpack it first."),
        (b"\xff\xfe", "This file is in UTF-16. Save it as CSV UTF-8."),
        (b"\xfe\xff", "This file is in UTF-16. Save it as CSV UTF-8."),
        (b"\x7fELF", "This is a program. What is needed is a CSV file."),
    ];
    let known = KNOWN.iter().find(|(magic, _)| start.starts_with(magic));
    known.map(|(_, told)| *told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_the_most_frequent_one_of_the_first_row() {
        assert_eq!(delimiter(Delimiter::Auto, b"a,b,c\n1;2;3;4;5"), b',');
        assert_eq!(delimiter(Delimiter::Auto, b"a;\"b,c,d\";e\n"), b';');
        assert_eq!(delimiter(Delimiter::Auto, b"a\tb\n"), b'\t');
        assert_eq!(delimiter(Delimiter::Auto, b"a\n"), b',');
        assert_eq!(delimiter(Delimiter::Tab, b"a,b\n"), b'\t');
    }

    #[test]
    fn windows_letters_are_read() {
        assert_eq!(decode(b"M\xfcller \x80", Encoding::Windows1252).as_deref(), Some("Müller €"));
        assert_eq!(decode(b"\x81", Encoding::Windows1252), None);
        assert_eq!(decode(b"M\xfcller", Encoding::Utf8), None);
    }
}
