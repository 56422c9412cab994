//! What happens next, by day.

use super::{date, state::State};
use crate::markup::*;
use chrono::NaiveDate;
use domain::Money;

/// Something that will happen.
pub struct Appointment {
    day: NaiveDate,
    what: Markup,
    note: Option<Markup>,
    amount: Option<Money>,
}

/// Something that will happen on a day: its words in the tone of what the amount will do.
pub fn appointment(day: NaiveDate, what: State) -> Appointment {
    Appointment { day, what: what.inline(), note: None, amount: None }
}

impl Appointment {
    /// A second line.
    pub fn note(mut self, note: impl IntoView + 'static) -> Self {
        self.note = Some(view! { <span class="note">{note}</span> }.into_markup());
        self
    }

    /// How much.
    pub fn amount(mut self, amount: Money) -> Self {
        self.amount = Some(amount);
        self
    }
}

/// A list of days and what they bring.
pub fn agenda(appointments: impl IntoIterator<Item = Appointment>) -> Markup {
    let item = |next: Appointment| {
        let amount = next.amount.map(|amount| view! { <span class="amt">{amount.bare()}</span> });
        view! { <li>{date::weekday(next.day)}<span>{next.what}{next.note}</span>{amount}</li> }
    };
    let appointments: Vec<_> = appointments.into_iter().map(item).collect();
    view! { <ol class="agenda">{appointments}</ol> }.into_markup()
}
