//! One line, and a thousand.

use super::{
    Case,
    build::{ONE, PIECE, bill, sold, under},
    case,
    parties::{ferrow, nordhaven},
};
use documents::invoice::{Invoice, Line};

pub fn cases() -> Vec<Case> {
    vec![
        case("one-line", of(1)),
        case("forty-five-lines", of(45)),
        case("five-hundred-lines", of(500)),
        case("a-thousand-lines", of(1_000)),
    ]
}

/// Lines of three rates, no two with the same figures.
fn of(count: i64) -> Invoice {
    let line = |n: i64| Line {
        article: Some(format!("10 {:04} {n}", 6_000 + n % 40)),
        ..sold("Deep groove ball bearing", (1 + n % 17) * PIECE / 2, "pcs", n * ONE / 7 + 13_700)
    };
    let rate = |n: i64| match n % 5 {
        0 => ("S", 900),
        1 => ("Z", 0),
        _ => ("S", 2_100),
    };
    let taxed = |n: i64| under(rate(n).0, rate(n).1, line(n));
    bill(nordhaven(), ferrow(), (2..count + 2).map(taxed).collect())
}
