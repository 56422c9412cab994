//! Answers that staff write often, with names in braces that are filled in for each dispute.

use crate::{conversation::LONGEST, language::Language, refusal::Refusal};

/// The names that can be filled in, as they are written.
pub const NAMES: [&str; 4] = ["customer", "dispute", "invoices", "amount"];

/// What the names stand for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    /// The customer's name.
    pub customer: String,
    /// The dispute, as `D-26-0007`.
    pub dispute: String,
    /// The numbers of its invoices.
    pub invoices: String,
    /// What is on hold; what was disputed once it has ended.
    pub amount: String,
}

impl Facts {
    fn of(&self, name: &str) -> Option<&str> {
        match name {
            "customer" => Some(&self.customer),
            "dispute" => Some(&self.dispute),
            "invoices" => Some(&self.invoices),
            "amount" => Some(&self.amount),
            _ => None,
        }
    }
}

/// Fills the names in. What is filled in is not looked at again, so a customer's name cannot be one.
pub fn fill(text: &str, facts: &Facts) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}').and_then(|(name, tail)| Some((facts.of(name)?, tail))) {
            Some((fact, tail)) => {
                filled.push_str(fact);
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// The text as it is kept. Refuses a name that nothing fills in: it would be sent as it stands.
pub fn check(text: &str) -> Result<&str, Refusal> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST {
        return Err(Refusal::field("text", format!("Write up to {LONGEST} characters.")));
    }
    for after in text.split('{').skip(1) {
        let name = after.split_once('}').map(|(name, _)| name);
        if !name.is_some_and(|name| NAMES.contains(&name)) {
            let words = "Only {customer}, {dispute}, {invoices} and {amount} can be filled in.";
            return Err(Refusal::field("text", words));
        }
    }
    Ok(text)
}

/// What a field holds once an answer is put into it: after what was typed, which is never lost.
pub fn put_after(typed: &str, answer: &str) -> String {
    match typed.trim_end() {
        "" => answer.to_owned(),
        typed => format!("{typed}\n\n{answer}"),
    }
}

/// How well an answer fits a dispute, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Fit {
    /// It is for its reason, or for any, in the customer's language.
    Fits,
    /// It would be, in another language.
    OtherLanguage,
    /// It is for another reason.
    OtherReason,
}

impl Fit {
    /// Every fit, the best first.
    pub const ALL: &'static [Self] = &[Self::Fits, Self::OtherLanguage, Self::OtherReason];
}

/// How well an answer fits a dispute that is mostly about a reason, of a customer with a language.
pub fn fit(
    (reason, language): (Option<&str>, Language),
    (its_reason, its_language): (&str, Language),
) -> Fit {
    match (reason.is_none_or(|reason| reason == its_reason), language == its_language) {
        (true, true) => Fit::Fits,
        (true, false) => Fit::OtherLanguage,
        (false, _) => Fit::OtherReason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            customer: "Ferrow {amount}".to_owned(),
            dispute: "D-26-0007".to_owned(),
            invoices: "NH-26-0894".to_owned(),
            amount: "€200.00".to_owned(),
        }
    }

    #[test]
    fn names_are_filled_in_once() {
        let text = "Dear {customer}, {dispute} about {invoices} holds {amount}.";
        let told = "Dear Ferrow {amount}, D-26-0007 about NH-26-0894 holds €200.00.";
        assert_eq!(fill(text, &facts()), told);
        assert_eq!(fill("{", &facts()), "{");
        assert_eq!(fill("{nobody} {", &facts()), "{nobody} {");
    }

    #[test]
    fn a_name_that_nothing_fills_in_is_refused() {
        assert_eq!(check(" Dear {customer} "), Ok("Dear {customer}"));
        assert!(check("Dear {custmer}").is_err());
        assert!(check("Dear {customer").is_err());
        assert!(check("No names").is_ok());
        assert!(check(" ").is_err() && check(&"x".repeat(LONGEST + 1)).is_err());
    }

    #[test]
    fn what_was_typed_stays_before_it() {
        assert_eq!(put_after(" \n", "Thank you."), "Thank you.");
        assert_eq!(put_after("Dear Joost,\n", "Thank you."), "Dear Joost,\n\nThank you.");
    }

    #[test]
    fn the_reason_counts_before_the_language() {
        let german = Language::German;
        let of = |reason, language| fit((reason, language), ("price", german));
        assert_eq!(of(Some("price"), german), Fit::Fits);
        assert_eq!(of(None, german), Fit::Fits);
        assert_eq!(of(None, Language::English), Fit::OtherLanguage);
        assert_eq!(of(Some("tax"), german), Fit::OtherReason);
        assert!(Fit::Fits < Fit::OtherLanguage && Fit::OtherLanguage < Fit::OtherReason);
    }
}
