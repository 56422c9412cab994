//! The words of documents and of the mails around them, in the languages of [`Language`]. Each stands in one
//! line, in the order of [`Language::ALL`]: English, German, Dutch, French, Spanish, Italian. What is filled in
//! stands in braces.

pub mod invoice;
pub mod letters;
pub mod mail;
pub mod paper;

use domain::language::Language;

/// A word, or a sentence, in each language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Word(pub [&'static str; 6]);

impl Word {
    /// In a language.
    pub fn of(self, language: Language) -> &'static str {
        self.0[language as usize]
    }

    /// In a language, as a text of its own.
    pub fn own(self, language: Language) -> String {
        self.of(language).to_owned()
    }

    /// In a language, with what is filled in. What is filled in is not looked at again: a customer may be
    /// called `{amount}`.
    pub fn with(self, language: Language, all: &[(&str, &str)]) -> String {
        let mut text = String::new();
        let mut rest = self.of(language);
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            text.push_str(before);
            text.push_str(all.iter().find(|(of, _)| *of == name).map_or(name, |(_, value)| value));
            rest = after;
        }
        text + rest
    }
}

macro_rules! words {
    ($($name:ident: $en:literal, $de:literal, $nl:literal, $fr:literal, $es:literal, $it:literal;)*) => {
        $(#[doc = $en] pub const $name: $crate::words::Word = $crate::words::Word([$en, $de, $nl, $fr, $es, $it]);)*

        /// All of them, with their names.
        #[cfg(test)]
        pub const ALL: &[(&str, $crate::words::Word)] = &[$((stringify!($name), $name)),*];
    };
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;

    fn blanks(text: &str) -> Vec<&str> {
        let mut found: Vec<_> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .map(|it| it.0)
            .collect();
        found.sort_unstable();
        found
    }

    fn digits(text: &str) -> String {
        text.chars().filter(char::is_ascii_digit).collect()
    }

    #[test]
    fn no_language_lacks_a_word_or_a_blank_of_it() {
        for (name, word) in
            [paper::ALL, paper::slip::ALL, invoice::ALL, letters::ALL, mail::ALL].concat()
        {
            for &language in Language::ALL {
                let text = word.of(language);
                assert!(!text.trim().is_empty(), "{name} in {}", language.label());
                assert_eq!(blanks(text), blanks(word.0[0]), "{name} in {}", language.label());
                assert_eq!(digits(text), digits(word.0[0]), "{name} in {}", language.label());
            }
        }
    }

    #[test]
    fn languages_have_the_order_of_words() {
        let order: Vec<_> = Language::ALL.iter().map(|&one| one as usize).collect();
        assert_eq!(order, [0, 1, 2, 3, 4, 5]);
        assert_eq!(paper::PAGE.with(Language::German, &[("n", "1"), ("of", "2")]), "Seite 1 von 2");
        assert_eq!(
            paper::PAGE.with(Language::English, &[("n", "{of}"), ("of", "2")]),
            "Page {of} of 2"
        );
    }
}
