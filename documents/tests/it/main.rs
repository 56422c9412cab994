//! Documents as whoever gets them reads them. One program, because each has typst in it.
#![expect(
    clippy::unwrap_used,
    reason = "clippy knows tests by their attribute; these are their helpers"
)]

mod bound;
mod einvoice;
mod einvoice_read;
mod einvoice_sums;
mod invoice;
mod judged;
mod letters;
mod paper;
mod samples;
mod statement;
mod sums;
mod tables;
