//! Conversations: what both sides write about an account, an invoice, a payment or a dispute. Notes
//! of the seller's people stand in the same row of messages; row-level security keeps them from
//! buyers.

mod answer;
mod ask;
mod post;
mod read;
mod seen;

pub use answer::{NewWord, answer, begin, rest};
pub use ask::{NewQuestion, NewReply, ask, reply};
pub use read::{Conversation, Filed, Message, Summary, get, list, offer};

pub(crate) use answer::asked;
pub(crate) use ask::ask_of;
pub(crate) use post::{Author, Post, To, post, post_at, post_caused, turn};
pub(crate) use read::{about, latest, name, one, summaries_about};
pub(crate) use seen::see;
