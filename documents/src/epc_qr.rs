//! The code by which European banks' apps fill in a transfer: EPC069-12, version 002, in UTF-8. It is for
//! euros and an IBAN only.

use crate::iban;
use domain::{Currency, Money};

/// The most that a SEPA transfer carries: 999,999,999.99.
const MOST_MINOR: i64 = 99_999_999_999;

/// What a transfer says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Transfer<'a> {
    /// Who gets the money.
    pub name: &'a str,
    /// The account.
    pub iban: &'a str,
    /// The bank, if it is a BIC; anything else is left out.
    pub bic: &'a str,
    /// How much.
    pub amount: Money,
    /// What it is for. A creditor reference stands as one, anything else as text.
    pub reference: &'a str,
}

/// What the code holds. None if it cannot be such a transfer: no euros, nothing to pay, no IBAN.
pub fn payload(transfer: &Transfer) -> Option<String> {
    let Transfer { name, bic, amount, reference, .. } = *transfer;
    let iban = iban::read(transfer.iban)?;
    let name = cut(name, 70);
    if amount.currency != Currency::EUR
        || !(1..=MOST_MINOR).contains(&amount.minor)
        || name.is_empty()
    {
        return None;
    }
    let structured = iban::creditor_reference(reference);
    let text = if structured.is_some() { String::new() } else { cut(reference, 140) };
    let lines = [
        "BCD".to_owned(),
        "002".to_owned(),
        "1".to_owned(),
        "SCT".to_owned(),
        if is_bic(bic) { bic.to_owned() } else { String::new() },
        name,
        iban,
        format!("EUR{}", amount.canonical()),
        String::new(),
        structured.unwrap_or_default(),
        text,
    ];
    Some(lines.join("\n").trim_end().to_owned())
}

fn is_bic(bic: &str) -> bool {
    matches!(bic.len(), 8 | 11)
        && bic.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && bic[..6].bytes().all(|b| b.is_ascii_uppercase())
}

/// On one line, and no longer than that.
fn cut(text: &str, most: usize) -> String {
    let flat: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    flat.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transfer(reference: &'static str) -> Transfer<'static> {
        Transfer {
            name: "Nordhaven Bearings B.V.",
            iban: "NL91 ABNA 0417 1643 00",
            bic: "ABNANL2A",
            amount: Money::new(242_000, Currency::EUR),
            reference,
        }
    }

    #[test]
    fn a_transfer_has_eleven_lines() {
        assert_eq!(
            payload(&transfer("NH-26-0894")).expect("a code"),
            "BCD\n002\n1\nSCT\nABNANL2A\nNordhaven Bearings B.V.\nNL91ABNA0417164300\nEUR2420.00\n\n\nNH-26-0894"
        );
        let structured = payload(&transfer("RF18 5390 0754 7034")).expect("a code");
        assert!(structured.ends_with("EUR2420.00\n\nRF18539007547034"), "{structured}");
    }

    #[test]
    fn what_is_no_such_transfer_has_no_code() {
        let good = transfer("x");
        let amount = |minor, currency| Transfer { amount: Money::new(minor, currency), ..good };
        assert_eq!(payload(&amount(242_000, Currency::USD)), None);
        assert_eq!(payload(&amount(0, Currency::EUR)), None);
        assert_eq!(payload(&amount(-5, Currency::EUR)), None);
        assert_eq!(payload(&amount(MOST_MINOR + 1, Currency::EUR)), None);
        assert_eq!(payload(&Transfer { iban: "071000013 44170992", ..good }), None);
        assert_eq!(payload(&Transfer { iban: "NL91ABNA0417164301", ..good }), None);
    }

    #[test]
    fn nothing_typed_adds_a_line() {
        let told = payload(&Transfer { bic: "021000021", name: "A\nB", ..transfer("1\n2") });
        assert_eq!(told.expect("a code").lines().nth(5), Some("A B"));
        let long = "x".repeat(200);
        let told = payload(&Transfer { name: &long, reference: &long, ..transfer("") });
        let told = told.expect("a code");
        let lengths: Vec<_> = told.lines().map(str::len).collect();
        assert_eq!((lengths[5], lengths[10]), (70, 140));
        assert!(told.len() <= 331);
    }
}
