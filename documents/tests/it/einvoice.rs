//! E-invoices: they say what the invoice says, and what the rules refuse is refused with the rule.

use crate::samples::invoices::invoice;
use documents::{
    einvoice::{self, Dialect, factur_x},
    invoice::Invoice,
};
use domain::{Currency, Money, style::Style};

fn rules(invoice: &Invoice, dialect: Dialect) -> Vec<String> {
    let refused = einvoice::write(invoice, dialect).unwrap_err();
    refused.rules.into_iter().map(|broken| broken.rule).collect()
}

#[test]
fn ubl_and_cii_say_what_the_invoice_says() {
    let ubl = einvoice::write(&invoice(), Dialect::Ubl).unwrap();
    for expected in [
        "<cbc:ID>NH-26-0894</cbc:ID>",
        "<cbc:IssueDate>2026-10-19</cbc:IssueDate>",
        "<cbc:DueDate>2026-11-18</cbc:DueDate>",
        "unitCode=\"XBX\">2.5</cbc:InvoicedQuantity>",
        "<cbc:PayableAmount currencyID=\"EUR\">2420.00</cbc:PayableAmount>",
        "NL91ABNA0417164300",
    ] {
        assert!(ubl.contains(expected), "{expected}: {ubl}");
    }
    let cii = einvoice::write(&invoice(), Dialect::Cii).unwrap();
    assert!(cii.contains("<ram:DuePayableAmount>2420.00</ram:DuePayableAmount>"), "{cii}");
    assert_eq!(cii, einvoice::write(&invoice(), Dialect::Cii).unwrap());
}

#[test]
fn a_total_that_is_off_by_a_cent_is_refused_by_its_rule() {
    let mut wrong = invoice();
    wrong.total = Money::new(wrong.total.minor + 1, wrong.total.currency);
    assert_eq!(rules(&wrong, Dialect::Ubl), ["BR-CO-15"]);
    let mut wrong = invoice();
    wrong.lines[0].amount = Money::new(99_999, Currency::EUR);
    assert!(rules(&wrong, Dialect::Cii).contains(&"BR-CO-13".to_owned()));
}

#[test]
fn what_is_missing_is_named() {
    let mut stateless = invoice();
    stateless.customer.country = String::new();
    assert!(rules(&stateless, Dialect::Ubl).contains(&"BR-11".to_owned()));
    let peppol = rules(&invoice(), Dialect::Peppol);
    assert!(peppol.iter().any(|rule| rule.contains("R010")), "{peppol:?}");
    let xrechnung = rules(&invoice(), Dialect::XrechnungUbl);
    assert!(xrechnung.iter().any(|rule| rule == "BR-DE-6"), "{xrechnung:?}");
}

#[test]
fn what_is_to_be_paid_is_to_be_paid_by_some_day() {
    let mut timeless = invoice();
    timeless.instalments.clear();
    timeless.discount = None;
    assert_eq!(rules(&timeless, Dialect::Ubl), ["BR-CO-25"]);
    assert!(einvoice::plain::words("BR-CO-25").is_some());
}

#[test]
fn thousandths_have_no_place_in_an_e_invoice() {
    let mut dinars = invoice();
    for line in &mut dinars.lines {
        line.amount = Money::new(line.amount.minor + 1, Currency::KWD);
    }
    dinars.net = Money::new(dinars.net.minor, Currency::KWD);
    dinars.total = Money::new(dinars.total.minor, Currency::KWD);
    assert_eq!(rules(&dinars, Dialect::Ubl), ["BR-DEC-23"]);
}

#[test]
fn a_factur_x_is_a_pdf_that_carries_its_data() {
    let file = factur_x::write(&invoice(), Style::default()).unwrap();
    assert!(file.starts_with(b"%PDF-"));
    let limits = en16931_formats::zugferd::Limits::default();
    let found = en16931_formats::zugferd::extract(&file, &limits).unwrap();
    let read = en16931_formats::read(&found.xml).unwrap();
    assert_eq!(read.invoice.number.as_deref(), Some("NH-26-0894"));
    assert_eq!(factur_x::data(&file).map(String::into_bytes), Some(found.xml));
    assert_eq!(factur_x::data(b"%PDF-1.7"), None);
    assert!(file == factur_x::write(&invoice(), Style::default()).unwrap(), "the bytes differ");
}
