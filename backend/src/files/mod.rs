//! Files that go with messages and papers. What arrives is checked by what is in it and not by what it says of
//! itself, looked at by a virus scanner where there is one, and pictures are written anew; then it is
//! put into the store ([`take_in`]), and its row is written with what it goes with ([`attach`]). Where the
//! form is refused its files wait for it ([`keep`], [`kept`]); what waits for more than a day, and
//! what the store has without a row, is swept away ([`sweep`]).

mod attach;
mod check;
mod read;
pub mod sweep;
mod take_in;

pub use attach::{By, keep, kept, may_put};
pub use read::{Attached, File, get, of_staff};
pub use take_in::{Checked, Upload, take_in};

pub(crate) use attach::{Carrier, Place, attach};
pub(crate) use read::{Row as AttachedRow, of_conversation};
pub(crate) use take_in::picture;
