//! What every kind has in common: it is read from rows, has a number by which it is known, and is
//! loaded in batches.

use super::{cells::Cells, problems::Findings, sheet::Sheet};
use crate::{
    Actor,
    error::Result,
    gateways::files::Files,
    originals::{self, Came, New},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Currency,
    ids::{EntityId, ImportId},
};
use sqlx::PgConnection;
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    ops::AddAssign,
    sync::Arc,
};

/// What one kind of row becomes.
pub(super) trait Document: Send + Sync + Sized + 'static {
    /// Reads the rows of one document; what is wrong is noted there.
    fn read(cells: &mut Cells<'_>, of: &Defaults) -> Option<Self>;

    /// By what it is known within the entity.
    fn key(&self) -> String;

    /// Since when it is known, if the file says so.
    fn known_on(&self) -> Option<NaiveDate>;

    /// Loads a batch in a transaction, or in a dry run only finds out what would happen.
    fn load(
        tx: &mut PgConnection,
        run: &Circumstances,
        batch: &[Read<Self>],
        findings: &mut Findings,
    ) -> impl Future<Output = Result<Tally>> + Send;
}

/// A document as it was read.
#[derive(Clone, Debug)]
pub(super) struct Read<D> {
    /// The row that it begins in.
    pub row_no: u64,
    /// What it says, as a hash.
    pub hash: String,
    /// What it says.
    pub document: D,
    /// The e-invoice that it was read from, if it was one.
    pub original: Option<Arc<Came>>,
}

/// How hashes begin. To be raised when documents are read in another way than before: what was
/// imported until then is compared by what can be seen, and not refused as different.
pub(super) const HASH_VERSION: &str = "1:";

/// Whether what the books keep of a document is what was read; nothing if it cannot be told.
pub(super) fn same_hash(known: Option<&str>, read: &str) -> Option<bool> {
    let known = known.filter(|known| known.starts_with(HASH_VERSION))?;
    Some(known == read)
}

/// What holds where a file says nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Defaults {
    /// The entity's currency.
    pub currency: Currency,
    /// The entity's country.
    pub country: String,
}

/// What a run knows while it loads.
pub(super) struct Circumstances {
    /// For whom.
    pub entity_id: EntityId,
    /// What holds where the file says nothing.
    pub defaults: Defaults,
    /// The zone in which business days begin.
    pub time_zone: String,
    /// Today there.
    pub today: NaiveDate,
    /// Now.
    pub now: DateTime<Utc>,
    /// In whose name.
    pub actor: Actor,
    /// Which run it is.
    pub run_id: ImportId,
    /// Where originals are kept.
    pub files: Arc<Files>,
    /// Whether nothing may change.
    pub dry_run: bool,
    /// Only what was known on that day.
    pub as_of: Option<NaiveDate>,
    /// What the file has said so far.
    pub seen: Seen,
    /// By what people know the columns.
    pub sheet: Sheet,
}

impl Circumstances {
    /// Keeps what documents were read from, beside what they have become.
    pub async fn keep_originals(&self, tx: &mut PgConnection, all: Vec<New>) -> Result<()> {
        originals::keep(tx, &self.files, (self.entity_id, self.run_id), self.now, all).await
    }

    /// Keeps a document out because of one of its cells.
    pub fn refuse(
        &self,
        findings: &mut Findings,
        row_no: u64,
        column: &str,
        value: &str,
        message: impl Into<String>,
    ) {
        findings.refuse(row_no, self.sheet.heading(column), value, message);
    }

    /// Says something of a document that is taken in.
    pub fn note(
        &self,
        findings: &mut Findings,
        row_no: u64,
        column: &str,
        value: &str,
        message: impl Into<String>,
    ) {
        findings.note(row_no, self.sheet.heading(column), value, message);
    }
}

/// What the file has said so far: a few bytes a document, so that its size does not matter.
#[derive(Debug, Default)]
pub(super) struct Seen {
    said: HashMap<u64, u64>,
    hasher: RandomState,
}

/// What is known of a document from the same file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Before {
    /// It is new.
    New,
    /// It was there, saying the same.
    Same,
    /// It was there, saying something else.
    Different,
}

impl Seen {
    /// Notes what a document says, unless it was there before.
    pub fn note(&mut self, key: &str, hash: &str) -> Before {
        let hash = self.hasher.hash_one(hash);
        match self.said.get(&self.hasher.hash_one(key)) {
            Some(said) if *said == hash => Before::Same,
            Some(_) => Before::Different,
            None => {
                self.said.insert(self.hasher.hash_one(key), hash);
                Before::New
            }
        }
    }

    /// Whether the file has spoken of it.
    pub fn has(&self, key: &str) -> bool {
        self.said.contains_key(&self.hasher.hash_one(key))
    }
}

/// What became of the documents.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// New ones.
    pub created: u64,
    /// Those that were there and are as the file says now.
    pub updated: u64,
    /// Those that were there, as the file says.
    pub unchanged: u64,
    /// Not known yet on the day as of which the file was loaded.
    pub left_out: u64,
    /// Kept out; the list of problems says why.
    pub refused: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, more: Self) {
        self.created += more.created;
        self.updated += more.updated;
        self.unchanged += more.unchanged;
        self.left_out += more.left_out;
        self.refused += more.refused;
    }
}
