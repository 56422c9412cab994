//! What several pages of the staff's view show: tables of invoices, payments, disputes and promises, the log
//! of decisions, entries of the ledger, and what happened.

pub mod books;
pub mod decided;
pub mod disputed;
pub mod invoices;
pub mod payments;
pub mod promised;
pub mod sent;
pub mod story;
pub mod supporting_documents;
pub mod written;

use crate::components::{
    head::{Head, head},
    table::{self, Cell, cell},
};
use domain::{Currency, Money, ids::AccountId};

/// The head of a list, which leads back to the account where it is only one's.
pub fn head_of(title: &'static str, name: Option<&str>, account: Option<AccountId>) -> Head {
    match (name, account) {
        (Some(name), Some(id)) => head(title)
            .crumb("Accounts", "/staff/accounts")
            .crumb(name.to_owned(), format!("/staff/accounts/{id}"))
            .here(title),
        _ => head(title),
    }
}

/// The one currency of all amounts, if it is one: then the head of a table names it once.
pub fn one_currency(amounts: impl IntoIterator<Item = Money>) -> Option<Currency> {
    let mut currencies = amounts.into_iter().map(|amount| amount.currency);
    let first = currencies.next()?;
    currencies.all(|currency| currency == first).then_some(first)
}

/// A column's label with the currency of its amounts, if it is one.
pub fn named(label: &str, one: Option<Currency>) -> String {
    one.map_or_else(|| label.to_owned(), |currency| format!("{label}, {currency}"))
}

/// An amount, which says its currency where the head does not.
pub fn amount(amount: Money, one: Option<Currency>) -> Cell {
    match one {
        Some(_) => table::amount(amount),
        None => {
            let cell = cell(format!("{} {}", amount.currency, amount.bare())).num();
            if amount.is_zero() { cell.class("zero") } else { cell }
        }
    }
}

/// `1 invoice`, `12 invoices`, `1,240 invoices`.
pub fn count(number: i64, one: &str, more: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { more })
}

/// A number with its thousands marked.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "\u{2212}" } else { "" });
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Tenths, as `42.4`.
pub fn tenths(number: i64) -> String {
    let sign = if number < 0 { "\u{2212}" } else { "" };
    let number = number.abs();
    format!("{sign}{}.{}", grouped(number / 10), number % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(count(1, "item", "items"), "1 item");
        assert_eq!(count(2_214, "item", "items"), "2,214 items");
        assert_eq!(tenths(424), "42.4");
        assert_eq!(tenths(-5), "\u{2212}0.5");
    }

    #[test]
    fn a_head_names_a_currency_only_where_there_is_one() {
        let (eur, usd) = (Money::zero(Currency::EUR), Money::zero(Currency::USD));
        assert_eq!(one_currency([eur, eur]), Some(Currency::EUR));
        assert_eq!(one_currency([eur, usd]), None);
        assert_eq!(named("Open", one_currency([eur])), "Open, EUR");
    }
}
