//! Quantities and unit prices as people read them. Both are stored in ten-thousandths, of a unit and
//! of a minor unit, so that prices per thousand pieces stay exact.

use crate::{money::Currency, refusal::Refusal};
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// The decimals of a ten-thousandth.
const E4: u32 = 4;

/// `40`, `0.5`, `1,250.25`: no zeros at the end.
pub fn quantity(quantity_e4: i64) -> String {
    text(quantity_e4, E4, 0)
}

/// `62.50`, `0.0125`: at least the decimals of the currency, and as many more as the price has.
pub fn unit_price(unit_price_e4: i64, currency: Currency) -> String {
    text(unit_price_e4, E4 + currency.exponent(), currency.exponent() as usize)
}

/// A number as it is typed: `48`, `16.50`. Digits and one point, nothing else, and so many decimals at
/// most. Commas, signs and exponents are refused: each means something else somewhere.
pub fn parse(typed: &str, most_decimals: usize) -> Result<Decimal, Refusal> {
    let typed = typed.trim();
    let (whole, decimals) = typed.split_once('.').unwrap_or((typed, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let is_number = !whole.is_empty() && digits(whole) && digits(decimals) && !typed.ends_with('.');
    let number = typed.parse::<Decimal>().ok().filter(|_| is_number && typed.len() <= 20);
    let number = number.ok_or_else(|| {
        let shown: String = typed.chars().filter(|c| !c.is_control()).take(24).collect();
        Refusal::field("right", format!("“{shown}” is not a number. Type it like 16.50."))
    })?;
    if decimals.len() > most_decimals {
        return Err(Refusal::field("right", format!("Use {most_decimals} decimals at most.")));
    }
    Ok(number)
}

/// A number in ten-thousandths, as it is stored. Refuses more decimals than that: nothing is rounded.
pub fn to_e4(number: Decimal) -> Result<i64, Refusal> {
    let parts = number.checked_mul(Decimal::from(10_000)).ok_or(Refusal::AmountTooLarge)?;
    if !parts.is_integer() {
        return Err(Refusal::field("right", "Use four decimals at most."));
    }
    parts.to_i64().ok_or(Refusal::AmountTooLarge)
}

/// A number of `10^-exponent` parts, with at least `least` decimals.
fn text(parts: i64, exponent: u32, least: usize) -> String {
    let width = exponent as usize;
    let whole_parts = 10_u64.pow(exponent);
    let absolute = parts.unsigned_abs();
    let mut decimals = format!("{:0>width$}", absolute % whole_parts);
    while decimals.len() > least && decimals.ends_with('0') {
        decimals.pop();
    }
    let sign = if parts < 0 { "\u{2212}" } else { "" };
    let whole = crate::money::grouped(&(absolute / whole_parts).to_string());
    if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_have_the_decimals_that_they_need() {
        assert_eq!(quantity(400_000), "40");
        assert_eq!(quantity(5_000), "0.5");
        assert_eq!(quantity(12_502_500), "1,250.25");
        assert_eq!(quantity(-10_000), "\u{2212}1");
        assert_eq!(quantity(1), "0.0001");
    }

    #[test]
    fn a_number_is_digits_and_one_point() {
        assert_eq!(parse(" 16.50 ", 4), Ok(Decimal::new(1_650, 2)));
        assert_eq!(parse("48", 0), Ok(Decimal::from(48)));
        for bad in [
            "",
            "1e3",
            "-5",
            "1.000,00",
            "1,5",
            ".5",
            "5.",
            "١٢",
            "1.2.3",
            "1 0",
            "0x1f",
            "99999999999999999999999",
        ] {
            assert!(parse(bad, 4).is_err(), "{bad}");
        }
        assert!(parse("1.005", 2).is_err());
    }

    #[test]
    fn numbers_are_stored_as_they_are_or_not_at_all() {
        assert_eq!(to_e4(Decimal::new(165, 1)), Ok(165_000));
        assert_eq!(to_e4(Decimal::new(1, 4)), Ok(1));
        assert!(to_e4(Decimal::new(1, 5)).is_err());
        assert!(to_e4(Decimal::MAX).is_err());
    }

    #[test]
    fn prices_have_at_least_the_decimals_of_their_currency() {
        assert_eq!(unit_price(62_500_000, Currency::EUR), "62.50");
        assert_eq!(unit_price(12_500, Currency::EUR), "0.0125");
        assert_eq!(unit_price(1_200_000_000, Currency::JPY), "120,000");
        assert_eq!(unit_price(5_000, Currency::JPY), "0.5");
        assert_eq!(unit_price(10_000_000, Currency::KWD), "1.000");
    }
}
