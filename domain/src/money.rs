//! Amounts in minor units with their currency. No floats, no silent overflow, no mixing.

use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The largest amount that is accepted anywhere: 10^15 minor units.
pub const MAX_MINOR: i64 = 1_000_000_000_000_000;

/// The digits before the point that an amount may be typed with.
const MAX_WHOLE_DIGITS: usize = 13;

/// An ISO 4217 alphabetic code that we know the minor unit of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// Codes with their minor-unit exponent and the sign that people know; ISO 4217 list one, 2026.
const CURRENCIES: &[(&str, u32, &str)] = &[
    ("AED", 2, ""),
    ("AUD", 2, "A$"),
    ("BHD", 3, ""),
    ("BRL", 2, "R$"),
    ("CAD", 2, "C$"),
    ("CHF", 2, ""),
    ("CLP", 0, ""),
    ("CNY", 2, "CN¥"),
    ("CZK", 2, ""),
    ("DKK", 2, ""),
    ("EUR", 2, "€"),
    ("GBP", 2, "£"),
    ("HKD", 2, "HK$"),
    ("HUF", 2, ""),
    ("ILS", 2, ""),
    ("INR", 2, "₹"),
    ("ISK", 0, ""),
    ("JOD", 3, ""),
    ("JPY", 0, "¥"),
    ("KRW", 0, "₩"),
    ("KWD", 3, ""),
    ("MXN", 2, "MX$"),
    ("NOK", 2, ""),
    ("NZD", 2, "NZ$"),
    ("OMR", 3, ""),
    ("PLN", 2, ""),
    ("RON", 2, ""),
    ("SAR", 2, ""),
    ("SEK", 2, ""),
    ("SGD", 2, "S$"),
    ("THB", 2, ""),
    ("TND", 3, ""),
    ("TRY", 2, ""),
    ("TWD", 2, ""),
    ("UAH", 2, ""),
    ("USD", 2, "$"),
    ("VND", 0, ""),
    ("ZAR", 2, ""),
];

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");
    /// The United States dollar.
    pub const USD: Self = Self(*b"USD");
    /// Sterling.
    pub const GBP: Self = Self(*b"GBP");
    /// The yen, which has no minor unit.
    pub const JPY: Self = Self(*b"JPY");
    /// The Kuwaiti dinar, which has a thousandth.
    pub const KWD: Self = Self(*b"KWD");

    /// The three letters.
    pub fn code(&self) -> &'static str {
        self.row().0
    }

    /// How many decimals an amount has: JPY 0, EUR 2, KWD 3.
    pub fn exponent(&self) -> u32 {
        self.row().1
    }

    /// The sign put before an amount, or the code and a no-break space where none is known to all.
    pub fn sign(&self) -> String {
        match self.row().2 {
            "" => format!("{}\u{a0}", self.code()),
            sign => sign.to_owned(),
        }
    }

    fn row(&self) -> &'static (&'static str, u32, &'static str) {
        let found = CURRENCIES.binary_search_by(|row| row.0.as_bytes().cmp(&self.0[..]));
        &CURRENCIES[found.expect("a Currency is only made from the table")]
    }

    fn ten_to_exponent(&self) -> i64 {
        10_i64.pow(self.exponent())
    }
}

impl FromStr for Currency {
    type Err = Refusal;
    fn from_str(s: &str) -> Result<Self, Refusal> {
        CURRENCIES
            .binary_search_by(|row| row.0.cmp(s))
            .ok()
            .and_then(|_| s.as_bytes().try_into().ok())
            .map(Self)
            .ok_or_else(|| Refusal::UnknownCurrency(s.chars().take(12).collect()))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let code = String::deserialize(d)?;
        code.parse().map_err(serde::de::Error::custom)
    }
}

/// An amount of money: whole minor units (cents, pence, yen) of one currency. May be negative
/// (a balance in the customer's favour).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Money {
    /// Minor units.
    pub minor: i64,
    /// The currency they are of.
    pub currency: Currency,
}

impl Money {
    /// An amount of minor units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in a currency.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Whether it is nothing.
    pub fn is_zero(&self) -> bool {
        self.minor == 0
    }

    /// The sum. Refuses another currency and sums beyond [`MAX_MINOR`].
    pub fn plus(self, other: Self) -> Result<Self, Refusal> {
        self.same_currency(other)?;
        let minor = self.minor.checked_add(other.minor).ok_or(Refusal::AmountTooLarge)?;
        Self::capped(minor, self.currency)
    }

    /// The difference. Refuses another currency and results beyond [`MAX_MINOR`].
    pub fn minus(self, other: Self) -> Result<Self, Refusal> {
        self.same_currency(other)?;
        let minor = self.minor.checked_sub(other.minor).ok_or(Refusal::AmountTooLarge)?;
        Self::capped(minor, self.currency)
    }

    /// The sum of many amounts of one currency.
    pub fn sum(
        amounts: impl IntoIterator<Item = Self>,
        currency: Currency,
    ) -> Result<Self, Refusal> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    /// Reads an amount in canonical form: ASCII digits and at most as many decimals as the currency
    /// has, with a point. No sign, no exponent, no thousands marks, no other digits.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, Refusal> {
        let exponent = currency.exponent() as usize;
        let refused = || Refusal::AmountUnreadable { typed: short(text), currency };
        let (whole, decimals) = match text.split_once('.') {
            Some((whole, decimals)) => (whole, decimals),
            None => (text, ""),
        };
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(decimals) {
            return Err(refused());
        }
        if text.ends_with('.') {
            return Err(refused());
        }
        if decimals.len() > exponent {
            return Err(Refusal::TooManyDecimals { currency });
        }
        if whole.len() > MAX_WHOLE_DIGITS {
            return Err(Refusal::AmountTooLarge);
        }
        let number = |s: &str| {
            if s.is_empty() { Ok(0_i64) } else { s.parse::<i64>() }
        };
        let whole = number(whole).map_err(|_| refused())?;
        let padded = format!("{decimals:0<exponent$}");
        let decimals = number(&padded).map_err(|_| refused())?;
        let minor = whole
            .checked_mul(currency.ten_to_exponent())
            .and_then(|minor| minor.checked_add(decimals))
            .ok_or(Refusal::AmountTooLarge)?;
        Self::capped(minor, currency)
    }

    /// The canonical form that [`Money::parse`] reads: `1240.00`. Negative amounts get a hyphen.
    pub fn canonical(&self) -> String {
        let (sign, whole, decimals) = self.parts();
        let sign = if sign { "-" } else { "" };
        match self.currency.exponent() {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{decimals}"),
        }
    }

    /// For tables, whose head names the currency: `1,240.00`, with U+2212 as minus.
    pub fn bare(&self) -> String {
        let exponent = self.currency.exponent() as usize;
        // At least one digit before the point.
        let digits = format!("{:0>1$}", self.minor.unsigned_abs(), exponent + 1);
        let (whole, decimals) = digits.split_at(digits.len() - exponent);
        let mut out = String::with_capacity(digits.len() + whole.len() / 3 + 4);
        if self.minor < 0 {
            out.push('\u{2212}');
        }
        group(whole, &mut out);
        if exponent > 0 {
            out.push('.');
            out.push_str(decimals);
        }
        out
    }

    /// For sentences, buttons and totals: `€1,240.00`.
    pub fn full(&self) -> String {
        let bare = Self::new(self.minor.abs(), self.currency).bare();
        let sign = if self.minor < 0 { "\u{2212}" } else { "" };
        format!("{sign}{}{bare}", self.currency.sign())
    }

    /// For the one large amount of a page: sign, whole part grouped, and the decimals with their
    /// point (empty where the currency has none).
    pub fn display_parts(&self) -> (String, String, String) {
        let bare = self.bare();
        match bare.split_once('.') {
            Some((whole, decimals)) => {
                (self.currency.sign(), whole.to_owned(), format!(".{decimals}"))
            }
            None => (self.currency.sign(), bare, String::new()),
        }
    }

    /// Splits into `parts` that differ by at most one minor unit and sum to the whole; the first
    /// ones get what is left over (largest remainder).
    pub fn split(&self, parts: u32) -> Result<Vec<Self>, Refusal> {
        if parts == 0 || i64::from(parts) > self.minor {
            return Err(Refusal::SplitTooFine);
        }
        let parts = i64::from(parts);
        let (each, left) = (self.minor / parts, self.minor % parts);
        Ok((0..parts).map(|n| Self::new(each + i64::from(n < left), self.currency)).collect())
    }

    fn parts(&self) -> (bool, String, String) {
        let exponent = self.currency.exponent() as usize;
        let ten = self.currency.ten_to_exponent().unsigned_abs();
        let absolute = self.minor.unsigned_abs();
        let decimals = format!("{:0>exponent$}", absolute % ten);
        (self.minor < 0, (absolute / ten).to_string(), decimals)
    }

    fn same_currency(&self, other: Self) -> Result<(), Refusal> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(Refusal::CurrencyMismatch { expected: self.currency, got: other.currency })
    }

    fn capped(minor: i64, currency: Currency) -> Result<Self, Refusal> {
        if minor.abs() > MAX_MINOR {
            return Err(Refusal::AmountTooLarge);
        }
        Ok(Self { minor, currency })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.full())
    }
}

pub(crate) fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    group(digits, &mut out);
    out
}

fn group(digits: &str, out: &mut String) {
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
}

/// What was typed, cut to a length that can be shown back.
fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(24).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_so_that_it_can_be_searched() {
        assert!(CURRENCIES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn amounts_are_read_strictly() {
        let eur = |s| Money::parse(s, Currency::EUR).map(|m| m.minor);
        assert_eq!(eur("1240.00"), Ok(124_000));
        assert_eq!(eur("1240"), Ok(124_000));
        assert_eq!(eur("0.5"), Ok(50));
        for bad in [
            "", ".", "1.", ".5", "1e3", "-5", "+5", "1.000,00", "1,000.00", "٣", "１２", " 1",
            "1 ", "NaN", "0x10", "1\0", "--1", "1.2.3",
        ] {
            assert!(eur(bad).is_err(), "{bad:?} was read");
        }
        assert_eq!(eur("0.001"), Err(Refusal::TooManyDecimals { currency: Currency::EUR }));
        assert_eq!(eur("12345678901234567890"), Err(Refusal::AmountTooLarge));
        assert_eq!(Money::parse("100", Currency::JPY).map(|m| m.minor), Ok(100));
        assert!(Money::parse("1.5", Currency::JPY).is_err());
        assert_eq!(Money::parse("1.234", Currency::KWD).map(|m| m.minor), Ok(1_234));
    }

    #[test]
    fn amounts_are_written_as_people_read_them() {
        assert_eq!(Money::new(123_456_789, Currency::EUR).full(), "€1,234,567.89");
        assert_eq!(Money::new(-60_500, Currency::EUR).bare(), "\u{2212}605.00");
        assert_eq!(Money::new(-60_500, Currency::EUR).full(), "\u{2212}€605.00");
        assert_eq!(Money::new(5, Currency::EUR).bare(), "0.05");
        assert_eq!(Money::new(1_000, Currency::JPY).full(), "¥1,000");
        assert_eq!(Money::new(1_234, Currency::KWD).full(), "KWD\u{a0}1.234");
    }

    #[test]
    fn currencies_do_not_mix() {
        let sum = Money::new(1, Currency::EUR).plus(Money::new(1, Currency::USD));
        assert!(matches!(sum, Err(Refusal::CurrencyMismatch { .. })));
    }
}
