//! The languages in which customers are written to, and how each writes an amount (Unicode CLDR).

use crate::money::Money;

/// A language.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
    /// Dutch.
    Dutch,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Italian.
    Italian,
}

impl Language {
    /// Every language, in the order in which it is offered.
    pub const ALL: &'static [Self] =
        &[Self::English, Self::German, Self::Dutch, Self::French, Self::Spanish, Self::Italian];

    /// The code in the database, in files and in forms (ISO 639-1).
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Dutch => "nl",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Italian => "it",
        }
    }

    /// The language of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|language| language.code() == code)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "German",
            Self::Dutch => "Dutch",
            Self::French => "French",
            Self::Spanish => "Spanish",
            Self::Italian => "Italian",
        }
    }

    /// An amount in a sentence of this language: `€1,240.00`, `1.240,00 €`, `€ 1.240,00`. No line is
    /// broken inside of it.
    pub fn amount(self, amount: Money) -> String {
        if self == Self::English {
            return amount.full();
        }
        let minus = if amount.minor < 0 { "\u{2212}" } else { "" };
        let english = Money::new(amount.minor.abs(), amount.currency).bare();
        let group = match self {
            Self::French => '\u{202f}',
            _ => '.',
        };
        let digits = english.chars().map(|c| match c {
            ',' => group,
            '.' => ',',
            digit => digit,
        });
        let digits = String::from_iter(digits);
        let sign = amount.currency.sign();
        let sign = sign.trim_end_matches('\u{a0}');
        match self {
            Self::Dutch => format!("{sign}\u{a0}{minus}{digits}"),
            _ => format!("{minus}{digits}\u{a0}{sign}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn each_language_writes_amounts_its_own_way() {
        let told = |language: Language, minor, currency| {
            language.amount(Money::new(minor, currency)).replace(['\u{a0}', '\u{202f}'], "_")
        };
        let of = |language| told(language, 124_000, Currency::EUR);
        assert_eq!(of(Language::English), "€1,240.00");
        assert_eq!(of(Language::German), "1.240,00_€");
        assert_eq!(of(Language::Dutch), "€_1.240,00");
        assert_eq!(of(Language::French), "1_240,00_€");
        assert_eq!(told(Language::German, -5, Currency::EUR), "\u{2212}0,05_€");
        assert_eq!(told(Language::Dutch, -5, Currency::EUR), "€_\u{2212}0,05");
        assert_eq!(told(Language::Italian, 1_240, Currency::JPY), "1.240_¥");
        assert_eq!(told(Language::German, 1_240_000, Currency::KWD), "1.240,000_KWD");
    }

    #[test]
    fn codes_read_back() {
        assert!(Language::ALL.iter().all(|one| Language::of(one.code()) == Some(*one)));
        assert_eq!(Language::of("xx"), None);
    }
}
