//! Figures: `N2` has its last two digits behind a point that is not written, `R` has its point.

use super::refused;
use crate::{einvoice::Refused, invoice::Line, parts};
use domain::{money::Money, rates};
use rust_decimal::Decimal;

/// The decimals that a price gets where it cannot be said exactly for one of something.
const PRICE_DECIMALS: u32 = 8;

/// An amount as `N2`: 1,240.00 is `124000`, and so are 1,240 yen. Thousandths of a dinar have no place.
pub fn n2(money: Money, most_digits: usize, at: &str) -> Result<String, Refused> {
    let hundredths = match money.currency.exponent() {
        0 => money.minor.checked_mul(100),
        2 => Some(money.minor),
        _ => None,
    };
    let told = || money.canonical();
    let Some(hundredths) = hundredths else {
        let words = format!("{} {} has more decimals than X12 writes.", money.currency, told());
        return Err(refused("CURRENCY", at, words));
    };
    if hundredths.unsigned_abs().to_string().len() > most_digits {
        let words = format!("{} {} is larger than X12 writes.", money.currency, told());
        return Err(refused("LENGTH", at, words));
    }
    Ok(hundredths.to_string())
}

/// A number as `R`. The length that X12 allows counts its digits, not its sign or point.
pub fn r(number: Decimal, most_digits: usize, at: &str) -> Result<String, Refused> {
    let told = number.normalize().to_string();
    if digits(&told) > most_digits {
        let words = format!("{told} has more than the {most_digits} digits of X12.");
        return Err(refused("LENGTH", at, words));
    }
    Ok(told)
}

/// An amount as `R`, if it has no more digits than that.
pub fn r_if_it_fits(money: Money, most_digits: usize) -> String {
    let told = exact(money).normalize().to_string();
    if digits(&told) > most_digits { String::new() } else { told }
}

fn digits(told: &str) -> usize {
    told.bytes().filter(u8::is_ascii_digit).count()
}

/// An amount in whole units of its currency.
pub fn exact(money: Money) -> Decimal {
    Decimal::new(money.minor, money.currency.exponent())
}

/// A price as IT104 and IT105 say it: of one, of a hundred (`HP`) or of a thousand (`TP`).
#[derive(PartialEq, Eq, Debug)]
pub struct Price {
    /// In whole units of the currency.
    pub price: Decimal,
    /// Of how many.
    pub basis: &'static str,
}

/// The price of a line. Quantity and price make its amount, as whoever reads it will multiply; where they
/// do not, it is refused.
pub fn price(line: &Line, at: &str) -> Result<Price, Refused> {
    let quantity = Decimal::new(line.quantity_e4, 4);
    let scale = 4 + line.amount.currency.exponent();
    let price = Decimal::new(line.unit_price_e4, scale);
    let (price, basis, per) = match line.price_per_e4 {
        10_000 => (price, "", 1),
        1_000_000 => (price, "HP", 100),
        10_000_000 => (price, "TP", 1_000),
        per => (of_one(price, per), "", 1),
    };
    let does_add_up = price
        .checked_div(Decimal::from(per))
        .and_then(|one| one.checked_mul(Decimal::from(10_i64.pow(scale - 4))))
        .and_then(|one_minor| rates::line_amount(quantity, one_minor, line.amount).ok())
        .and_then(|gross| gross.plus(parts::adjustments(&line.adjustments, gross).ok()?).ok())
        == Some(line.amount);
    if !does_add_up {
        let words = format!(
            "Line {}: quantity and price do not make {}.",
            line.line_no,
            line.amount.canonical()
        );
        return Err(refused("SUM", at, words));
    }
    Ok(Price { price, basis })
}

fn of_one(price: Decimal, per_e4: i64) -> Decimal {
    let one = price.checked_div(Decimal::new(per_e4, 4)).unwrap_or(price);
    one.round_dp_with_strategy(PRICE_DECIMALS, rates::HALF_UP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Currency;

    #[test]
    fn implied_decimals_are_two_whatever_the_currency() {
        let n2 = |minor, currency| n2(Money::new(minor, currency), 15, "TDS01");
        assert_eq!(n2(124_000, Currency::EUR).unwrap(), "124000");
        assert_eq!(n2(-5, Currency::EUR).unwrap(), "-5");
        assert_eq!(n2(1_240, Currency::JPY).unwrap(), "124000");
        assert_eq!(n2(1_240, Currency::KWD).unwrap_err().rules[0].rule, "X12-CURRENCY");
        assert_eq!(n2(1_000_000_000_000_000, Currency::EUR).unwrap_err().rules[0].at, "TDS01");
    }

    #[test]
    fn the_point_is_no_digit() {
        assert_eq!(r(Decimal::new(-123_450, 4), 5, "IT102").unwrap(), "-12.345");
        assert!(r(Decimal::new(123_456, 4), 5, "IT102").is_err());
    }
}
