//! Disputes: a buyer says what is wrong, line by line; only that amount is held. Somebody decides each
//! line, and what is credited is issued and applied at once.
//!
//! Whoever changes a dispute locks the open items first, in the order of their ids, and then the
//! dispute; so do payments, and nobody waits in a circle.

mod billed;
mod claim;
pub(crate) mod clock;
mod decide;
mod deliver;
pub(crate) mod escalate;
mod hand_over;
mod hold;
mod join;
mod late_letter;
mod list;
mod offer;
mod open;
mod priority;
mod proposal;
mod propose;
mod read;
mod reopen;
mod route;
mod waiting;
mod withdraw;
mod write;

pub use claim::claim;
pub use decide::{Decision, Judged};
pub use deliver::{Delivery, Made, Moved, deliver, move_delivery};
pub use hand_over::{HandOver, hand_over};
pub use join::{How, Related, link, merge};
pub use list::{export, list};
pub use offer::{Offer, Offered, offer};
pub use open::{Claimed, NewDispute, NewLine, open};
pub use priority::prioritise;
pub use proposal::Proposal;
pub use propose::{Became, Way, accept, approve, decide, decline, refuse};
pub use read::{Detail, Line, Reason, Summary, Verdict, get, reasons};
pub use reopen::reopen;
pub use withdraw::withdraw;
pub use write::{answer, write};

pub(crate) use join::linked;
pub(crate) use open::{Opened, open_in};
pub(crate) use read::{detail, of_invoice};
