//! Documents on their way. What is issued is addressed by a job ([`address`]), a reminder where it is
//! decided: to the account as it has chosen, and to each person who has chosen for themselves. Each way is a
//! dispatch, which another job sends ([`send`]): it makes the document, keeps it, hands it to the carrier of
//! the channel and notes the answer ([`answer`]). What is refused goes another way by itself where the seller
//! has said so; else it waits for a person, who sends it once more or notes what became of it ([`again`]).

mod address;
mod again;
mod answer;
mod list;
mod paper;
mod poll;
mod read;
mod send;
mod words;

pub(crate) use address::{New, address, announce, queue_all, ways};
pub use again::{Again, Settle, again, settle};
pub(crate) use answer::{give_up, refused, sent, told_of};
pub use list::{Filter, Show, count_waiting, export, list};
pub(crate) use paper::leave_paper;
pub use poll::poll;
pub(crate) use read::for_buyer;
pub use read::{Dispatch, Settled, Step, letters, of_subject, one};
pub(crate) use send::send;

/// How events about what is sent by itself are signed.
const SENDING: crate::Actor = crate::Actor::System("sending");
