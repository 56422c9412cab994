//! ANSI ASC X12: the transaction set 810 of release 004010, in an interchange of its own.
//!
//! Map: [`invoice`] says what stands in which segment, with [`lines`], [`parties`] and [`taxes`];
//! [`segments`] writes segments and nothing that could break one; [`text`] makes of words what X12 can
//! carry; [`figures`] writes amounts; [`units`] knows X12's units of measure.
//!
//! How it is read: `IT102 × IT104`, rounded half up, and the `SAC` of a line make its `PAM05`. Those, the
//! `TXI` of the summary and its `SAC` make `TDS01`, which is what is to be paid. The `TXI` of a line say what
//! tax it has its part in and are not added once more. A credit note says `CR` in `BIG07` and has positive
//! figures, as it is issued. What was paid before, and what is rounded, is a `SAC`.

mod figures;
pub mod invoice;
mod lines;
mod parties;
mod segments;
mod taxes;
pub(crate) mod text;
mod units;

use crate::{einvoice::Refused, invoice::Invoice};
use chrono::NaiveDateTime;
use domain::x12_partner::{X12Partner, are_separators};

pub use domain::x12_partner::Identity;

/// What is agreed with a partner about how interchanges look.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Partner {
    /// The seller.
    pub sender: Identity,
    /// The customer, or who reads for them.
    pub receiver: Identity,
    /// Between two elements, usually `*`.
    pub element: char,
    /// Between the parts of an element, usually `>` or `:`.
    pub component: char,
    /// After a segment, usually `~`. A line end follows it, unless it is one.
    pub segment: char,
    /// Whether it counts, or is a test.
    pub is_production: bool,
}

/// The numbers of an interchange: one sequence for each partner, without gaps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Control {
    /// Of the interchange, nine digits at most.
    pub interchange: u32,
    /// Of the functional group, nine digits at most.
    pub group: u32,
    /// When it is made, in the seller's zone.
    pub made_at: NaiveDateTime,
}

impl Partner {
    /// As it is agreed; where no number is, one that the invoice itself has.
    pub fn of(agreed: &X12Partner, invoice: &Invoice) -> Self {
        let seller = &invoice.seller;
        let own = seller.registration.as_ref().or(seller.vat_id.as_ref()).unwrap_or(&seller.name);
        let signs = agreed.separators();
        let side = |side: &Option<Identity>, from: &str, or: &str| {
            side.clone().unwrap_or_else(|| made_of(from, or, signs))
        };
        Self {
            sender: side(&agreed.sender, own, "SELLER"),
            receiver: side(&agreed.receiver, &invoice.account_number, "CUSTOMER"),
            element: agreed.element,
            component: agreed.component,
            segment: agreed.segment,
            is_production: agreed.is_production,
        }
    }

    /// Refuses separators that data or figures are made of, and numbers that do not fit.
    fn check(&self) -> Result<(), Refused> {
        let separators = [self.element, self.component, self.segment];
        if !are_separators(separators) {
            let words = "The separators have to be three different signs, and no part of a number.";
            return Err(refused("ISA", "ISA16", words.to_owned()));
        }
        for side in [&self.sender, &self.receiver] {
            if !side.fits(separators) {
                let words = format!("“{}” is no number for an interchange.", side.id);
                return Err(refused("ISA", "ISA06", words));
            }
        }
        Ok(())
    }
}

/// A number as agreed, made of the letters and digits that somebody has anyway.
fn made_of(from: &str, or: &str, signs: [char; 3]) -> Identity {
    let id: String = text::ascii(from).chars().filter(char::is_ascii_alphanumeric).collect();
    let made = Identity { qualifier: "ZZ".to_owned(), id };
    if made.fits(signs) { made } else { Identity { id: or.to_owned(), ..made } }
}

/// Why there is no such file.
fn refused(rule: &str, at: &str, words: String) -> Refused {
    Refused::one(&format!("X12-{rule}"), at, words)
}
