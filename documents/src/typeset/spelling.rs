//! Makes any text fit for paper: only letters that the house has, and no word that is wider than its
//! column.

use super::world::HOUSE;
use serde_json::Value;

/// After so many letters without a space, a word may be broken anywhere.
const LONGEST: usize = 24;
/// Zero width space: here a line may end.
const BREAK: char = '\u{200b}';
/// Spaces at which no line ends: between an amount and its sign, and in French between thousands.
const UNBROKEN: [char; 2] = ['\u{a0}', '\u{202f}'];
/// What stands for a letter that no font of the house has.
const UNKNOWN: char = '?';

/// What is not words: pictures, and addresses that are followed.
const NO_WORDS: [&str; 2] = ["picture", "href"];

/// Goes through all words of a sheet.
pub fn spell(value: &mut Value) {
    match value {
        Value::String(text) => *text = spelt(text),
        Value::Array(all) => all.iter_mut().for_each(spell),
        Value::Object(fields) => {
            let words = fields.iter_mut().filter(|(name, _)| !NO_WORDS.contains(&name.as_str()));
            words.for_each(|(_, value)| spell(value));
        }
        _ => {}
    }
}

fn spelt(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for letter in text.chars() {
        if letter.is_whitespace() {
            run = 0;
            out.push(if UNBROKEN.contains(&letter) { letter } else { ' ' });
            continue;
        }
        if letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        {
            continue;
        }
        run += 1;
        if run > LONGEST {
            out.push(BREAK);
        }
        out.push(if letter.is_ascii() || HOUSE.has(letter) { letter } else { UNKNOWN });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_no_font_has_become_question_marks() {
        assert_eq!(spelt("Ferrow 自転車 علي 🚲"), "Ferrow 自転車 علي 🚲");
        assert_eq!(spelt("Runic \u{16a0}"), "Runic ?");
        assert_eq!(spelt("a\tb\u{0}c\u{202e}d\u{a0}e\u{202f}f"), "a bcd\u{a0}e\u{202f}f");
    }

    #[test]
    fn long_words_can_be_broken() {
        let word = "x".repeat(26);
        assert_eq!(spelt(&word), format!("{}\u{200b}x\u{200b}x", "x".repeat(24)));
        assert_eq!(spelt("#strong[x] $a$ \\ `b`"), "#strong[x] $a$ \\ `b`");
    }
}
