//! Disputes: a buyer says what is wrong, line by line; only that amount is held. Somebody decides each
//! line, and what is credited is issued and applied at once.
//!
//! Whoever changes a dispute locks the open items first, in the order of their ids, and then the
//! dispute; so do payments, and nobody waits in a circle.

mod claim;
mod decide;
mod hold;
mod list;
mod offer;
mod open;
mod proposal;
mod propose;
mod read;
mod reopen;
mod withdraw;
mod write;

pub use claim::claim;
pub use decide::{Decision, Judged};
pub use list::{export, list};
pub use offer::{Offer, Offered, offer};
pub use open::{Claimed, NewDispute, NewLine, open};
pub use proposal::Proposal;
pub use propose::{Became, Way, accept, approve, decide, decline, refuse};
pub use read::{Detail, Line, Reason, Summary, Verdict, get, reasons};
pub use reopen::reopen;
pub use withdraw::withdraw;
pub use write::{answer, write};

pub(crate) use read::{detail, of_invoice};
