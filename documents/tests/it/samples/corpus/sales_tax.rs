//! Sales tax of the United States: by line and jurisdiction, added to the total, and no VAT.

use super::{
    Case,
    build::{ONE, PIECE, bill, goods, sold, under},
    case,
    parties::{genesee, lakeshore},
    vat::credited,
};
use documents::invoice::{Invoice, Line, SalesTax};
use domain::{Currency, Money};

pub fn cases() -> Vec<Case> {
    let of =
        |lines: Vec<Line>, sales_tax| Invoice { sales_tax, ..bill(lakeshore(), genesee(), lines) };
    let state = |line_no| tax(line_no, "NY", 40_000);
    let everywhere = || {
        let of_line = |n| [state(n), tax(n, "NY-New York", 45_000), tax(n, "NY-MCTD", 3_750)];
        (1..=3).flat_map(of_line).collect::<Vec<_>>()
    };
    let one =
        || vec![under("O", 0, sold("Ball bearing 6205", 7 * PIECE, "pcs", 19 * ONE + 990_000))];
    vec![
        case("sales-tax-of-a-state", of(goods("O", 0), (1..=3).map(state).collect())),
        case("sales-tax-of-three-jurisdictions", of(goods("O", 0), everywhere())),
        case("sales-tax-credited", credited(of(goods("O", 0), everywhere()))),
        case(
            "sales-tax-of-eight-and-seven-eighths",
            of(one(), vec![tax(1, "NY-New York", 88_750)]),
        ),
        case("sales-tax-on-some-lines", of(goods("O", 0), vec![state(1), tax(2, "NY", 0)])),
        case("sales-tax-exempt", of(goods("O", 0), (1..=3).map(|n| tax(n, "NY", 0)).collect())),
    ]
}

/// Its figures come with the sums.
fn tax(line_no: i32, jurisdiction: &str, rate_e6: i32) -> SalesTax {
    let nothing = Money::zero(Currency::USD);
    let jurisdiction = jurisdiction.to_owned();
    SalesTax { line_no, jurisdiction, rate_e6, taxable: nothing, tax: nothing }
}
