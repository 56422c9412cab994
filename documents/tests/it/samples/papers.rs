//! Invoices with all that can stand on one.

use crate::samples::invoices::{day, eur, invoice_of, line};
use chrono::Days;
use documents::{
    check::Check,
    invoice::{Adjustment, Invoice, Kind, Line, Preceding, SalesTax, Tax},
    party::Party,
};
use domain::{Currency, Money, invoice::Instalment};

pub fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn party(name: &str, country: &str, lines: &[&str]) -> Party {
    Party {
        name: name.to_owned(),
        address: lines.iter().map(|&line| line.to_owned()).collect(),
        country: country.to_owned(),
        ..Party::default()
    }
}

fn less(reason: &str, share_bp: i32, base: i64, amount: i64) -> Adjustment {
    Adjustment {
        is_charge: false,
        reason: reason.to_owned(),
        reason_code: None,
        share_bp: Some(share_bp),
        base: Some(eur(base)),
        amount: eur(amount),
        tax_category: "S".to_owned(),
        tax_bp: 2_100,
    }
}

/// Three lines of two orders, places and cost centres, with whatever an invoice can say of them.
pub fn rich() -> Invoice {
    let bearing = Line {
        note: some("Batch 77-B, sealed on both sides"),
        customer_article: some("F-1182"),
        po_number: some("PO 4488"),
        po_line: some("10"),
        site: some("Utrecht workshop"),
        cost_centre: some("CC-310"),
        adjustments: vec![less("Volume", 1_000, 100_000, 10_000)],
        amount: eur(90_000),
        ..line(1, "6205-2RS ball bearing, box of 50")
    };
    let spindle = Line {
        po_number: some("PO 4501"),
        site: some("Ghent workshop"),
        cost_centre: some("CC-311"),
        quantity_e4: 10_000_000,
        unit: "piece".to_owned(),
        unit_price_e4: 125_000_000,
        price_per_e4: 1_000_000,
        amount: eur(125_000),
        ..line(2, "Bottom bracket spindle, 68/118 mm")
    };
    let headset = Line { amount: eur(96_050), ..bearing.clone() };
    let headset = Line { line_no: 3, description: "Headset cup set".to_owned(), ..headset };
    let mut rich = invoice_of(vec![bearing, spindle, headset]);
    rich.is_copy = false;
    rich.adjustments = vec![
        less("Annual bonus", 200, 311_050, 6_221),
        Adjustment { is_charge: true, share_bp: None, base: None, ..less("Freight", 0, 0, 14_000) },
    ];
    rich.net = eur(318_829);
    rich.tax[0].taxable = eur(318_829);
    rich.tax[0].tax = eur(66_954);
    rich.total = eur(385_783);
    rich.prepaid = eur(100_000);
    rich.rounding = eur(2);
    rich.instalments = vec![
        Instalment { due_on: day(), amount: eur(142_893) },
        Instalment { due_on: day() + Days::new(30), amount: eur(142_892) },
    ];
    rich.buyer_reference = some("04011000-12345-34");
    rich.contract = some("FC-2026-7");
    rich.period = Some((day() - Days::new(48), day() - Days::new(18)));
    rich.deliver_to =
        Some(party("Ferrow Workshop", "NL", &["Vlampijpstraat 84", "3534 AR Utrecht"]));
    rich.payment_reference = some("RF18 5390 0754 7034");
    rich.pay_at = some("https://pay.nordhaven.example/invoices/0192f3a0-7f3k/pay");
    rich.check = Some(Check {
        code: "K7-41-QN".to_owned(),
        url: "https://pay.nordhaven.example/check".to_owned(),
    });
    rich
}

/// All of an invoice given back.
pub fn credit_note() -> Invoice {
    Invoice {
        kind: Kind::CreditNote,
        number: "CN-26-0057".to_owned(),
        preceding: Some(Preceding {
            number: "NH-26-0894".to_owned(),
            issued_on: Some(day() - Days::new(30)),
        }),
        instalments: Vec::new(),
        discount: None,
        ..invoice_of(vec![line(1, "6205-2RS ball bearing, box of 50")])
    }
}

/// Without VAT, because the customer owes it.
pub fn reverse_charge() -> Invoice {
    let mut foreign = invoice_of(vec![line(1, "Bearing service, March")]);
    foreign.lines[0].tax_category = "AE".to_owned();
    foreign.lines[0].tax_bp = 0;
    foreign.tax = vec![Tax {
        category: "AE".to_owned(),
        rate_bp: 0,
        taxable: eur(100_000),
        tax: eur(0),
        exemption: None,
        exemption_code: some("VATEX-EU-AE"),
    }];
    foreign.total = foreign.net;
    foreign.instalments[0].amount = foreign.net;
    foreign
}

/// Of a seller in Chicago: sales tax of three jurisdictions, a routing number, letter paper.
pub fn american() -> Invoice {
    let usd = |minor| Money::new(minor, Currency::USD);
    let tax = |line_no, jurisdiction: &str, rate_e6, tax| SalesTax {
        line_no,
        jurisdiction: jurisdiction.to_owned(),
        rate_e6,
        taxable: usd(100_000),
        tax: usd(tax),
    };
    let mut american = invoice_of(vec![line(1, "Ball bearings"), line(2, "Grease")]);
    for line in &mut american.lines {
        (line.amount, line.tax_category, line.tax_bp) = (usd(100_000), "O".to_owned(), 0);
    }
    american.seller = party("Nordhaven Inc.", "US", &["2100 S Wood St", "Chicago, IL 60608"]);
    american.customer = party("Ferrow Cycles LLC", "US", &["350 5th Ave", "New York, NY 10118"]);
    american.remit_to.iban = "071000013 44170992".to_owned();
    american.remit_to.bic = "071000013".to_owned();
    american.remit_to.bank_name = "JPMorgan Chase".to_owned();
    american.tax = vec![Tax {
        category: "O".to_owned(),
        rate_bp: 0,
        taxable: usd(200_000),
        tax: usd(0),
        exemption: None,
        exemption_code: None,
    }];
    american.sales_tax = vec![
        tax(1, "NY", 40_000, 4_000),
        tax(1, "NY-New York", 45_000, 4_500),
        tax(1, "NY-MCTD", 3_750, 375),
        tax(2, "NY", 40_000, 4_000),
        tax(2, "NY-New York", 45_000, 4_500),
        tax(2, "NY-MCTD", 3_750, 375),
    ];
    (american.net, american.total) = (usd(200_000), usd(217_750));
    (american.prepaid, american.rounding) = (usd(0), usd(0));
    american.instalments = vec![Instalment { due_on: day(), amount: usd(217_750) }];
    american
}

/// Of a seller in Biel: francs on a QR-IBAN.
pub fn swiss() -> Invoice {
    let chf = |minor| Money::new(minor, "CHF".parse().unwrap());
    let mut swiss = invoice_of(vec![line(1, "Kugellager")]);
    swiss.lines[0].amount = chf(100_000);
    swiss.lines[0].tax_bp = 810;
    swiss.seller = party("Robert Schneider AG", "CH", &["Rue du Lac 1268", "2501 Biel"]);
    swiss.customer =
        party("Pia-Maria Rutschmann-Schnyder", "CH", &["Grosse Marktgasse 28", "9400 Rorschach"]);
    swiss.remit_to.iban = "CH4431999123000889012".to_owned();
    swiss.remit_to.bic = String::new();
    swiss.payment_reference = some("210000000003139471430009017");
    swiss.tax[0] =
        Tax { rate_bp: 810, taxable: chf(100_000), tax: chf(8_100), ..swiss.tax[0].clone() };
    (swiss.net, swiss.total) = (chf(100_000), chf(108_100));
    (swiss.prepaid, swiss.rounding) = (chf(0), chf(0));
    swiss.instalments = vec![Instalment { due_on: day(), amount: chf(108_100) }];
    swiss.discount = None;
    swiss
}
