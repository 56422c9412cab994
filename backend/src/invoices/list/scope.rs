//! What a list is narrowed down to, as its statements take it.

use super::{Balance, Show, Wanted};
use chrono::NaiveDate;
use domain::{
    ids::AccountId,
    money::{Currency, Money},
};
use uuid::Uuid;

/// What the list is narrowed down to.
pub(super) struct Scope {
    pub account_id: Uuid,
    pub currency: Option<String>,
    pub only_paid: bool,
    pub overdue_on: Option<NaiveDate>,
    pub patterns: Vec<String>,
    pub amounts: Vec<i64>,
}

impl Scope {
    pub fn of(
        account_id: AccountId,
        wanted: &Wanted,
        balances: &[Balance],
        today: NaiveDate,
    ) -> Self {
        let filter = &wanted.filter;
        let currencies = balances.iter().map(|balance| balance.open.currency);
        Self {
            account_id: account_id.0,
            currency: filter.currency.map(|currency| currency.to_string()),
            only_paid: filter.show == Show::Paid,
            overdue_on: (filter.show == Show::Overdue).then_some(today),
            patterns: filter.words.split_whitespace().map(pattern).collect(),
            amounts: amounts(&filter.words, currencies),
        }
    }
}

/// A word as LIKE finds it anywhere, with nothing in it that LIKE would read as its own.
fn pattern(word: &str) -> String {
    let word = word.to_lowercase();
    let word = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{word}%")
}

/// What is looked for as an amount, in minor units of the account's currencies: `6776.00`, and as
/// we write it, `€6,776.00`.
fn amounts(words: &str, currencies: impl Iterator<Item = Currency>) -> Vec<i64> {
    let digits: String = words.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let is_amount = words.chars().all(|c| !c.is_alphanumeric() || c.is_ascii_digit());
    if !is_amount || words.contains('-') {
        return Vec::new();
    }
    let read = |currency| Money::parse(&digits, currency).map(|amount| amount.minor).ok();
    let mut amounts: Vec<i64> = currencies.filter_map(read).collect();
    amounts.dedup();
    amounts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_as_they_are_typed() {
        assert_eq!(pattern("NH-26"), "%nh-26%");
        assert_eq!(pattern("50%_\\"), "%50\\%\\_\\\\%");
    }

    #[test]
    fn amounts_are_found_as_we_write_them() {
        let found = |words| amounts(words, [Currency::EUR, Currency::JPY].into_iter());
        assert_eq!(found("6776.00"), [677_600]);
        assert_eq!(found("€6,776.00"), [677_600]);
        assert_eq!(found("6776"), [677_600, 6_776]);
        for none in ["", "NH-26-0894", "4488-B", "-5", "."] {
            assert!(found(none).is_empty(), "{none}");
        }
    }
}
