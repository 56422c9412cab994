//! Other currencies than the euro: with cents, without, and with thousandths.

use super::{
    Case,
    build::{ONE, PIECE, bill, goods, sold},
    case,
    parties::{Seller, ferrow, limmat, neckar, nordhaven},
    vat::credited,
};
use documents::invoice::Line;
use domain::Currency;

pub fn cases() -> Vec<Case> {
    let of = |code: &str, lines: Vec<Line>| {
        let currency: Currency = code.parse().unwrap();
        bill(Seller { currency, ..nordhaven() }, ferrow(), lines)
    };
    let yen = |price| {
        vec![sold("Bearing", 30_000, "pcs", 12_345 * 10_000), sold("Freight", PIECE, "", price)]
    };
    let dinars = || vec![sold("Bearing", 30_000, "pcs", 12_345 * 10_000)];
    let even = || vec![sold("Bearing", 20_000, "pcs", 50_000 * 10_000)];
    vec![
        case("sterling", of("GBP", goods("S", 2_000))),
        case("kronor", of("SEK", goods("S", 2_500))),
        case("kronor-credited", credited(of("SEK", goods("S", 2_500)))),
        case("dollars", of("USD", goods("S", 2_100))),
        case(
            "francs",
            bill(
                Seller { currency: "CHF".parse().unwrap(), ..nordhaven() },
                limmat(),
                goods("G", 0),
            ),
        ),
        case("dollars-to-germany", {
            let seller = Seller { currency: Currency::USD, ..nordhaven() };
            bill(
                seller,
                neckar(),
                vec![super::build::under("K", 0, sold("Bearing", PIECE, "pc", 99 * ONE))],
            )
        }),
        case("yen", of("JPY", yen(999 * 10_000))),
        case("yen-by-half", of("JPY", yen(9_995_000))),
        case("dinars-with-thousandths", of("KWD", dinars())),
        case("dinars-that-come-out-even", of("KWD", even())),
    ]
}
