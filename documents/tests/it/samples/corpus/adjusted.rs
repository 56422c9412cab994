//! Allowances and charges on lines and on the whole, what was prepaid, and what is rounded.

use super::{
    Case,
    build::{ONE, PIECE, bill, goods, half_up, sold, under},
    case,
    parties::{elbtal, ferrow, neckar, nordhaven},
    vat::credited,
};
use documents::invoice::{Adjustment, Invoice, Line};
use domain::{Currency, Money};

pub fn cases() -> Vec<Case> {
    let mut cases = on_the_whole();
    cases.extend(on_lines());
    cases.extend(paid_and_rounded());
    cases
}

fn on_the_whole() -> Vec<Case> {
    let with = |adjustments| Invoice { adjustments, ..plain() };
    let loyal = || share(false, "Loyalty discount", Some("95"), 500, 128_238);
    let freight = || plainly(true, "Freight", Some("FC"), 7_550);
    vec![
        case("allowance-by-share", with(vec![loyal()])),
        case("allowance-of-an-amount", with(vec![plainly(false, "Goodwill", None, 10_000)])),
        case("charge-of-an-amount", with(vec![freight()])),
        case("charge-by-share", with(vec![share(true, "Small order", None, 250, 128_238)])),
        case("allowance-and-charge", with(vec![loyal(), freight()])),
        case("allowance-and-charge-credited", credited(with(vec![loyal(), freight()]))),
        case("share-without-a-base", with(vec![Adjustment { base: None, ..loyal() }])),
        case("charge-in-another-group", {
            let deposit = plainly(true, "Deposit for pallets", None, 2_400);
            with(vec![Adjustment { tax_category: "Z".to_owned(), tax_bp: 0, ..deposit }])
        }),
        case("charge-at-another-rate", with(vec![Adjustment { tax_bp: 900, ..freight() }])),
        case("allowance-of-all", with(vec![plainly(false, "Warranty", None, 128_238)])),
    ]
}

fn on_lines() -> Vec<Case> {
    let line = |adjustments| Line {
        adjustments,
        ..sold("6205-2RS ball bearing, box of 50", 25_000, "box", 400 * ONE)
    };
    let discount = || share(false, "Rebate for quantity", Some("100"), 1_250, 100_000);
    let charge = || plainly(true, "Packing for sea", Some("PC"), 4_200);
    let of = |line: Line| bill(nordhaven(), ferrow(), vec![line, sold("Oil", PIECE, "l", 9 * ONE)]);
    let german = |line: Line| bill(elbtal(), neckar(), vec![under("S", 1_900, line)]);
    vec![
        case("line-with-allowance", of(line(vec![discount()]))),
        case("line-with-charge", of(line(vec![charge()]))),
        case("line-with-both", of(line(vec![discount(), charge()]))),
        case("line-with-both-credited", credited(of(line(vec![discount(), charge()])))),
        case(
            "line-with-both-in-germany",
            german(line(vec![
                Adjustment { tax_bp: 1_900, ..discount() },
                Adjustment { tax_bp: 1_900, ..charge() },
            ])),
        ),
        case("adjusted-all-over", {
            let adjustments = vec![share(false, "Loyalty", None, 300, 95_000), charge()];
            Invoice { adjustments, ..of(line(vec![discount(), charge(), charge()])) }
        }),
    ]
}

fn paid_and_rounded() -> Vec<Case> {
    let eur = |minor| Money::new(minor, Currency::EUR);
    vec![
        case("prepaid-in-part", Invoice { prepaid: eur(50_000), ..plain() }),
        case("prepaid-in-whole", Invoice { prepaid: eur(155_168), ..plain() }),
        case("prepaid-too-much", Invoice { prepaid: eur(160_000), ..plain() }),
        case("rounded-up", Invoice { rounding: eur(2), ..plain() }),
        case("rounded-down", Invoice { rounding: eur(-3), ..plain() }),
        case("prepaid-and-rounded", Invoice { prepaid: eur(50_000), rounding: eur(2), ..plain() }),
    ]
}

/// 1,282.38 and VAT of 269.30.
fn plain() -> Invoice {
    bill(nordhaven(), ferrow(), goods("S", 2_100))
}

fn plainly(is_charge: bool, reason: &str, code: Option<&str>, minor: i64) -> Adjustment {
    Adjustment {
        is_charge,
        reason: reason.to_owned(),
        reason_code: code.map(str::to_owned),
        share_bp: None,
        base: None,
        amount: Money::new(minor, Currency::EUR),
        tax_category: "S".to_owned(),
        tax_bp: 2_100,
    }
}

fn share(is_charge: bool, reason: &str, code: Option<&str>, bp: i32, base: i64) -> Adjustment {
    let minor = half_up(i128::from(base) * i128::from(bp), 10_000);
    Adjustment {
        share_bp: Some(bp),
        base: Some(Money::new(base, Currency::EUR)),
        ..plainly(is_charge, reason, code, minor)
    }
}
