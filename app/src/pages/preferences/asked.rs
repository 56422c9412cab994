//! A choice as it stands in a form or in an address: what is missing or cannot be read is what holds.

use super::{
    columns::{self, Lines},
    x12::Typed,
};
use crate::{forms::Problems, pages::query::Address};
use domain::{
    channel::Channel,
    data_style::DataStyle,
    document::Kind,
    format::Format,
    ids::ContactId,
    language::Language,
    preference::Preference,
    style::{Grouping, Letterhead, Look, Paper, Style},
    table_column::TableColumns,
};
use serde::Deserialize;
use std::collections::HashMap;

/// Fields of which there are many: the boxes of columns, and what is agreed about X12.
pub type Rest = HashMap<String, String>;

/// The fields of the form, and the query of its page.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
pub struct Fields {
    /// The kind of documents.
    pub kind: Option<String>,
    /// One recipient.
    pub to: Option<String>,
    format: Option<String>,
    look: Option<String>,
    paper: Option<String>,
    language: Option<String>,
    grouping: Option<String>,
    letterhead: Option<String>,
    channel: Option<String>,
    target: Option<String>,
    /// A choice that is looked at beside this one, as a query.
    pub beside: Option<String>,
    /// Whether this one is put beside the next.
    pub pin: Option<String>,
    /// The version of the settings that the form was made on.
    pub version: Option<String>,
    /// What is to be done: `use` or `back`.
    #[serde(rename = "do")]
    pub act: Option<String>,
    /// What of a file with data inside is shown: `pdf` alone, or all.
    pub part: Option<String>,
    #[serde(flatten)]
    rest: Rest,
}

/// A choice, while it is made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// The format.
    pub format: Format,
    /// How it looks, but for its columns.
    style: Style,
    /// The columns of its lines on paper.
    pub lines: Lines,
    /// The columns of tables.
    pub table: TableColumns,
    /// What is agreed about X12.
    pub x12: Typed,
    /// The channel.
    pub channel: Channel,
    /// Where to, as it was typed.
    pub target: String,
}

impl Fields {
    /// The same about a kind that an address names.
    pub fn of_kind(self, kind: String) -> Self {
        Self { kind: Some(kind), ..self }
    }

    /// The kind of documents that is asked about; nothing where there is no such kind.
    pub fn kind(&self) -> Option<Kind> {
        match self.kind.as_deref() {
            None | Some("") => Some(Kind::Invoice),
            Some(code) => Kind::of(code),
        }
    }

    /// The recipient; an error where that is no id.
    pub fn recipient(&self) -> Result<Option<ContactId>, backend::Error> {
        match self.to.as_deref() {
            None | Some("") => Ok(None),
            Some(id) => id.parse().map(Some).map_err(|_| backend::Error::NotFound),
        }
    }

    /// The version of the settings that the form was made on.
    pub fn version(&self) -> i64 {
        self.version.as_deref().and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    /// The choice, with what holds where something is not said.
    pub fn choice(&self, holds: &Preference) -> Choice {
        let read = |text: &Option<String>| text.clone().unwrap_or_default();
        let channel = Channel::of(&read(&self.channel)).unwrap_or(holds.channel);
        let known = holds.target.clone().filter(|_| channel == holds.channel);
        let format = Format::of(&read(&self.format)).unwrap_or(holds.format);
        let agreed = &holds.data.x12;
        Choice {
            format,
            style: Style {
                look: Look::of(&read(&self.look)).unwrap_or(holds.style.look),
                paper: Paper::of(&read(&self.paper)).unwrap_or(holds.style.paper),
                language: Language::of(&read(&self.language)).unwrap_or(holds.style.language),
                grouping: Grouping::of(&read(&self.grouping)).unwrap_or(holds.style.grouping),
                letterhead: Letterhead::of(&read(&self.letterhead))
                    .unwrap_or(holds.style.letterhead),
                ..holds.style
            },
            lines: Lines::read(&self.rest, holds.style.columns),
            table: columns::table(&self.rest, &holds.data.table),
            // Its fields are not shown with other formats: what is in them then is no choice.
            x12: match format {
                Format::X12 => Typed::read(&self.rest, agreed),
                _ => Typed::of(agreed),
            },
            channel,
            target: self.target.clone().or(known).unwrap_or_default(),
        }
    }

    /// The choice that is looked at beside this one, if there is one that can be read.
    pub fn beside(&self, holds: &Preference) -> Option<Choice> {
        let query = self.beside.as_deref().filter(|query| !query.is_empty())?;
        let fields: Self = serde_urlencoded::from_str(query).ok()?;
        Some(fields.choice(holds))
    }
}

impl Choice {
    /// How it looks to people and to programs, or notes of what cannot be.
    pub fn styles(&self, problems: &mut Problems) -> Option<(Style, DataStyle)> {
        let columns = problems.read("columns", self.lines.columns());
        let x12 = self.x12.partner(problems);
        let style = Style { columns: columns?, ..self.style };
        Some((style, DataStyle { table: self.table.clone(), x12: x12? }))
    }

    /// How it looks to people, but for its columns.
    pub fn looks(&self) -> Style {
        self.style
    }

    /// The address with what a preview depends on.
    pub fn seen_at(&self, address: Address) -> Address {
        let address = address
            .with("format", self.format.code())
            .with("look", self.style.look.code())
            .with("paper", self.style.paper.code())
            .with("language", self.style.language.code())
            .with("grouping", self.style.grouping.code())
            .with("letterhead", self.style.letterhead.code());
        match self.format {
            Format::Pdf | Format::FacturX => address.with("lines", self.lines.codes()),
            Format::Csv | Format::Xlsx => address.with("table", &self.table),
            Format::X12 => self.x12.seen_at(address),
            _ => address,
        }
    }

    /// The same as a query, to be pinned.
    pub fn query(&self) -> String {
        let address = String::from(self.seen_at(Address::new("")));
        address.trim_start_matches('?').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds() -> Preference {
        Preference {
            format: Format::Peppol,
            style: Style::default(),
            data: DataStyle::default(),
            channel: Channel::Peppol,
            target: Some("0106:59110276".to_owned()),
        }
    }

    fn fields(query: &str) -> Fields {
        serde_urlencoded::from_str(query).expect("a query")
    }

    #[test]
    fn what_is_not_said_is_what_holds() {
        let nothing = fields("").choice(&holds());
        assert_eq!((nothing.format, nothing.target.as_str()), (Format::Peppol, "0106:59110276"));
        let other = fields("format=pdf&channel=email&look=compact").choice(&holds());
        assert_eq!((other.format, other.style.look), (Format::Pdf, Look::Compact));
        assert_eq!(other.target, "", "an address of another channel is none of this one");
        assert_eq!(fields("format=%3Cb%3E&look=").choice(&holds()), nothing);
    }

    #[test]
    fn a_choice_that_is_pinned_is_read_again() {
        let choice = fields("format=pdf&look=letter&language=de").choice(&holds());
        let pinned = Fields { beside: Some(choice.query()), ..Fields::default() };
        let again = pinned.beside(&holds()).expect("a choice");
        assert_eq!((again.format, again.style), (choice.format, choice.style));
        for query in [
            "format=pdf&columns=ticked&line-net=yes&letterhead=name",
            "format=csv&rows=document&table-total=yes",
            "format=x12-810&x12-receiver=FERROW&x12-element=|",
        ] {
            let choice = fields(query).choice(&holds());
            let pinned = Fields { beside: Some(choice.query()), ..Fields::default() };
            let styles = |choice: &Choice| choice.styles(&mut Problems::default());
            let again = pinned.beside(&holds()).expect("a choice");
            assert_eq!(styles(&again), styles(&choice), "{query}");
            assert_ne!(styles(&again), styles(&fields("").choice(&holds())), "{query}");
        }
        assert_eq!(fields("beside=").beside(&holds()), None);
    }

    #[test]
    fn kinds_and_recipients_are_known_or_not_there() {
        assert_eq!(fields("").kind(), Some(Kind::Invoice));
        assert_eq!(fields("kind=letter").kind(), None);
        assert!(fields("to=everybody").recipient().is_err());
        assert_eq!(fields("to=").recipient().ok(), Some(None));
    }
}
