//! An EDI interchange that counts: to a partner's mailbox, with the number that comes next for it.

use crate::{
    edifact,
    einvoice::Refused,
    format::Error,
    invoice::Invoice,
    x12::{self, Identity},
};
use chrono::NaiveDateTime;
use domain::{format::Format, x12_partner::X12Partner};

/// An envelope.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Interchange<'a> {
    /// The partner's mailbox as qualifier and number, `ZZ:FERROW`.
    pub mailbox: &'a str,
    /// The next number for this mailbox.
    pub number: u32,
    /// When it is made, in the seller's zone.
    pub made_at: NaiveDateTime,
    /// What else is agreed about X12; the mailbox is the receiver, unless another number is.
    pub x12: &'a X12Partner,
}

/// Makes the file, X12 or EDIFACT; no other format has envelopes.
pub fn write(
    format: Format,
    invoice: &Invoice,
    interchange: &Interchange<'_>,
) -> Result<Vec<u8>, Error> {
    let Interchange { mailbox, number, made_at, x12: agreed } = *interchange;
    let (qualifier, id) = mailbox.split_once(':').unwrap_or(("ZZ", mailbox));
    match format {
        Format::X12 => {
            let mailbox = || Identity { qualifier: qualifier.to_owned(), id: id.to_owned() };
            let partner = x12::Partner {
                receiver: agreed.receiver.clone().unwrap_or_else(mailbox),
                is_production: true,
                ..x12::Partner::of(agreed, invoice)
            };
            let control = x12::Control { interchange: number, group: number, made_at };
            Ok(x12::invoice::write(invoice, &partner, control)?.into_bytes())
        }
        Format::Edifact => {
            // What X12 calls as agreed has three letters here.
            let qualifier = if qualifier == "ZZ" { "ZZZ" } else { qualifier };
            let partner = edifact::Partner {
                receiver: edifact::Identity { id: id.to_owned(), qualifier: qualifier.to_owned() },
                is_production: true,
                ..edifact::Partner::of(invoice)
            };
            let control = edifact::Control { interchange: number, made_at };
            Ok(edifact::invoice::write(invoice, &partner, control)?)
        }
        other => {
            let words = format!("{} is no EDI format.", other.label());
            Err(Refused::one("EDI", "format", words).into())
        }
    }
}
