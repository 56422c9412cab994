//! A copy of an invoice as PDF: it says what was billed, that it is a copy, and where the money goes.
#![expect(
    clippy::unwrap_used,
    reason = "clippy knows tests by their attribute; these are their helpers"
)]

mod pdf;

use chrono::{Days, NaiveDate};
use documents::{
    invoice_copy::{InvoiceCopy, Line, RemitTo, Tax},
    invoice_copy_pdf,
    statement::Party,
};
use domain::{Currency, Money, invoice::Instalment};
use pdf::pages;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 18).unwrap()
}

fn party(name: &str, city: &str) -> Party {
    Party {
        name: name.to_owned(),
        address: vec!["Waalhaven 12".to_owned(), city.to_owned()],
        vat_id: Some("NL812345678B01".to_owned()),
    }
}

fn line(line_no: i32, description: &str) -> Line {
    Line {
        line_no,
        description: description.to_owned(),
        article: Some(format!("10 6205 {line_no}")),
        quantity_e4: 25_000,
        unit: "box".to_owned(),
        unit_price_e4: 400_000_000,
        tax_bp: 2_100,
        amount: eur(100_000),
    }
}

fn copy(lines: Vec<Line>) -> InvoiceCopy {
    InvoiceCopy {
        seller: party("Nordhaven Bearings B.V.", "3087 Rotterdam"),
        email: "receivables@nordhaven.example".to_owned(),
        remit_to: RemitTo {
            iban: "NL91ABNA0417164300".to_owned(),
            bic: "ABNANL2A".to_owned(),
            bank_name: "ABN AMRO".to_owned(),
        },
        customer: party("Ferrow Cycles B.V.", "3011 Rotterdam"),
        account_number: "10482".to_owned(),
        number: "NH-26-0894".to_owned(),
        po_number: Some("PO 4488".to_owned()),
        customer_po: Some("PO 4488-B".to_owned()),
        issued_on: day() - Days::new(30),
        delivered_on: Some(day() - Days::new(32)),
        delivery_note: Some("DN-77".to_owned()),
        lines,
        tax: vec![
            Tax { rate_bp: 2_100, taxable: eur(100_000), tax: eur(21_000) },
            Tax { rate_bp: 900, taxable: eur(10_000), tax: eur(900) },
        ],
        net: eur(110_000),
        total: eur(131_900),
        instalments: vec![Instalment { due_on: day(), amount: eur(131_900) }],
        discount: Some((200, day() - Days::new(16))),
        note: Some("Thank you for the order.".to_owned()),
        made_on: day(),
    }
}

#[test]
fn a_copy_says_all_that_the_invoice_said_and_that_it_is_one() {
    let copy = copy(vec![line(1, "6205-2RS ball bearing, box of 50"), line(2, "Freight")]);
    let pages = pages(&invoice_copy_pdf::write(&copy).unwrap());
    assert_eq!(pages.len(), 1);
    for expected in [
        "Copy of invoice NH-26-0894",
        "Copy, made on 18 November 2026",
        "Ferrow Cycles B.V.",
        "3011 Rotterdam",
        "PO 4488\n",
        "PO 4488-B\n",
        "DN-77",
        "6205-2RS ball bearing, box of 50",
        "Art. 10 6205 1",
        "2.5 box",
        "VAT 21% on 1,000.00",
        "210.00",
        "VAT 9% on 100.00",
        "€1,319.00",
        "18 November 2026",
        "2% until 2 November 2026",
        "NL91ABNA0417164300",
        "ABNANL2A, ABN AMRO",
        "Thank you for the order.",
        "Page 1 of 1",
    ] {
        assert!(pages[0].contains(expected), "{expected}: {}", pages[0]);
    }
    assert!(invoice_copy_pdf::write(&copy).unwrap() == invoice_copy_pdf::write(&copy).unwrap());
}

#[test]
fn nothing_of_a_long_invoice_is_cut_off() {
    let long = "Deep groove ball bearing, sealed on both sides, with grease for high temperature, \
                boxed by fifty and delivered to the ramp ENDOFTEXT";
    let copy = copy((1..=90).map(|n| line(n, long)).collect());
    let pages = pages(&invoice_copy_pdf::write(&copy).unwrap());
    assert!(pages.len() > 3, "{}", pages.len());
    for (n, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Page {} of {}", n + 1, pages.len())), "{page}");
    }
    let all = pages.concat();
    assert_eq!(all.matches("ENDOFTEXT").count(), 90);
    for n in 1..=90 {
        assert_eq!(all.matches(&format!("Art. 10 6205 {n}\n")).count(), 1, "line {n}");
    }
    assert!(all.rfind("ENDOFTEXT") < all.find("€1,319.00"), "the total is under the last line");
}

#[test]
fn a_line_longer_than_a_page_goes_on_on_the_next() {
    let words: Vec<String> = (0..900).map(|n| format!("word{n:04}")).collect();
    let copy = copy(vec![line(1, &words.join(" ")), line(2, &"Q".repeat(400))]);
    let pages = pages(&invoice_copy_pdf::write(&copy).unwrap());
    let all = pages.concat();
    assert!(words.iter().all(|word| all.matches(word.as_str()).count() == 1), "each word once");
    assert_eq!(all.matches('Q').count(), 400 + all.matches("Quantity").count(), "it is broken");
}
