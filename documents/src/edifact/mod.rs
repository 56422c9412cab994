//! UN/EDIFACT: the message INVOIC of directory D.96A, in an interchange of its own, syntax UNOC version 3.
//!
//! Map: [`invoice`] says what stands in which segment, with [`lines`] and [`parties`]; [`segments`] writes
//! segments and nothing that could break one.
//!
//! How it is read: `QTY+47 × PRI+AAA` by its basis, rounded half up, and the `ALC` of a line make its `MOA+203`.
//! Those make `MOA+79`; with `MOA+131`, the `ALC` of the whole, `MOA+125`; with `MOA+176`, the taxes,
//! `MOA+86`. Less `MOA+113`, paid before, and with `MOA+165`, rounding, that is `MOA+9`, which is to be paid. The
//! figures of a credit note (381) are positive.

pub mod invoice;
mod lines;
mod parties;
mod segments;

use crate::{einvoice::Refused, invoice::Invoice, x12::text};
use chrono::NaiveDateTime;

/// Somebody on a network for EDIFACT.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identity {
    /// The number: 35 characters at most.
    pub id: String,
    /// What kind of number it is: `14` a GLN, `1` a D-U-N-S, `ZZZ` as agreed.
    pub qualifier: String,
}

/// Between whom an interchange goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Partner {
    /// The seller.
    pub sender: Identity,
    /// The customer, or who reads for them.
    pub receiver: Identity,
    /// Whether it counts, or is a test.
    pub is_production: bool,
}

/// What tells one interchange from another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Control {
    /// Its number: one sequence for each partner.
    pub interchange: u32,
    /// When it is made, in the seller's zone.
    pub made_at: NaiveDateTime,
}

impl Partner {
    /// Where nothing is agreed yet: a test between numbers that the invoice itself has.
    pub fn of(invoice: &Invoice) -> Self {
        let agreed = |from: &str, or: &str| {
            let plain = text::ascii(from);
            let id: String = plain.chars().filter(char::is_ascii_alphanumeric).take(36).collect();
            let fits = (1..=35).contains(&id.len());
            Identity { id: if fits { id } else { or.to_owned() }, qualifier: "ZZZ".to_owned() }
        };
        let seller = &invoice.seller;
        let own = seller.registration.as_ref().or(seller.vat_id.as_ref()).unwrap_or(&seller.name);
        Self {
            sender: agreed(own, "SELLER"),
            receiver: agreed(&invoice.account_number, "CUSTOMER"),
            is_production: false,
        }
    }

    fn check(&self) -> Result<(), Refused> {
        for side in [&self.sender, &self.receiver] {
            let plain = |text: &str| text.chars().all(|c| c.is_ascii_graphic());
            let fits = (1..=35).contains(&side.id.len()) && side.qualifier.len() <= 4;
            if !fits || !plain(&side.id) || !plain(&side.qualifier) {
                let words = format!("“{}” is no number for an interchange.", side.id);
                return Err(refused("PARTNER", "UNB", words));
            }
        }
        Ok(())
    }
}

/// Why there is no such file.
fn refused(rule: &str, at: &str, words: String) -> Refused {
    Refused::one(&format!("EDIFACT-{rule}"), at, words)
}

/// What adds up to more than we know amounts of.
fn too_large(_: domain::Refusal) -> Refused {
    refused("SUM", "MOA+9", "The sums of it are too large.".to_owned())
}
