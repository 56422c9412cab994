//! Several documents in one file: asked for ([`ask`]), made by a job (`make`), had and stopped
//! ([`read`]), and swept away when their days are over ([`end`]).

pub mod ask;
pub mod end;
mod make;
pub mod read;

pub use ask::{New, Which, ask};
pub use read::{Bundle, get, list, open, stop};

pub(crate) use make::{give_up, make};
