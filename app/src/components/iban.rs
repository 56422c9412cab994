//! Bank account numbers.

use super::head::reference;
use crate::markup::*;

/// An IBAN as it is printed, never broken: `NL91 ABNA 0417 1643 00`.
pub fn iban(iban: &str) -> Markup {
    reference(in_fours(iban)).into_markup()
}

fn in_fours(iban: &str) -> String {
    let letters: Vec<char> = iban.chars().filter(|c| !c.is_whitespace()).collect();
    let fours: Vec<String> = letters.chunks(4).map(|four| four.iter().collect()).collect();
    fours.join(" ")
}

#[cfg(test)]
mod tests {
    use super::in_fours;

    #[test]
    fn an_iban_is_read_in_fours() {
        assert_eq!(in_fours("NL91ABNA0417164300"), "NL91 ABNA 0417 1643 00");
        assert_eq!(in_fours("NL91 ABNA0417 1643 00"), "NL91 ABNA 0417 1643 00");
    }
}
