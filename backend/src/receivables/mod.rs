//! What the seller's people read: the receivables of one entity at a glance ([`overview`]), its
//! accounts, invoices and payments, what was said and decided, and what providers sent.
//!
//! Every read begins with the role, goes through row-level security of the entity, and names the
//! entity once more. A figure and the rows behind it are computed from the same open items by the
//! same functions, so that they sum up. Lists are read by where one is ([`paging`]).

pub mod account;
pub mod accounts;
pub mod analysis;
pub mod coming;
pub mod conversations;
pub mod decisions;
pub mod desk;
pub mod disputes;
pub mod inbound;
pub mod invoice;
pub mod invoices;
pub mod ledger;
pub mod messages;
pub mod overview;
pub mod paging;
pub mod payment;
pub mod payments;
pub mod promises;
pub mod search;
pub mod self_help;
pub(crate) mod sums;
pub mod timeline;
pub mod webhooks;

use crate::error::{Error, Result};
use domain::{
    Refusal,
    money::{Currency, Money},
};

/// How many rows a page of a list has.
pub const PAGE_ROWS: usize = 80;

/// The most rows of one file.
pub const EXPORT_MOST: usize = 100_000;

/// How many of them are read at once.
const EXPORT_READS: usize = 2_000;

/// Why a file is not written.
fn too_many() -> Error {
    let words = "More than 100,000 rows match. Choose a shorter period or one account first.";
    Refusal::field("since", words).into()
}

/// An amount as it is stored.
fn money(minor: i64, currency: &str) -> Result<Money> {
    Ok(Money::new(minor, currency.parse()?))
}

/// A currency as it is stored.
fn currency(code: &str) -> Result<Currency> {
    Ok(code.parse()?)
}

/// A sum as Postgres returns it: nothing where there was no row.
fn sum(minor: Option<i64>) -> i64 {
    minor.unwrap_or(0)
}

/// A code of a column that the domain does not know.
fn unknown(column: &'static str) -> Error {
    Error::bug(format!("{column} has a code that nobody knows"))
}

/// The end of the range of texts that begin with `prefix`, in the order of bytes: no text goes on
/// with the last code point of Unicode.
fn end_of_prefix(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}
