//! Categories and rates of VAT, each as an invoice and as the credit note that takes it back; and what
//! corrects an invoice.

use super::{
    Case,
    build::{ONE, PIECE, bill, day, goods, sold, under, without_tax},
    case,
    parties::{
        aarhus, akershus, donau, elbtal, ferrow, genesee, lakeshore, limmat, lingotto, malaren,
        neckar, nordhaven, rhone, schelde, seine,
    },
};
use documents::invoice::{Invoice, Kind, Line, Preceding};

pub fn cases() -> Vec<Case> {
    let mut cases = taxed();
    cases.extend(untaxed());
    cases.extend(mixed());
    cases.extend(abroad());
    cases
}

fn taxed() -> Vec<Case> {
    let two_rates = || {
        let mut lines = goods("S", 2_100);
        lines.push(under("S", 900, sold("Handbook, printed", 3 * PIECE, "pcs", 29 * ONE)));
        bill(nordhaven(), ferrow(), lines)
    };
    let domestic = || bill(nordhaven(), ferrow(), goods("S", 2_100));
    vec![
        case("standard-rate", domestic()),
        case("standard-rate-credited", credited(domestic())),
        case("two-rates", two_rates()),
        case("two-rates-credited", credited(two_rates())),
        case(
            "corrected",
            Invoice { kind: Kind::Correction, preceding: Some(before()), ..domestic() },
        ),
        case("credited-without-a-date", {
            let preceding = Some(Preceding { issued_on: None, ..before() });
            Invoice { preceding, ..credited(domestic()) }
        }),
    ]
}

/// No tax, each for another reason: zero-rated, exempt, reverse charge, to another country of the EU, out
/// of it, and outside of the scope of VAT.
fn untaxed() -> Vec<Case> {
    let zero = || bill(nordhaven(), ferrow(), goods("Z", 0));
    let exempt = || {
        let tax = without_tax("E", "Vocational training, exempt", Some("VATEX-EU-132-1I"));
        Invoice { tax, ..bill(nordhaven(), ferrow(), goods("E", 0)) }
    };
    let reverse = || {
        let tax = without_tax("AE", "VAT reverse charge", Some("VATEX-EU-AE"));
        Invoice { tax, ..bill(schelde(), ferrow(), goods("AE", 0)) }
    };
    let community = || bill(nordhaven(), seine(), goods("K", 0));
    let export = || bill(nordhaven(), limmat(), goods("G", 0));
    let outside = || {
        let mut invoice = bill(nordhaven(), ferrow(), goods("O", 0));
        invoice.seller.vat_id = None;
        invoice.customer.vat_id = None;
        invoice
    };
    vec![
        case("zero-rated", zero()),
        case("zero-rated-credited", credited(zero())),
        case("exempt", exempt()),
        case("exempt-credited", credited(exempt())),
        case("exempt-without-words", bill(nordhaven(), ferrow(), goods("E", 0))),
        case("reverse-charge", reverse()),
        case("reverse-charge-credited", credited(reverse())),
        case("intra-community", community()),
        case("intra-community-credited", credited(community())),
        case("intra-community-by-period", {
            let period = Some((day(9, 1), day(9, 30)));
            Invoice { delivered_on: None, period, ..community() }
        }),
        case("export", export()),
        case("export-credited", credited(export())),
        case("outside-of-vat", outside()),
        case("outside-of-vat-credited", credited(outside())),
        case("outside-of-vat-with-vat-numbers", bill(nordhaven(), ferrow(), goods("O", 0))),
        case("outside-of-vat-in-dollars", bill(lakeshore(), genesee(), goods("O", 0))),
    ]
}

fn mixed() -> Vec<Case> {
    let with = |line: Line| {
        let mut lines = goods("S", 2_100);
        lines.push(line);
        bill(nordhaven(), ferrow(), lines)
    };
    let zero = || with(under("Z", 0, sold("Gold coin, for investment", PIECE, "pc", 910 * ONE)));
    let exempt = || {
        let line = under("E", 0, sold("Training at your works", 2 * PIECE, "days", 640 * ONE));
        Invoice { tax: without_tax("E", "Training, exempt", None), ..with(line) }
    };
    vec![
        case("standard-and-zero", zero()),
        case("standard-and-zero-credited", credited(zero())),
        case("standard-and-exempt", exempt()),
        case("standard-and-exempt-credited", credited(exempt())),
    ]
}

/// Sellers of other countries, each with its own rates and registers.
fn abroad() -> Vec<Case> {
    let french = || {
        let mut lines = goods("S", 2_000);
        lines.push(under("S", 550, sold("Repas de chantier", 12 * PIECE, "pcs", 14 * ONE)));
        lines.push(under("S", 210, sold("Revue technique", PIECE, "pc", 18 * ONE + 600_000)));
        bill(rhone(), seine(), lines)
    };
    vec![
        case("german", bill(elbtal(), neckar(), goods("S", 1_900))),
        case("german-credited", credited(bill(elbtal(), neckar(), goods("S", 1_900)))),
        case("german-to-france", bill(elbtal(), seine(), goods("K", 0))),
        case("french-three-rates", french()),
        case("french-three-rates-credited", credited(french())),
        case("belgian", bill(schelde(), neckar(), goods("K", 0))),
        case("swedish", bill(malaren(), ferrow(), goods("S", 2_500))),
        case("swedish-credited", credited(bill(malaren(), ferrow(), goods("S", 2_500)))),
        case("norwegian", bill(akershus(), ferrow(), goods("S", 2_500))),
        case("danish", bill(aarhus(), ferrow(), goods("S", 2_500))),
        case("danish-credited", credited(bill(aarhus(), ferrow(), goods("S", 2_500)))),
        case("italian", bill(lingotto(), neckar(), goods("K", 0))),
        case("austrian", bill(donau(), ferrow(), goods("AE", 0))),
        case("austrian-in-germany", bill(donau(), neckar(), goods("S", 1_900))),
    ]
}

fn before() -> Preceding {
    Preceding { number: "NH-26-0611".to_owned(), issued_on: Some(day(7, 3)) }
}

/// What takes an invoice back: the same figures, all positive.
pub fn credited(invoice: Invoice) -> Invoice {
    Invoice { kind: Kind::CreditNote, preceding: Some(before()), ..invoice }
}
