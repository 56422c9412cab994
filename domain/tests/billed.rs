//! What is disputed of a line that was made cheaper, has a price of many, or sales tax.

use domain::{
    Currency, Money,
    dispute::{Billed, Claim, of_line},
};
use rust_decimal::Decimal;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

/// 48 × 18.50 = 888.00 at 21 %.
fn bodies() -> Billed {
    Billed {
        quantity: Decimal::from(48),
        unit_price_minor: Decimal::from(1_850),
        per: Decimal::ONE,
        net: eur(88_800),
        tax_bp: 2_100,
        sales_tax: eur(0),
    }
}

#[test]
fn what_a_line_was_made_cheaper_by_is_not_disputed() {
    // 10 per cent off: 799.20.
    let cheaper = Billed { net: eur(79_920), ..bodies() };
    let whole = of_line(&cheaper, Claim::Quantity(Decimal::ZERO)).expect("disputed");
    assert_eq!((whole.net, whole.tax), (eur(79_920), eur(16_783)));
    let half = of_line(&cheaper, Claim::Quantity(Decimal::from(24))).expect("disputed");
    assert_eq!(half.net, eur(39_960));
    let price = of_line(&cheaper, Claim::Price(Decimal::from(925))).expect("disputed");
    assert_eq!(price.net, eur(39_960));
}

#[test]
fn a_price_of_many_and_sales_tax_are_disputed_as_they_were_billed() {
    let of_hundred = Billed {
        quantity: Decimal::from(4_800),
        per: Decimal::from(100),
        tax_bp: 0,
        sales_tax: eur(7_881),
        ..bodies()
    };
    let whole = of_line(&of_hundred, Claim::Quantity(Decimal::ZERO)).expect("disputed");
    assert_eq!((whole.net, whole.tax), (eur(88_800), eur(7_881)));
    let third = of_line(&of_hundred, Claim::Quantity(Decimal::from(3_200))).expect("disputed");
    assert_eq!((third.net, third.tax), (eur(29_600), eur(2_627)));
}
