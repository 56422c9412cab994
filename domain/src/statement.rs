//! Statements of account. Balance-forward: opening balance, what happened, closing balance.
//! Open-item: what is open on a day. Both close on the same figure: what the ledger says.

use crate::{money::Money, refusal::Refusal};
use chrono::NaiveDate;

/// What a line of a statement tells of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// An invoice was issued.
    Invoice,
    /// A credit note was issued.
    CreditNote,
    /// A payment settled.
    Payment,
    /// A payment came back.
    Return,
    /// A discount was granted.
    Discount,
    /// It is no longer asked for.
    WriteOff,
    /// A reversal of one of these.
    Reversal,
}

impl Kind {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Invoice => "Invoice",
            Self::CreditNote => "Credit note",
            Self::Payment => "Payment",
            Self::Return => "Payment came back",
            Self::Discount => "Early-payment discount",
            Self::WriteOff => "No longer asked for",
            Self::Reversal => "Correction",
        }
    }
}

/// One movement of the balance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Movement {
    /// The business date.
    pub on: NaiveDate,
    /// What it was.
    pub kind: Kind,
    /// The document's number or the payment's reference.
    pub reference: String,
    /// By how much the customer owes more (positive) or less (negative).
    pub change: Money,
}

/// A movement with the balance after it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// The movement.
    pub movement: Movement,
    /// What is owed after it.
    pub balance: Money,
}

/// Runs the balance through movements that are in order of their dates.
pub fn run(opening: Money, movements: Vec<Movement>) -> Result<(Vec<Row>, Money), Refusal> {
    let mut balance = opening;
    let mut rows = Vec::with_capacity(movements.len());
    for movement in movements {
        balance = balance.plus(movement.change)?;
        rows.push(Row { movement, balance });
    }
    Ok((rows, balance))
}
