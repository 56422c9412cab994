//! What is printed together: all documents of a run in one file, envelope by envelope, each envelope behind
//! a page that says whose it is. The documents are printed as they were issued; only the pages between them
//! are new.

use crate::{
    party::Party,
    sheet::{Fact, Head, Sheet, Value},
    typeset,
};
use chrono::NaiveDate;
use domain::style::{Look, Style};
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

/// Why a run could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A page between envelopes could not be set.
    #[error(transparent)]
    Typeset(#[from] typeset::Error),
    /// A document is no PDF, or has no pages.
    #[error("{name} cannot be printed: {source}")]
    Unreadable {
        /// Its number.
        name: String,
        /// Why.
        #[source]
        source: lopdf::Error,
    },
    /// The whole could not be written.
    #[error("the run cannot be written: {0}")]
    Unwritten(#[from] std::io::Error),
}

/// What goes into one envelope.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Envelope {
    /// To whom.
    pub customer: Party,
    /// Their number.
    pub account_number: String,
    /// The documents, each with its number.
    pub documents: Vec<(String, Vec<u8>)>,
}

/// A run, put together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Joined {
    /// One PDF.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Of each document in its order: on which page it begins, from one, and how many pages it has.
    pub places: Vec<(usize, usize)>,
}

/// Puts a run together.
pub fn join(
    seller: &Party,
    paper: domain::style::Paper,
    made_on: NaiveDate,
    envelopes: &[Envelope],
) -> Result<Joined, Error> {
    let mut whole = Whole::new();
    let mut places = Vec::new();
    for (n, envelope) in (1..).zip(envelopes) {
        let style = Style { look: Look::Letter, paper, ..Style::default() };
        let separator = separator(seller, style, made_on, envelope, (n, envelopes.len()));
        whole.add(&format!("envelope {n}"), &typeset::pdf(&separator)?)?;
        for (number, bytes) in &envelope.documents {
            let first = whole.pages.len() + 1;
            let pages = whole.add(number, bytes)?;
            places.push((first, pages));
        }
    }
    let pages = whole.pages.len();
    Ok(Joined { pdf: whole.write()?, pages, places })
}

/// The page before an envelope's documents.
fn separator(
    seller: &Party,
    style: Style,
    made_on: NaiveDate,
    envelope: &Envelope,
    (n, of): (usize, usize),
) -> Sheet {
    let words =
        |label: &str, value: String| Fact { label: label.to_owned(), value: Value::Words(value) };
    let numbers: Vec<_> = envelope.documents.iter().map(|(number, _)| number.clone()).collect();
    Sheet {
        facts: vec![
            words("Account", envelope.account_number.clone()),
            words("Documents", envelope.documents.len().to_string()),
        ],
        lede: vec![format!("Into this envelope: {}.", numbers.join(", "))],
        foot: "This page stays here.".to_owned(),
        ..Sheet::new(Head {
            title: format!("Envelope {n} of {of}"),
            seller,
            customer: &envelope.customer,
            check: None,
            made_on,
            style,
        })
    }
}

/// The pages of many PDFs.
struct Whole {
    document: Document,
    pages: Vec<ObjectId>,
    root: ObjectId,
}

impl Whole {
    fn new() -> Self {
        let mut document = Document::with_version("1.7");
        let root = document.new_object_id();
        Self { document, pages: Vec::new(), root }
    }

    /// Adds the pages of one. Says how many.
    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<usize, Error> {
        let unreadable = |source| Error::Unreadable { name: name.to_owned(), source };
        let mut part = Document::load_mem(bytes).map_err(unreadable)?;
        part.renumber_objects_with(self.document.max_id + 1);
        let pages: Vec<ObjectId> = part.get_pages().into_values().collect();
        if pages.is_empty() {
            return Err(unreadable(lopdf::Error::PageNumberNotFound(1)));
        }
        for id in &pages {
            let inherited = inherited(&part, *id);
            let page =
                part.get_object_mut(*id).and_then(Object::as_dict_mut).map_err(unreadable)?;
            for (key, value) in inherited {
                page.set(key, value);
            }
            page.set("Parent", self.root);
            // The tags of a page belong to a tree that is not taken along: paper has none.
            page.remove(b"StructParents");
        }
        self.document.max_id = part.max_id;
        self.document.objects.append(&mut part.objects);
        self.pages.extend(&pages);
        Ok(pages.len())
    }

    fn write(mut self) -> Result<Vec<u8>, Error> {
        let count = i64::try_from(self.pages.len()).unwrap_or(i64::MAX);
        let kids: Vec<Object> = self.pages.iter().map(|id| Object::Reference(*id)).collect();
        let tree = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
        self.document.objects.insert(self.root, Object::Dictionary(tree));
        let catalog =
            self.document.add_object(dictionary! { "Type" => "Catalog", "Pages" => self.root });
        self.document.trailer.set("Root", catalog);
        self.document.prune_objects();
        let mut bytes = Vec::new();
        self.document.save_to(&mut bytes)?;
        Ok(bytes)
    }
}

/// What a page has from the tree above it, which is not taken along.
fn inherited(part: &Document, page: ObjectId) -> Vec<(Vec<u8>, Object)> {
    const KEYS: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];
    let own = part.get_object(page).and_then(Object::as_dict).ok();
    let lacking = KEYS.into_iter().filter(|key| own.is_some_and(|own| !own.has(key)));
    lacking.filter_map(|key| Some((key.to_vec(), above(part, own?, key)?))).collect()
}

/// The nearest value above. A tree is not deep; one that leads back to itself is no tree.
fn above(part: &Document, from: &Dictionary, key: &[u8]) -> Option<Object> {
    let mut node = from;
    for _ in 0..20 {
        let parent = node.get(b"Parent").and_then(Object::as_reference).ok()?;
        node = part.get_object(parent).and_then(Object::as_dict).ok()?;
        if let Ok(value) = node.get(key) {
            return Some(value.clone());
        }
    }
    None
}
