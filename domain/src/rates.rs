//! Shares of an amount: tax, discounts, fees. Every rounding is named.

use crate::{money::Money, refusal::Refusal};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

/// Half up, away from zero: what EN 16931 computes tax and lines with.
pub const HALF_UP: RoundingStrategy = RoundingStrategy::MidpointAwayFromZero;

/// `percent` (e.g. 21 for 21 %) of an amount, rounded half up to the minor unit.
pub fn percent_of(amount: Money, percent: Decimal) -> Result<Money, Refusal> {
    let exact = Decimal::from(amount.minor)
        .checked_mul(percent)
        .and_then(|product| product.checked_div(Decimal::ONE_HUNDRED))
        .ok_or(Refusal::AmountTooLarge)?;
    rounded(exact, amount)
}

/// Quantity × unit price in minor units (which may have decimals), rounded half up.
pub fn line_amount(
    quantity: Decimal,
    unit_price_minor: Decimal,
    like: Money,
) -> Result<Money, Refusal> {
    let exact = quantity.checked_mul(unit_price_minor).ok_or(Refusal::AmountTooLarge)?;
    rounded(exact, like)
}

/// Quantity × unit price, where the price is of so many, rounded half up.
pub fn line_amount_per(
    quantity: Decimal,
    unit_price_minor: Decimal,
    per: Decimal,
    like: Money,
) -> Result<Money, Refusal> {
    let exact = quantity
        .checked_mul(unit_price_minor)
        .and_then(|product| product.checked_div(per))
        .ok_or(Refusal::AmountTooLarge)?;
    rounded(exact, like)
}

/// Millionths of an amount, as sales tax is computed, rounded half up.
pub fn millionths_of(amount: Money, rate_e6: i32) -> Result<Money, Refusal> {
    let exact = Decimal::from(amount.minor).checked_mul(Decimal::new(i64::from(rate_e6), 6));
    rounded(exact.ok_or(Refusal::AmountTooLarge)?, amount)
}

fn rounded(exact: Decimal, like: Money) -> Result<Money, Refusal> {
    let minor = exact
        .round_dp_with_strategy(0, HALF_UP)
        .to_i64()
        .filter(|minor| minor.abs() <= crate::money::MAX_MINOR)
        .ok_or(Refusal::AmountTooLarge)?;
    Ok(Money::new(minor, like.currency))
}

/// A percentage as it is stored, in hundredths of a per cent: 2.5 % is 250.
pub fn from_basis_points(basis_points: i32) -> Decimal {
    Decimal::new(i64::from(basis_points), 2)
}

/// How a rate in millionths is written: `8.875%`.
pub fn millionths_text(rate_e6: i32) -> String {
    format!("{}%", Decimal::new(i64::from(rate_e6), 4).normalize())
}

/// How a percentage is written: `2.5%`, `21%`.
pub fn percent_text(basis_points: i32) -> String {
    format!("{}%", from_basis_points(basis_points).normalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn shares_round_half_up() {
        let of = |minor, bp| {
            percent_of(Money::new(minor, Currency::EUR), from_basis_points(bp)).map(|m| m.minor)
        };
        assert_eq!(of(560_000, 2_100), Ok(117_600));
        assert_eq!(of(50, 100), Ok(1)); // 0.5 → 1
        assert_eq!(of(49, 100), Ok(0));
        assert_eq!(percent_text(250), "2.5%");
        assert_eq!(percent_text(2_100), "21%");
        assert_eq!(millionths_text(88_750), "8.875%");
        let tax = millionths_of(Money::new(10_000, Currency::USD), 88_750);
        assert_eq!(tax.map(|m| m.minor), Ok(888)); // 887.5 → 888
    }

    #[test]
    fn a_price_of_a_hundred_is_divided_before_it_is_rounded() {
        let eur = Money::zero(Currency::EUR);
        // 12.50 for a hundred: 37 cost 4.625.
        let of = |n: i64| {
            line_amount_per(Decimal::from(n), Decimal::from(1_250), Decimal::from(100), eur)
        };
        assert_eq!(of(37).map(|m| m.minor), Ok(463));
        assert!(line_amount_per(Decimal::ONE, Decimal::ONE, Decimal::ZERO, eur).is_err());
    }
}
