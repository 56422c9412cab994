//! The languages in which customers are written to, and how each writes figures and days (Unicode CLDR).

use crate::{
    calendar, decimals,
    money::{Currency, Money},
    rates,
};
use chrono::{Datelike, NaiveDate};

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
        let digits = self.bare(Money::new(amount.minor.abs(), amount.currency));
        let sign = amount.currency.sign();
        let sign = sign.trim_end_matches('\u{a0}');
        match self {
            Self::Dutch => format!("{sign}\u{a0}{minus}{digits}"),
            _ => format!("{minus}{digits}\u{a0}{sign}"),
        }
    }

    /// An amount in a table, whose head names the currency: `1,240.00`, `1.240,00`.
    pub fn bare(self, amount: Money) -> String {
        self.number(&amount.bare())
    }

    /// How much of something: `1,250.5`, `1.250,5`; in ten-thousandths.
    pub fn quantity(self, quantity_e4: i64) -> String {
        self.number(&decimals::quantity(quantity_e4))
    }

    /// A price for one, in ten-thousandths of a minor unit: `62.50`, `62,50`.
    pub fn unit_price(self, unit_price_e4: i64, currency: Currency) -> String {
        self.number(&decimals::unit_price(unit_price_e4, currency))
    }

    /// A share in hundredths of a per cent: `21%`, `21 %`.
    pub fn percent(self, basis_points: i32) -> String {
        self.with_percent_sign(rates::percent_text(basis_points).trim_end_matches('%'))
    }

    /// A share in millionths: 88,750 is `8.875%`.
    pub fn percent_e6(self, millionths: i32) -> String {
        self.with_percent_sign(&decimals::quantity(i64::from(millionths)))
    }

    /// A day in a sentence: `18 November 2026`, `18. November 2026`, `18 de noviembre de 2026`.
    pub fn date_long(self, day: NaiveDate) -> String {
        let Some(month) = self.months().map(|months| months[day.month0() as usize].0) else {
            return calendar::long(day);
        };
        let year = day.year();
        match (self, day.day()) {
            (Self::German, n) => format!("{n}. {month} {year}"),
            (Self::French, 1) => format!("1er {month} {year}"),
            (Self::Spanish, n) => format!("{n} de {month} de {year}"),
            (_, n) => format!("{n} {month} {year}"),
        }
    }

    /// A day in a table: `18 Nov 2026`, `18. Nov. 2026`. The month is a word in every language, so
    /// that nobody takes it for the day.
    pub fn date_medium(self, day: NaiveDate) -> String {
        let Some(month) = self.months().map(|months| months[day.month0() as usize].1) else {
            return calendar::medium(day);
        };
        let point = if self == Self::German { "." } else { "" };
        format!("{}{point} {month} {}", day.day(), day.year())
    }

    /// A day of this year or the next, with its weekday: `Fri 20 Nov`, `Fr., 20. Nov.`.
    pub fn date_with_weekday(self, day: NaiveDate) -> String {
        let Some(month) = self.months().map(|months| months[day.month0() as usize].1) else {
            return calendar::with_weekday(day);
        };
        let (weekdays, apart) = match self {
            Self::German => (["Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."], ","),
            Self::Dutch => (["ma", "di", "wo", "do", "vr", "za", "zo"], ""),
            Self::French => (["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."], ""),
            Self::Spanish => (["lun", "mar", "mié", "jue", "vie", "sáb", "dom"], ","),
            Self::English | Self::Italian => {
                (["lun", "mar", "mer", "gio", "ven", "sab", "dom"], "")
            }
        };
        let weekday = weekdays[day.weekday().num_days_from_monday() as usize];
        let point = if self == Self::German { "." } else { "" };
        format!("{weekday}{apart} {}{point} {month}", day.day())
    }

    /// Digits that were written in English, with the marks of this language.
    fn number(self, english: &str) -> String {
        let group = match self {
            Self::English => return english.to_owned(),
            Self::French => '\u{202f}',
            _ => '.',
        };
        let marked = english.chars().map(|c| match c {
            ',' => group,
            '.' => ',',
            digit => digit,
        });
        marked.collect()
    }

    fn with_percent_sign(self, english: &str) -> String {
        let number = self.number(english);
        match self {
            Self::German | Self::Spanish => format!("{number}\u{a0}%"),
            Self::French => format!("{number}\u{202f}%"),
            _ => format!("{number}%"),
        }
    }

    /// The months in a sentence and in a table.
    fn months(self) -> Option<&'static Months> {
        match self {
            Self::English => None,
            Self::German => Some(&GERMAN),
            Self::Dutch => Some(&DUTCH),
            Self::French => Some(&FRENCH),
            Self::Spanish => Some(&SPANISH),
            Self::Italian => Some(&ITALIAN),
        }
    }
}

type Months = [(&'static str, &'static str); 12];

const GERMAN: Months = [
    ("Januar", "Jan."),
    ("Februar", "Feb."),
    ("März", "März"),
    ("April", "Apr."),
    ("Mai", "Mai"),
    ("Juni", "Juni"),
    ("Juli", "Juli"),
    ("August", "Aug."),
    ("September", "Sept."),
    ("Oktober", "Okt."),
    ("November", "Nov."),
    ("Dezember", "Dez."),
];

const DUTCH: Months = [
    ("januari", "jan."),
    ("februari", "feb."),
    ("maart", "mrt."),
    ("april", "apr."),
    ("mei", "mei"),
    ("juni", "jun."),
    ("juli", "jul."),
    ("augustus", "aug."),
    ("september", "sep."),
    ("oktober", "okt."),
    ("november", "nov."),
    ("december", "dec."),
];

const FRENCH: Months = [
    ("janvier", "janv."),
    ("février", "févr."),
    ("mars", "mars"),
    ("avril", "avr."),
    ("mai", "mai"),
    ("juin", "juin"),
    ("juillet", "juil."),
    ("août", "août"),
    ("septembre", "sept."),
    ("octobre", "oct."),
    ("novembre", "nov."),
    ("décembre", "déc."),
];

const SPANISH: Months = [
    ("enero", "ene"),
    ("febrero", "feb"),
    ("marzo", "mar"),
    ("abril", "abr"),
    ("mayo", "may"),
    ("junio", "jun"),
    ("julio", "jul"),
    ("agosto", "ago"),
    ("septiembre", "sept"),
    ("octubre", "oct"),
    ("noviembre", "nov"),
    ("diciembre", "dic"),
];

const ITALIAN: Months = [
    ("gennaio", "gen"),
    ("febbraio", "feb"),
    ("marzo", "mar"),
    ("aprile", "apr"),
    ("maggio", "mag"),
    ("giugno", "giu"),
    ("luglio", "lug"),
    ("agosto", "ago"),
    ("settembre", "set"),
    ("ottobre", "ott"),
    ("novembre", "nov"),
    ("dicembre", "dic"),
];

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
    fn each_language_writes_figures_of_tables_its_own_way() {
        let told = |text: String| text.replace(['\u{a0}', '\u{202f}'], "_");
        let all = |tell: &dyn Fn(Language) -> String| {
            Language::ALL.iter().map(|&one| told(tell(one))).collect::<Vec<_>>().join(" | ")
        };
        let amount = Money::new(-124_050, Currency::EUR);
        assert_eq!(
            all(&|one| one.bare(amount)).replace('\u{2212}', "-"),
            "-1,240.50 | -1.240,50 | -1.240,50 | -1_240,50 | -1.240,50 | -1.240,50"
        );
        assert_eq!(
            all(&|one| one.percent(2_150)),
            "21.5% | 21,5_% | 21,5% | 21,5_% | 21,5_% | 21,5%"
        );
        assert_eq!(Language::English.percent_e6(88_750), "8.875%");
        assert_eq!(Language::German.percent_e6(-88_750).replace('\u{a0}', " "), "\u{2212}8,875 %");
        assert_eq!(Language::German.quantity(12_502_500), "1.250,25");
        assert_eq!(Language::Dutch.unit_price(12_500, Currency::EUR), "0,0125");
    }

    #[test]
    fn each_language_writes_days_its_own_way() {
        let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).expect("a date");
        let long = |language: Language| language.date_long(day(11, 18));
        assert_eq!(
            Language::ALL.iter().map(|&one| long(one)).collect::<Vec<_>>(),
            [
                "18 November 2026",
                "18. November 2026",
                "18 november 2026",
                "18 novembre 2026",
                "18 de noviembre de 2026",
                "18 novembre 2026",
            ]
        );
        assert_eq!(
            Language::ALL.iter().map(|one| one.date_with_weekday(day(11, 20))).collect::<Vec<_>>(),
            [
                "Fri 20 Nov",
                "Fr., 20. Nov.",
                "vr 20 nov.",
                "ven. 20 nov.",
                "vie, 20 nov",
                "ven 20 nov"
            ]
        );
        assert_eq!(Language::French.date_long(day(8, 1)), "1er août 2026");
        assert_eq!(Language::German.date_medium(day(3, 1)), "1. März 2026");
        assert_eq!(Language::Dutch.date_medium(day(3, 31)), "31 mrt. 2026");
        assert_eq!(Language::English.date_medium(day(3, 31)), "31 Mar 2026");
    }

    #[test]
    fn codes_read_back() {
        assert!(Language::ALL.iter().all(|one| Language::of(one.code()) == Some(*one)));
        assert_eq!(Language::of("xx"), None);
    }
}
