//! Mappings: from which of their columns, or from which constant, each of ours is read, and how
//! dates and amounts are written in the file.

use super::{kind::Kind, values};
use chrono::NaiveDate;
use domain::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How one kind is read from one sort of file. As JSON it is what people write; see docs/import.md.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What the rows become.
    pub kind: Kind,
    /// How things are written in the file.
    #[serde(default)]
    pub format: Format,
    /// Our column → where it comes from. Without any, the file has our own names as its headers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, Origin>,
}

/// How a file is written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Format {
    /// What stands between two cells.
    pub delimiter: Delimiter,
    /// How bytes become letters.
    pub encoding: Encoding,
    /// How dates are written, in the notation of strftime.
    pub dates: String,
    /// What stands before the decimals.
    pub decimal: DecimalMark,
    /// What may stand between groups of three digits: nothing, or one of `,` `.` `'` and space.
    pub thousands: String,
}

impl Default for Format {
    fn default() -> Self {
        Self {
            delimiter: Delimiter::Auto,
            encoding: Encoding::Utf8,
            dates: "%Y-%m-%d".to_owned(),
            decimal: DecimalMark::Point,
            thousands: String::new(),
        }
    }
}

/// What stands between two cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Delimiter {
    /// Whichever of the others is most frequent in the header.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// `,`
    #[serde(rename = ",")]
    Comma,
    /// `;`
    #[serde(rename = ";")]
    Semicolon,
    /// The tabulator.
    #[serde(rename = "tab")]
    Tab,
}

/// How bytes become letters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Encoding {
    /// Unicode.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// What old programs for Windows write in western Europe.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// What stands before the decimals.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    /// 1240.00
    #[default]
    Point,
    /// 1240,00
    Comma,
}

/// Where one of our columns comes from: a column of theirs, or a constant.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Origin {
    /// Their header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The same for every row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// Put before what a cell says, unless it is empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// What a cell says → what is meant. A cell that is not among them is a problem of its row …
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// … unless this says what is meant then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<String>,
}

impl Origin {
    /// A column of theirs, as it is.
    pub fn column(header: impl Into<String>) -> Self {
        Self { column: Some(header.into()), ..Self::default() }
    }

    /// The same for every row.
    pub fn constant(value: impl Into<String>) -> Self {
        Self { constant: Some(value.into()), ..Self::default() }
    }
}

impl Mapping {
    /// For a file whose headers are our own names.
    pub fn plain(kind: Kind) -> Self {
        Self { kind, format: Format::default(), columns: BTreeMap::new() }
    }

    /// Reads a mapping that people wrote, and checks it.
    pub fn parse(json: &[u8]) -> Result<Self, Refusal> {
        let mapping: Self = serde_json::from_slice(json)
            .map_err(|e| refused(format!("This is not a mapping: {e}.")))?;
        mapping.check()?;
        Ok(mapping)
    }

    /// Checks that a file could be read by it.
    pub fn check(&self) -> Result<(), Refusal> {
        let kind = self.kind.label().to_lowercase();
        for (name, origin) in &self.columns {
            if self.kind.position(name).is_none() {
                return Err(refused(format!("There is no column “{name}” in {kind}.")));
            }
            if origin.column.is_some() == origin.constant.is_some() {
                return Err(refused(format!(
                    "“{name}” needs either a column of the file or a constant."
                )));
            }
        }
        let missing: Vec<&str> = self.missing().collect();
        if !missing.is_empty() {
            return Err(refused(format!(
                "The mapping says nothing of {}, which {kind} need.",
                missing.join(", ")
            )));
        }
        self.format.check()
    }

    fn missing(&self) -> impl Iterator<Item = &'static str> {
        self.kind
            .columns()
            .iter()
            .filter(|c| c.needed && !self.columns.is_empty() && !self.columns.contains_key(c.name))
            .map(|c| c.name)
    }
}

impl Format {
    /// Checks that dates can be read back as they are written, and that marks differ.
    fn check(&self) -> Result<(), Refusal> {
        let day = NaiveDate::from_ymd_opt(2026, 11, 25);
        let reads_back = day.is_some_and(|day| {
            let written = values::write_date(day, &self.dates);
            written.is_some_and(|text| values::date(&text, &self.dates) == Ok(day))
        });
        if !reads_back {
            return Err(refused(format!(
                "“{}” does not say how dates are written. Put %Y, %m and %d where year, month and day stand, as in %d/%m/%Y.",
                self.dates
            )));
        }
        if !["", ",", ".", "'", " "].contains(&self.thousands.as_str()) {
            return Err(refused(
                "Between thousands there can be nothing, a comma, a point, an apostrophe or a space.",
            ));
        }
        if self.thousands == self.decimal.mark() {
            return Err(refused(
                "The mark between thousands and the one before the decimals have to differ.",
            ));
        }
        Ok(())
    }
}

impl DecimalMark {
    /// The mark itself.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Point => ".",
            Self::Comma => ",",
        }
    }
}

fn refused(message: impl Into<String>) -> Refusal {
    Refusal::field("mapping", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(json: &str) -> String {
        match Mapping::parse(json.as_bytes()) {
            Ok(_) => "read".to_owned(),
            Err(refusal) => refusal.to_string(),
        }
    }

    #[test]
    fn a_mapping_is_read_back_as_it_was_written() {
        let json = r#"{"kind":"accounts","format":{"dates":"%m/%d/%Y"},
            "columns":{"number":{"column":"customerID"},"name":{"column":"customerID","prefix":"Customer "},
                       "country":{"column":"countryCode","values":{"897":"US"},"otherwise":"GB"},
                       "currency":{"constant":"USD"}}}"#;
        let mapping = Mapping::parse(json.as_bytes()).unwrap();
        let again = serde_json::to_vec(&mapping).unwrap();
        assert_eq!(Mapping::parse(&again).unwrap(), mapping);
    }

    #[test]
    fn a_mapping_that_cannot_work_is_told_why() {
        assert!(told("{").starts_with("This is not a mapping"));
        assert!(told(r#"{"kind":"invoices","colums":{}}"#).contains("colums"));
        assert_eq!(
            told(
                r#"{"kind":"contacts","columns":{"email":{"column":"Mail"},"fax":{"column":"Fax"}}}"#
            ),
            "There is no column “fax” in contacts."
        );
        assert_eq!(
            told(r#"{"kind":"contacts","columns":{"email":{"column":"Mail"}}}"#),
            "The mapping says nothing of account, name, which contacts need."
        );
        assert!(told(r#"{"kind":"contacts","columns":{"email":{}}}"#).contains("either"));
        for dates in ["%m/%d", "31.12.2026", "%Q", "%Y-%d-%d", ""] {
            let json = format!(r#"{{"kind":"contacts","format":{{"dates":"{dates}"}}}}"#);
            assert!(told(&json).contains("how dates are written"), "{dates}");
        }
        let same = r#"{"kind":"contacts","format":{"decimal":"comma","thousands":","}}"#;
        assert!(told(same).contains("have to differ"));
    }
}
