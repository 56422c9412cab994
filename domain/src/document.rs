//! What goes out to a customer, by kind: an invoice is data to some and paper to others, a reminder is
//! for people whatever they chose.

use crate::format::Format;

/// A kind of document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// What is to be paid.
    Invoice,
    /// What is taken back of an invoice.
    CreditNote,
    /// What is open, or what moved the balance.
    Statement,
    /// What was paid.
    Receipt,
    /// What is late.
    Reminder,
    /// What is paid in parts, and when.
    Plan,
}

impl Kind {
    /// All of them, in the order of offering.
    pub const ALL: [Self; 6] = [
        Self::Invoice,
        Self::CreditNote,
        Self::Statement,
        Self::Receipt,
        Self::Reminder,
        Self::Plan,
    ];

    /// The code in addresses and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit-note",
            Self::Statement => "statement",
            Self::Receipt => "receipt",
            Self::Reminder => "reminder",
            Self::Plan => "plan",
        }
    }

    /// The kind of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What people call several of them.
    pub fn label(self) -> &'static str {
        match self {
            Self::Invoice => "Invoices",
            Self::CreditNote => "Credit notes",
            Self::Statement => "Statements",
            Self::Receipt => "Receipts",
            Self::Reminder => "Reminders",
            Self::Plan => "Payment plans",
        }
    }

    /// What people call one of them, where it begins a line.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Invoice => "Invoice",
            Self::CreditNote => "Credit note",
            Self::Statement => "Statement",
            Self::Receipt => "Receipt",
            Self::Reminder => "Reminder",
            Self::Plan => "Payment plan",
        }
    }

    /// One of them, in the middle of a sentence.
    pub fn one(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit note",
            Self::Statement => "statement",
            Self::Receipt => "receipt",
            Self::Reminder => "reminder",
            Self::Plan => "payment plan",
        }
    }

    /// What one is called where its kind is not said: what is numbered has a name, the others have a day.
    pub fn called(self, number: &str) -> String {
        match self {
            Self::Statement | Self::Reminder => format!("{} {number}", self.heading()),
            Self::Invoice | Self::CreditNote | Self::Receipt | Self::Plan => number.to_owned(),
        }
    }

    /// The formats that it can be had in, in the order of offering: what is booked as data, the rest as
    /// paper.
    pub fn formats(self) -> &'static [Format] {
        match self {
            Self::Invoice | Self::CreditNote => &Format::ALL,
            Self::Statement | Self::Receipt | Self::Reminder | Self::Plan => &[Format::Pdf],
        }
    }

    /// Whether it is sent by itself as soon as it is there, from a day on that the seller sets. Reminders go
    /// when they are decided; the others are for whoever asks for them.
    pub fn goes_out(self) -> bool {
        matches!(self, Self::Invoice | Self::CreditNote | Self::Statement | Self::Receipt)
    }

    /// Whether it is sent at all.
    pub fn is_sent(self) -> bool {
        self.goes_out() || self == Self::Reminder
    }

    /// Whether the laws about invoices hold for it: a credit note is an invoice to them.
    pub fn is_invoice(self) -> bool {
        matches!(self, Self::Invoice | Self::CreditNote)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of(kind.code()), Some(kind));
        }
        assert_eq!(Kind::of("letter"), None);
    }

    #[test]
    fn everything_can_be_had_as_paper_and_only_invoices_as_data() {
        for kind in Kind::ALL {
            assert_eq!(kind.formats().first(), Some(&Format::Pdf), "{kind:?}");
            assert_eq!(kind.formats().len() > 1, kind.is_invoice(), "{kind:?}");
        }
    }
}
