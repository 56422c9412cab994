//! The POSTs: one file per noun, with the form's fields, its view, and the handler that takes it.
//! A form posts to the path of its own page. Done: 303 to a page that says so. Refused: the same
//! page with 422, the reasons, and what was typed.

pub mod account_changes;
pub mod bundles;
pub mod calendar_feeds;
pub mod choices;
pub mod clock;
pub mod conversations;
pub mod copy;
pub mod decide;
pub mod delivery;
pub mod dispatches;
pub mod disputes;
pub mod files;
pub mod hand_over;
pub mod imports;
pub mod inbound;
pub mod list_views;
pub mod notices;
pub mod order;
pub mod password;
pub mod pay;
pub mod preferences;
pub mod print_runs;
pub mod promises;
pub mod proposals;
pub mod sandbox;
pub mod sandbox_bank;
pub mod self_help;
pub mod session;
pub mod settings;
pub mod supporting_documents;
pub mod users;
pub mod webhooks;

use crate::{AppError, done::Done};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use domain::Refusal;
use std::str::FromStr;

/// What a form said no to, in the order in which it was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Problems(Vec<Problem>);

/// One reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The field that it is about, if it is about one.
    pub field: Option<&'static str>,
    /// What to do, in words.
    pub words: String,
}

impl Problems {
    /// Notes a refusal. Those about an amount or a date belong to the fields `amount` and `date`;
    /// a form that calls them otherwise uses [`Problems::add_at`].
    pub fn add(&mut self, refusal: Refusal) {
        use Refusal as R;
        let field = match &refusal {
            R::Field { field, .. } => Some(*field),
            R::AmountUnreadable { .. }
            | R::TooManyDecimals { .. }
            | R::AmountTooLarge
            | R::AmountZero
            | R::Overpayment { .. }
            | R::Overpromise { .. }
            | R::OverpaymentInTotal { .. } => Some("amount"),
            R::DateTooEarly { .. } | R::DateTooLate { .. } | R::DateUnreadable(_) => Some("date"),
            R::MethodNotOffered => Some("method"),
            _ => None,
        };
        self.0.push(Problem { field, words: refusal.to_string() });
    }

    /// Notes a refusal of a field.
    pub fn add_at(&mut self, field: &'static str, refusal: Refusal) {
        self.0.push(Problem { field: Some(field), words: refusal.to_string() });
    }

    /// The same where the form's one day has another name.
    pub fn add_day(&mut self, field: &'static str, refusal: Refusal) {
        self.add(refusal);
        if let Some(problem) = self.0.last_mut().filter(|problem| problem.field == Some("date")) {
            problem.field = Some(field);
        }
    }

    /// Reads a field: the value, or a note of why not. So one look finds all that is wrong.
    pub fn read<T>(&mut self, field: &'static str, read: Result<T, Refusal>) -> Option<T> {
        read.map_err(|refusal| self.add_at(field, refusal)).ok()
    }

    /// What is wrong with a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|problem| problem.field == Some(field)).map(|p| p.words.as_str())
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }
}

impl From<Refusal> for Problems {
    fn from(refusal: Refusal) -> Self {
        let mut problems = Self::default();
        problems.add(refusal);
        problems
    }
}

/// Parts a verb's answer into done and refused; everything else ends on an error page, and so does
/// a role that lacks the action: no field can put that right.
pub fn refusal_of<T>(answer: backend::Result<T>) -> Result<Result<T, Refusal>, AppError> {
    match answer {
        Ok(done) => Ok(Ok(done)),
        Err(backend::Error::Refused(refusal @ Refusal::RoleLacks { .. })) => Err(refusal.into()),
        Err(backend::Error::Refused(refusal)) => Ok(Err(refusal)),
        Err(error) => Err(error.into()),
    }
}

/// Reads a day as browsers send it: `2026-11-25`.
pub fn day(text: &str) -> Result<NaiveDate, Refusal> {
    let typed = || Refusal::DateUnreadable(text.chars().take(24).collect());
    // Longer years are dates to chrono, but to nobody else.
    let read = NaiveDate::from_str(text).ok().filter(|_| text.len() == "2026-11-25".len());
    read.ok_or_else(typed)
}

/// Success: goes to a page that says what was done.
pub fn done(address: &str, done: Done) -> Response {
    go_to(&done.at(address))
}

/// Success without words: the next page shows it by itself.
pub fn go_to(address: &str) -> Response {
    Redirect::to(address).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_find_their_fields() {
        let mut problems = Problems::from(Refusal::AmountZero);
        problems.add(Refusal::field("email", "Type it again."));
        assert_eq!(problems.of("amount"), Some("The amount must be more than zero."));
        assert_eq!(problems.of("email"), Some("Type it again."));
        assert_eq!(problems.of("date"), None);
    }

    #[test]
    fn days_are_read_as_browsers_send_them() {
        let day_of = |text| day(text).ok();
        assert_eq!(day_of("2026-11-25"), NaiveDate::from_ymd_opt(2026, 11, 25));
        for bad in ["", "25.11.2026", "2026-02-30", "+262142-01-01", "2026-1-1"] {
            assert_eq!(day_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_role_that_lacks_an_action_is_no_problem_of_the_form() {
        let lacks: backend::Result<()> = Err(Refusal::RoleLacks { role: "view" }.into());
        assert!(refusal_of(lacks).is_err());
        let zero: backend::Result<()> = Err(Refusal::AmountZero.into());
        assert_eq!(refusal_of(zero).expect("parted"), Err(Refusal::AmountZero));
    }
}
