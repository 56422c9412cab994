//! Statements of both kinds, as a customer with a name in two scripts gets them.

use chrono::{Days, NaiveDate};
use documents::{
    check::Check,
    party::Party,
    statement::{Body, Document, Line, OpenLine, Statement},
};
use domain::{
    Currency, Money,
    ids::InvoiceId,
    statement::{Kind, Movement, run},
};
use uuid::Uuid;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 18).unwrap()
}

fn party(name: &str) -> Party {
    Party {
        name: name.to_owned(),
        address: vec!["Waalhaven 12".to_owned(), "3087 Rotterdam".to_owned()],
        country: "NL".to_owned(),
        vat_id: Some("NL812345678B01".to_owned()),
        ..Party::default()
    }
}

fn statement(body: Body, closing: Money) -> Statement {
    Statement {
        seller: party("Nordhaven Bearings B.V."),
        customer: party("Żółta Łódź Sp. z o.o. 自転車"),
        account_number: "10482".to_owned(),
        check: Some(Check {
            code: "K7QN4-1XMZP".to_owned(),
            url: "https://ar.example/check".to_owned(),
        }),
        currency: Currency::EUR,
        to: day(),
        made_on: day(),
        body,
        closing,
        disputed: eur(12_100),
    }
}

pub fn forward(count: i64) -> Statement {
    let movement = |n: i64| Movement {
        on: day() - Days::new(20),
        kind: if n % 3 == 2 { Kind::Payment } else { Kind::Invoice },
        reference: format!("NH-26-{n:04}"),
        change: eur(if n % 3 == 2 { -60_500 } else { 123_456 }),
    };
    let (rows, closing) = run(eur(100), (0..count).map(movement).collect()).unwrap();
    let lines = rows.into_iter().map(|row| Line { row, document: Document::Other }).collect();
    let from = day() - Days::new(30);
    statement(Body::Forward { from, opening: eur(100), lines }, closing)
}

pub fn open_items() -> Statement {
    let item = OpenLine {
        invoice_id: InvoiceId(Uuid::nil()),
        number: "NH-26-0894".to_owned(),
        instalment: Some((2, 3)),
        issued_on: day() - Days::new(42),
        due_on: day() - Days::new(12),
        amount: eur(677_600),
        open: eur(556_600),
        disputed: eur(12_100),
    };
    let body = Body::OpenItems { items: vec![item], unapplied: eur(60_500) };
    statement(body, eur(496_100))
}
