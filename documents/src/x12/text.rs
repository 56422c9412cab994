//! Words as X12 can carry them. Its character sets end with ASCII: what is beyond is written with the
//! letters that come nearest (`Łódź` as `Lodz`, `Straße` as `Strasse`, `自転車` as its sound), and with
//! a question mark where nothing is near.

use super::{Partner, refused};
use crate::einvoice::Refused;

/// With the letters of ASCII.
pub fn ascii(words: &str) -> String {
    deunicode::deunicode_with_tofu(words, "?")
}

/// Words without what would break a segment: a partner's separators and line ends become spaces, and
/// several spaces one.
pub fn clean(words: &str, partner: &Partner) -> String {
    let separators = [partner.element, partner.component, partner.segment];
    let breaks = |c: char| c.is_ascii_control() || c == ' ' || separators.contains(&c);
    let ascii = ascii(words);
    let parts: Vec<&str> = ascii.split(breaks).filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// A number of something, which is never cut: it fits as it is, or it is refused.
pub fn number(words: &str, most: usize, at: &str, partner: &Partner) -> Result<String, Refused> {
    let number = clean(words, partner);
    if number.len() > most {
        let words = format!("“{}” is longer than the {most} characters of X12.", words.trim());
        return Err(refused("LENGTH", at, words));
    }
    Ok(number)
}

/// Cuts words into pieces of so many characters, between words where that can be.
pub fn pieces(words: &str, most: usize, partner: &Partner) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for word in clean(words, partner).split(' ').filter(|word| !word.is_empty()) {
        match pieces.last_mut() {
            Some(last) if last.len() + 1 + word.len() <= most => {
                last.push(' ');
                last.push_str(word);
            }
            _ => pieces.extend(chopped(word, most)),
        }
    }
    pieces
}

/// A word that is too long by itself, cut wherever it has to be.
fn chopped(word: &str, most: usize) -> impl Iterator<Item = String> {
    let letters: Vec<char> = word.chars().collect();
    let parts: Vec<String> = letters.chunks(most).map(String::from_iter).collect();
    parts.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x12::Identity;

    fn partner() -> Partner {
        let side = || Identity { qualifier: "ZZ".to_owned(), id: "ABC".to_owned() };
        Partner {
            sender: side(),
            receiver: side(),
            element: '*',
            component: '>',
            segment: '~',
            is_production: false,
        }
    }

    #[test]
    fn words_lose_what_would_break_a_segment() {
        let cleaned = |words: &str| clean(words, &partner());
        assert_eq!(cleaned("Łódź, Straße 5*~>\r\n  Ærø"), "Lodz, Strasse 5 AEro");
        assert_eq!(cleaned("~*>\n\t"), "");
        assert!(cleaned("自転車 €5 \u{e000}").is_ascii());
    }

    #[test]
    fn what_is_long_is_cut_between_words() {
        let cut = |words: &str, most| pieces(words, most, &partner());
        assert_eq!(cut("ball bearing, box of 50", 12), ["ball", "bearing, box", "of 50"]);
        assert_eq!(cut("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert!(cut(" ~ ", 4).is_empty());
    }

    #[test]
    fn numbers_are_not_cut() {
        assert_eq!(number("NH-26-0894", 22, "BIG02", &partner()).unwrap(), "NH-26-0894");
        let refused = number("12345", 4, "BIG02", &partner()).unwrap_err();
        assert_eq!(refused.rules[0].rule, "X12-LENGTH");
    }
}
