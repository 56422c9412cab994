//! Print runs: what waits to be printed, set as one file with a page before each envelope, and a manifest.
//! A person starts one, prints it, and says that it is in the post, or undoes it.

mod ask;
mod make;
mod read;

pub use ask::{ask, post, undo};
pub(crate) use make::{give_up, make};
pub use read::{Run, Waiting, file, list, manifest, one, spared, waiting};
