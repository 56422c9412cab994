//! One invoice of a list.

use super::{
    Sort,
    cursor::{Cursor, Key},
};
use chrono::NaiveDate;
use domain::{ids::InvoiceId, money::Money, standing::Standing};

/// One invoice of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// Its id.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// The customer's order.
    pub po_number: Option<String>,
    /// The order number that the customer gave afterwards.
    pub customer_po: Option<String>,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// When its next open part falls due; of a paid one, the last part.
    pub due_on: NaiveDate,
    /// What was billed.
    pub total: Money,
    /// What is open, what holds it, and its state.
    pub standing: Standing,
    /// What paying it in full takes today: what may be asked for and what is promised, less the
    /// discount.
    pub pays: Money,
    /// The discount that paying it today saves, and the last day on which it does.
    pub saves: Option<(Money, NaiveDate)>,
    /// When it was settled in full.
    pub paid_on: Option<NaiveDate>,
}

impl Listed {
    /// What is open.
    pub fn open(&self) -> Money {
        Money::new(self.standing.part.open_minor, self.total.currency)
    }

    /// What may be asked for.
    pub fn to_pay(&self) -> Money {
        Money::new(self.standing.part.collectable_minor, self.total.currency)
    }

    /// What was paid, credited or discounted.
    pub fn settled(&self) -> Money {
        Money::new(self.total.minor - self.standing.part.open_minor, self.total.currency)
    }

    /// Where it is in a list.
    pub(super) fn cursor(&self, sort: Sort) -> Cursor {
        let key = match sort {
            Sort::Due => Key::Day(self.due_on),
            Sort::Issued => Key::Day(self.issued_on),
            Sort::Number => Key::Text(self.number.clone()),
            Sort::Total => Key::Minor(self.total.minor),
        };
        Cursor { key, id: self.id.0 }
    }
}
