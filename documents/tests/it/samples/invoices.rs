//! An invoice as a seller in Rotterdam issues it.

use chrono::{Days, NaiveDate};
use documents::{
    invoice::{Discount, Invoice, Kind, Line, RemitTo, Tax},
    party::{Contact, Party},
};
use domain::{Currency, Money, invoice::Instalment};

pub fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

pub fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 18).unwrap()
}

fn party(name: &str, city: &str, vat_id: &str) -> Party {
    Party {
        name: name.to_owned(),
        address: vec!["Waalhaven 12".to_owned(), city.to_owned()],
        country: "NL".to_owned(),
        vat_id: Some(vat_id.to_owned()),
        ..Party::default()
    }
}

/// A line over 1,000.00 with VAT of 21 per cent.
pub fn line(line_no: i32, description: &str) -> Line {
    Line {
        line_no,
        description: description.to_owned(),
        note: None,
        article: Some(format!("10 6205 {line_no}")),
        customer_article: None,
        po_number: None,
        po_line: None,
        site: None,
        cost_centre: None,
        quantity_e4: 25_000,
        unit: "box".to_owned(),
        unit_price_e4: 400_000_000,
        price_per_e4: 10_000,
        adjustments: Vec::new(),
        tax_category: "S".to_owned(),
        tax_bp: 2_100,
        amount: eur(100_000),
    }
}

/// Of these lines, with their tax and total.
pub fn invoice_of(lines: Vec<Line>) -> Invoice {
    let net: i64 = lines.iter().map(|line| line.amount.minor).sum();
    let tax = net * 21 / 100;
    let mut seller = party("Nordhaven Bearings B.V.", "3087 Rotterdam", "NL812345678B01");
    seller.contact =
        Contact { email: Some("receivables@nordhaven.example".to_owned()), ..Contact::default() };
    Invoice {
        kind: Kind::Invoice,
        is_copy: true,
        seller,
        remit_to: RemitTo {
            iban: "NL91ABNA0417164300".to_owned(),
            bic: "ABNANL2A".to_owned(),
            bank_name: "ABN AMRO".to_owned(),
        },
        customer: party("Ferrow Cycles B.V.", "3011 Rotterdam", "NL856011204B01"),
        account_number: "10482".to_owned(),
        number: "NH-26-0894".to_owned(),
        preceding: None,
        buyer_reference: None,
        po_number: Some("PO 4488".to_owned()),
        customer_po: Some("PO 4488-B".to_owned()),
        contract: None,
        issued_on: day() - Days::new(30),
        delivered_on: Some(day() - Days::new(32)),
        deliver_to: None,
        period: None,
        adjustments: Vec::new(),
        sales_tax: Vec::new(),
        prepaid: eur(0),
        rounding: eur(0),
        delivery_note: Some("DN-77".to_owned()),
        tax: vec![Tax {
            category: "S".to_owned(),
            rate_bp: 2_100,
            taxable: eur(net),
            tax: eur(tax),
            exemption: None,
            exemption_code: None,
        }],
        net: eur(net),
        total: eur(net + tax),
        instalments: vec![Instalment { due_on: day(), amount: eur(net + tax) }],
        discount: Some(Discount { rate_bp: 200, until: day() - Days::new(16) }),
        payment_reference: None,
        pay_at: None,
        check: None,
        note: Some("Thank you for the order.".to_owned()),
        lines,
        made_on: day(),
    }
}

/// Of two lines: 2,000.00 and VAT of 420.00.
pub fn invoice() -> Invoice {
    invoice_of(vec![line(1, "6205-2RS ball bearing, box of 50"), line(2, "Freight")])
}
