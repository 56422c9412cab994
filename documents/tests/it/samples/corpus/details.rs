//! What an invoice says beside goods and money: orders, places, periods, contracts, parts and discounts.

use super::{
    Case,
    build::{ONE, PIECE, bill, day, goods, sold},
    case,
    parties::{elbtal, ferrow, hafenamt, neckar, nordhaven, works},
    vat::credited,
};
use documents::{
    invoice::{Discount, Invoice, Line},
    party::Party,
};
use domain::{Currency, Money, invoice::Instalment};

pub fn cases() -> Vec<Case> {
    let mut cases = of_money();
    cases.extend(of_goods());
    cases.extend(of_references());
    cases
}

fn of_money() -> Vec<Case> {
    let by = |month, of| Instalment { due_on: day(month, of), amount: Money::zero(Currency::EUR) };
    let off = |rate_bp| Discount { rate_bp, until: day(11, 2) };
    vec![
        case("discount", Invoice { discount: Some(off(200)), ..plain() }),
        case("discount-in-germany", Invoice { discount: Some(off(225)), ..german() }),
        case("instalments", {
            Invoice { instalments: vec![by(11, 18), by(12, 18), by(12, 31)], ..plain() }
        }),
        case("instalments-and-discount-in-germany", {
            let instalments = vec![by(11, 18), by(12, 18)];
            Invoice { instalments, discount: Some(off(300)), ..german() }
        }),
        case("due-on-the-day-of-issue", Invoice { instalments: vec![by(10, 19)], ..plain() }),
    ]
}

fn of_goods() -> Vec<Case> {
    let delivered = |deliver_to| Invoice { deliver_to, ..plain() };
    vec![
        case("delivered-elsewhere", delivered(Some(works()))),
        case("delivered-to-a-place-without-a-name", {
            delivered(Some(Party { name: String::new(), ..works() }))
        }),
        case("delivery-note", {
            let delivery_note = Some("DN-26-77".to_owned());
            Invoice { delivery_note, ..plain() }
        }),
        case("not-delivered-yet", Invoice { delivered_on: None, ..plain() }),
        case("billed-by-period", {
            let period = Some((day(9, 1), day(9, 30)));
            Invoice { period, delivered_on: None, ..plain() }
        }),
        case("all-of-a-line", bill(nordhaven(), ferrow(), detailed())),
        case("all-of-a-line-credited", credited(bill(nordhaven(), ferrow(), detailed()))),
    ]
}

fn of_references() -> Vec<Case> {
    let some = |words: &str| Some(words.to_owned());
    vec![
        case("contract", Invoice { contract: some("FC-2024-118"), ..plain() }),
        case("order-given-later", Invoice { customer_po: some("PO 4488-B"), ..plain() }),
        case("no-order-but-a-reference", {
            Invoice { po_number: None, buyer_reference: some("Cost centre 7710"), ..plain() }
        }),
        case("neither-order-nor-reference", Invoice { po_number: None, ..plain() }),
        case("leitweg-id", {
            let buyer_reference = some("02-Hafen-42");
            Invoice { buyer_reference, ..bill(elbtal(), hafenamt(), goods("S", 1_900)) }
        }),
        case("note", Invoice { note: some("Thank you for the order."), ..plain() }),
        case("note-of-many-lines", {
            Invoice { note: some("Open on Saturdays.\nRing at gate 3.\n\n  No ramp. "), ..plain() }
        }),
        case("nothing-said-but-blanks", {
            let (note, contract) = (some("  "), some(""));
            Invoice { note, contract, buyer_reference: some(" "), ..plain() }
        }),
        case("customer-without-numbers", {
            let mut invoice = plain();
            invoice.customer = Party { vat_id: None, registration: None, ..invoice.customer };
            invoice
        }),
        case("customer-without-an-address-on-a-network", {
            let mut invoice = plain();
            invoice.customer.endpoint = None;
            invoice
        }),
        case("copy", Invoice { is_copy: true, ..plain() }),
    ]
}

fn plain() -> Invoice {
    bill(nordhaven(), ferrow(), goods("S", 2_100))
}

fn german() -> Invoice {
    bill(elbtal(), neckar(), goods("S", 1_900))
}

/// Lines of two orders, three sites and two cost centres, with all numbers that a line can have.
fn detailed() -> Vec<Line> {
    let line = |n: i64, order: &str, site: &str, cost_centre: &str| Line {
        note: Some(format!("Batch {n} of October, inspected")),
        article: Some(format!("10 6205 {n}")),
        customer_article: Some(format!("FC-{n:05}")),
        po_number: Some(order.to_owned()),
        po_line: Some((n * 10).to_string()),
        site: Some(site.to_owned()),
        cost_centre: Some(cost_centre.to_owned()),
        ..sold("6205-2RS ball bearing", n * PIECE, "pcs", 8 * ONE + 250_000)
    };
    vec![
        line(12, "PO 4488", "Rotterdam", "7710"),
        line(7, "PO 4488", "Eindhoven", "7710"),
        line(31, "PO 4502", "Eindhoven", "7720"),
        line(5, "PO 4502", "Venlo", "7720"),
        Line { site: None, cost_centre: None, ..line(1, "PO 4502", "", "") },
    ]
}
