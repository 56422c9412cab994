//! Prices and quantities that do not come out even.

use super::{
    Case,
    build::{ONE, PIECE, bill, sold, under},
    case,
    parties::{ferrow, nordhaven},
};
use documents::invoice::Line;

pub fn cases() -> Vec<Case> {
    let of = |lines| bill(nordhaven(), ferrow(), lines);
    let per = |pieces: i64, line| Line { price_per_e4: pieces * PIECE, ..line };
    vec![
        case(
            "price-with-four-decimals",
            of(vec![sold("Shim, 0.1 mm", 1_234 * PIECE, "pcs", 12_345)]),
        ),
        case(
            "price-per-hundred",
            of(vec![per(100, sold("Screw M6", 750 * PIECE, "pcs", 3 * ONE + 990_000))]),
        ),
        case(
            "price-per-thousand",
            of(vec![per(1_000, sold("Washer", 12_345 * PIECE, "pcs", 7 * ONE + 10_000))]),
        ),
        case(
            "fractional-quantity",
            of(vec![sold("Sheet steel", 133_333, "kg", 3 * ONE + 330_000)]),
        ),
        case("tiny-quantity", of(vec![sold("Helium", 1, "m3", 9_000 * ONE)])),
        case(
            "returned-goods",
            of(vec![
                sold("6205-2RS ball bearing", 40 * PIECE, "pcs", 8 * ONE),
                sold("6204-2RS ball bearing, taken back", -10 * PIECE, "pcs", 7 * ONE),
            ]),
        ),
        case(
            "returned-more-than-bought",
            of(vec![
                sold("6205-2RS ball bearing", PIECE, "pcs", 8 * ONE),
                sold("6204-2RS ball bearing, taken back", -10 * PIECE, "pcs", 7 * ONE),
            ]),
        ),
        case(
            "price-less-than-nothing",
            of(vec![
                sold("6205-2RS ball bearing", 40 * PIECE, "pcs", 8 * ONE),
                sold("Rebate of the year before", PIECE, "", -50 * ONE),
            ]),
        ),
        case(
            "free-of-charge",
            of(vec![
                sold("6205-2RS ball bearing", 40 * PIECE, "pcs", 8 * ONE),
                sold("Sample, free of charge", PIECE, "pc", 0),
            ]),
        ),
        case("nothing-to-pay", of(vec![sold("Replaced under warranty", PIECE, "pc", 0)])),
        case(
            "no-quantity",
            of(vec![
                sold("6205-2RS ball bearing", 40 * PIECE, "pcs", 8 * ONE),
                sold("Out of stock, comes later", 0, "pc", 7 * ONE),
            ]),
        ),
        case("a-cent", of(vec![sold("Paper clip", PIECE, "pc", 10_000)])),
        case("half-a-cent-of-vat", of(vec![under("S", 500, sold("Stamp", PIECE, "pc", 100_000))])),
        case(
            "half-a-cent-taken-back",
            of(vec![
                sold("Crate", PIECE, "pc", 2 * ONE),
                under("S", 500, sold("Stamp, taken back", -PIECE, "pc", 100_000)),
            ]),
        ),
        case("half-a-cent-of-a-line", of(vec![sold("Cable", 5_000, "m", 250_000)])),
        case(
            "hundreds-of-millions",
            of(vec![
                sold("Container terminal, section 3", PIECE, "pc", 412_345_678 * ONE + 910_000),
                sold("Cranes", 12 * PIECE, "pcs", 23_456_789 * ONE + 10_000),
            ]),
        ),
        case(
            "vat-by-group-not-by-line",
            of((0..9).map(|_| sold("Nut", PIECE, "pc", 70_000)).collect()),
        ),
        case("units-of-measure", of(units())),
    ]
}

/// One line of each unit that people write, and some that no list knows.
fn units() -> Vec<Line> {
    let names = [
        "box",
        "carton",
        "pack",
        "pallet",
        "roll",
        "bottle",
        "drum",
        "bag",
        "pcs",
        "pair",
        "set",
        "kg",
        "g",
        "t",
        "l",
        "m",
        "mm",
        "km",
        "m2",
        "m²",
        "m3",
        "hours",
        "days",
        "month",
        "year",
        "kWh",
        "wagonload",
        "",
    ];
    names.iter().map(|unit| sold("By this unit", 15_000, unit, 2 * ONE)).collect()
}
