//! A document before it is set in type: its words and figures, in the order in which they stand.
//! What is on it is decided where the document's noun is; how it looks, in `typeset/sheet.typ`.

use crate::party::Party;
use chrono::NaiveDate;
use domain::style::{Look, Paper, Style};
use serde::Serialize;

/// One document, ready to be set.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Sheet {
    /// What tells this document from all others and stays the same when it is set again.
    pub ident: String,
    /// What a reader's window shows.
    pub title: String,
    /// Who issued it.
    pub author: String,
    /// ISO 639-1.
    pub language: String,
    /// The paper's size, as typst calls it.
    pub paper: &'static str,
    /// How it is laid out: the code of a [`Look`].
    pub look: &'static str,
    /// The letterhead.
    pub seller: Seller,
    /// To whom it goes.
    pub customer: Customer,
    /// Label and value, beside the customer.
    pub facts: Vec<(String, String)>,
    /// Its heading.
    pub heading: String,
    /// What stands between heading and table.
    pub lede: Vec<String>,
    /// Its rows, if it has any.
    pub table: Option<Table>,
    /// What the rows add up to.
    pub sums: Vec<Sum>,
    /// Label and value, under the sums: by when and to whom it is paid.
    pub terms: Vec<(String, String)>,
    /// A code for the phone's camera.
    pub code: Option<Code>,
    /// Words at the end.
    pub notes: Vec<String>,
    /// What stands at the foot of every page.
    pub foot: String,
    /// Words of the paper itself.
    pub words: Words,
    /// The day on which it is made.
    #[serde(skip)]
    pub made_on: NaiveDate,
}

/// The letterhead.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Seller {
    /// The name.
    pub name: String,
    /// Address, VAT number, where to write to.
    pub about: Vec<String>,
    /// Name and address on one line, for an envelope's window.
    pub return_to: String,
}

/// To whom it goes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Customer {
    /// The name.
    pub name: String,
    /// Lines of the address, and the VAT number.
    pub lines: Vec<String>,
}

/// Rows under heads.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// Whether it holds figures.
    pub figure: bool,
    /// Whether it takes what room the others leave; one does.
    pub lead: bool,
}

/// A row.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Row {
    /// What it is.
    pub kind: Kind,
    /// Its cells, one a column; of a group, its name alone.
    pub cells: Vec<String>,
    /// Smaller words under the lead cell.
    pub note: Vec<String>,
    /// What the rows add up to so far, for the foot of a page and the head of the next.
    pub so_far: Option<String>,
}

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One of many.
    Item,
    /// What those below it have in common.
    Group,
    /// What those above it add up to.
    Sum,
}

/// A line of the sums.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Sum {
    /// What of.
    pub label: String,
    /// How much.
    pub amount: String,
    /// Whether it is what all others lead to: ruled once above and twice below, as in a ledger.
    pub grand: bool,
}

/// A picture that a camera reads.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Code {
    /// SVG.
    pub picture: String,
    /// What it holds, for those who do not see it.
    pub alt: String,
    /// What is written under it.
    pub caption: String,
}

/// Words of the paper itself, in its language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Words {
    /// At the foot of a page that the rows go beyond.
    pub carried: String,
    /// At the head of a page that they come from before.
    pub brought: String,
    /// `Page {n} of {of}`.
    pub page: String,
}

impl Sheet {
    /// A sheet with its letterhead and whom it goes to, in English on A4; the rest is empty.
    pub fn new(
        title: String,
        seller: &Party,
        more: impl IntoIterator<Item = String>,
        customer: &Party,
        made_on: NaiveDate,
    ) -> Self {
        let vat = |party: &Party| party.vat_id.as_ref().map(|vat| format!("VAT {vat}"));
        let whose = [title.as_str(), customer.name.as_str()].map(str::trim);
        let whose: Vec<_> = whose.into_iter().filter(|words| !words.is_empty()).collect();
        let said = |parts: &[String]| {
            let mut all = vec![seller.name.clone()];
            all.extend_from_slice(parts);
            all.join(" · ")
        };
        Self {
            ident: title.clone(),
            title: whose.join(", "),
            author: seller.name.clone(),
            language: "en".to_owned(),
            paper: paper(Paper::default()),
            look: Look::default().code(),
            seller: Seller {
                name: seller.name.clone(),
                about: seller.address.iter().cloned().chain(vat(seller)).chain(more).collect(),
                return_to: said(&seller.address),
            },
            customer: Customer {
                name: customer.name.clone(),
                lines: customer.address.iter().cloned().chain(vat(customer)).collect(),
            },
            facts: Vec::new(),
            heading: title,
            lede: Vec::new(),
            table: None,
            sums: Vec::new(),
            terms: Vec::new(),
            code: None,
            notes: Vec::new(),
            foot: seller.name.clone(),
            words: Words::default(),
            made_on,
        }
    }

    /// In a style.
    pub fn styled(self, style: Style) -> Self {
        Self {
            language: style.language.code().to_owned(),
            paper: paper(style.paper),
            look: style.look.code(),
            ..self
        }
    }
}

fn paper(paper: Paper) -> &'static str {
    match paper {
        Paper::A4 => "a4",
        Paper::Letter => "us-letter",
    }
}

impl Column {
    /// A column of words.
    pub fn text(head: &str) -> Self {
        Self { head: head.to_owned(), figure: false, lead: false }
    }

    /// A column of figures.
    pub fn figure(head: &str) -> Self {
        Self { figure: true, ..Self::text(head) }
    }

    /// The column that takes what room the others leave.
    pub fn lead(self) -> Self {
        Self { lead: true, ..self }
    }
}

impl Row {
    /// One of many.
    pub fn item(cells: Vec<String>) -> Self {
        Self { kind: Kind::Item, cells, note: Vec::new(), so_far: None }
    }
}

impl Sum {
    /// A line on the way.
    pub fn line(label: String, amount: String) -> Self {
        Self { label, amount, grand: false }
    }

    /// What all others lead to.
    pub fn grand(label: String, amount: String) -> Self {
        Self { grand: true, ..Self::line(label, amount) }
    }
}

impl Default for Words {
    fn default() -> Self {
        Self {
            carried: "Carried forward".to_owned(),
            brought: "Brought forward".to_owned(),
            page: "Page {n} of {of}".to_owned(),
        }
    }
}

/// Labels and their values.
pub fn labelled(all: Vec<(&str, String)>) -> Vec<(String, String)> {
    all.into_iter().map(|(label, value)| (label.to_owned(), value)).collect()
}
