//! A document before it is set in type: its words and figures, in the order in which they stand.
//! What is on it is decided where the document's noun is; how it looks, in `typeset/sheet.typ`.

use crate::{
    check::Check,
    party::{Logo, Party},
    words::{Word, paper as words},
};
use chrono::NaiveDate;
use domain::{
    language::Language,
    style::{Letterhead, Paper, Style},
};
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
    pub language: &'static str,
    /// The paper's size, as typst calls it.
    pub paper: &'static str,
    /// How it is laid out: the code of a [`domain::style::Look`].
    pub look: &'static str,
    /// The letterhead.
    pub seller: Seller,
    /// To whom it goes.
    pub customer: Side,
    /// Who else stands on it, with what they are.
    pub others: Vec<Side>,
    /// Beside the customer.
    pub facts: Vec<Fact>,
    /// Its heading.
    pub heading: String,
    /// What stands between heading and tables.
    pub lede: Vec<String>,
    /// Its tables.
    pub tables: Vec<Table>,
    /// What the rows add up to.
    pub sums: Vec<Sum>,
    /// Under the sums: by when and to whom it is paid.
    pub terms: Vec<Fact>,
    /// A code for the phone's camera.
    pub code: Option<Code>,
    /// Words at the end.
    pub notes: Vec<String>,
    /// Under which lines it is signed.
    pub signatures: Vec<String>,
    /// What stands at the foot of every page.
    pub foot: String,
    /// How it is proved to be genuine: words and an address.
    pub check: Option<(String, Link)>,
    /// The Swiss payment part, on a page of its own.
    pub slip: Option<Slip>,
    /// Words of the paper itself.
    pub words: Words,
    /// The day on which it is made.
    #[serde(skip)]
    pub made_on: NaiveDate,
    /// The picture of the letterhead.
    #[serde(skip)]
    pub logo: Option<Logo>,
}

/// What every document begins with.
#[derive(Clone, Debug)]
pub struct Head<'a> {
    /// Its heading.
    pub title: String,
    /// Who issued it.
    pub seller: &'a Party,
    /// To whom it goes.
    pub customer: &'a Party,
    /// How it is proved to be genuine.
    pub check: Option<&'a Check>,
    /// The day on which it is made.
    pub made_on: NaiveDate,
    /// How it looks.
    pub style: Style,
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
    /// What its picture shows, if there is one.
    pub logo: Option<String>,
    /// The colour of headings and rules, as CSS writes it; none if they are ink.
    pub colour: Option<String>,
}

/// Somebody with an address.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Side {
    /// What they are; empty of the customer.
    pub label: String,
    /// The name.
    pub name: String,
    /// Lines of the address, and the VAT number.
    pub lines: Vec<String>,
}

/// A label and its value.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Fact {
    /// What of.
    pub label: String,
    /// What.
    pub value: Value,
}

/// What stands beside a label.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Words.
    Words(String),
    /// An address that can be followed.
    Link(Link),
}

/// An address that can be followed. It is printed as it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Link {
    /// The address.
    pub href: String,
}

/// Rows under heads.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Table {
    /// Its heading, where there are several.
    pub title: Option<String>,
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
    /// Smaller lines under the lead cell.
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
    /// Smaller lines under the label.
    pub note: Vec<String>,
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

/// The payment part of a Swiss QR-bill, in the words of its style guide.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Slip {
    /// The code as SVG, without its cross.
    pub picture: String,
    /// What it holds, for those who do not see it.
    pub alt: String,
    /// Headings of receipt and payment part, and what stands at the cut.
    pub receipt: String,
    /// See above.
    pub part: String,
    /// See above.
    pub separate: String,
    /// Where the receipt is stamped.
    pub accepted: String,
    /// Account and creditor, reference, debtor: heading and lines, on receipt and payment part.
    pub sides: Vec<(String, Vec<String>)>,
    /// What stands on the payment part only: heading and lines.
    pub more: Option<(String, Vec<String>)>,
    /// Heading and value.
    pub currency: (String, String),
    /// Heading and value.
    pub amount: (String, String),
}

/// Words of the paper itself, in its language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Words {
    /// At the foot of a page that the rows go beyond.
    pub carried: &'static str,
    /// At the head of a page that they come from before.
    pub brought: &'static str,
    /// `Page {n} of {of}`.
    pub page: &'static str,
}

impl Sheet {
    /// A sheet with its letterhead and whom it goes to; the rest is empty.
    pub fn new(head: Head) -> Self {
        let Head { title, seller, customer, check, made_on, style } = head;
        let language = style.language;
        let logo = seller.logo.as_ref().filter(|_| style.letterhead == Letterhead::Logo);
        let whose = [title.as_str(), customer.name.as_str()].map(str::trim);
        let whose: Vec<_> = whose.into_iter().filter(|words| !words.is_empty()).collect();
        Self {
            ident: format!("{} {title}", seller.name),
            title: whose.join(", "),
            author: seller.name.clone(),
            language: language.code(),
            paper: paper(style.paper),
            look: style.look.code(),
            seller: letterhead(seller, logo, language),
            customer: Side::of(String::new(), customer, language),
            others: Vec::new(),
            facts: Vec::new(),
            heading: title,
            lede: Vec::new(),
            tables: Vec::new(),
            sums: Vec::new(),
            terms: Vec::new(),
            code: None,
            notes: Vec::new(),
            signatures: Vec::new(),
            foot: seller.name.clone(),
            check: check.map(|check| {
                let words = words::CHECK.with(language, &[("code", &check.code)]);
                (words, Link { href: check.url.clone() })
            }),
            slip: None,
            words: Words {
                carried: words::CARRIED.of(language),
                brought: words::BROUGHT.of(language),
                page: words::PAGE.of(language),
            },
            made_on,
            logo: logo.cloned(),
        }
    }
}

fn letterhead(seller: &Party, logo: Option<&Logo>, language: Language) -> Seller {
    let said =
        |word: Word, id: &Option<String>| id.as_ref().map(|id| word.with(language, &[("id", id)]));
    let mut about = seller.address.clone();
    about.extend(said(words::VAT_ID, &seller.vat_id));
    about.extend(said(words::REGISTERED, &seller.registration));
    about.extend(seller.contact.phone.clone());
    about.extend(seller.contact.email.clone());
    let return_to: Vec<_> = [&seller.name].into_iter().chain(&seller.address).cloned().collect();
    let shows = |logo: &Logo| match logo.alt.trim() {
        "" => words::LOGO.with(language, &[("name", &seller.name)]),
        alt => alt.to_owned(),
    };
    Seller {
        name: seller.name.clone(),
        about,
        return_to: return_to.join(" · "),
        logo: logo.map(shows),
        colour: seller.colour.map(|colour| colour.in_light().to_string()),
    }
}

fn paper(paper: Paper) -> &'static str {
    match paper {
        Paper::A4 => "a4",
        Paper::Letter => "us-letter",
    }
}

impl Side {
    /// A party under a label.
    pub fn of(label: String, party: &Party, language: Language) -> Self {
        let vat = party.vat_id.as_ref().map(|id| words::VAT_ID.with(language, &[("id", id)]));
        let lines = party.address.iter().cloned().chain(vat).collect();
        Self { label, name: party.name.clone(), lines }
    }
}

impl Fact {
    /// A label and words.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: Value::Words(value.into()) }
    }

    /// A label and an address that can be followed.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), value: Value::Link(Link { href: href.into() }) }
    }
}

impl Column {
    /// A column of words.
    pub fn text(head: impl Into<String>) -> Self {
        Self { head: head.into(), figure: false, lead: false }
    }

    /// A column of figures.
    pub fn figure(head: impl Into<String>) -> Self {
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

    /// What those below it have in common.
    pub fn group(name: String) -> Self {
        Self { kind: Kind::Group, ..Self::item(vec![name]) }
    }

    /// What those above it add up to.
    pub fn sum(cells: Vec<String>) -> Self {
        Self { kind: Kind::Sum, ..Self::item(cells) }
    }
}

impl Sum {
    /// A line on the way.
    pub fn line(label: impl Into<String>, amount: String) -> Self {
        Self { label: label.into(), amount, note: Vec::new(), grand: false }
    }

    /// What all others lead to.
    pub fn grand(label: impl Into<String>, amount: String) -> Self {
        Self { grand: true, ..Self::line(label, amount) }
    }
}
