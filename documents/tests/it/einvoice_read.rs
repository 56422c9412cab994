//! E-invoices are read as they were written.

use crate::samples::invoices::{eur, invoice};
use documents::{
    einvoice::{Dialect, read, write},
    invoice::{Adjustment, Invoice, Kind, Preceding},
    party::Endpoint,
};

/// With allowances, what was paid before, and rounded.
fn full() -> Invoice {
    let mut invoice = invoice();
    let off = |amount: i64, base: i64| Adjustment {
        is_charge: false,
        reason: "Framework contract".to_owned(),
        reason_code: Some("100".to_owned()),
        share_bp: Some(500),
        base: Some(eur(base)),
        amount: eur(amount),
        tax_category: "S".to_owned(),
        tax_bp: 2_100,
    };
    invoice.lines[0].adjustments = vec![off(5_000, 100_000)];
    invoice.lines[0].amount = eur(95_000);
    invoice.lines[0].customer_article = Some("KL-816".to_owned());
    invoice.lines[0].po_line = Some("10".to_owned());
    invoice.lines[0].cost_centre = Some("4410".to_owned());
    invoice.adjustments = vec![off(9_750, 195_000)];
    invoice.net = eur(185_250);
    invoice.tax[0].taxable = eur(185_250);
    invoice.tax[0].tax = eur(38_903);
    invoice.total = eur(224_153);
    invoice.prepaid = eur(10_000);
    invoice.rounding = eur(2);
    invoice.instalments[0].amount = eur(214_155);
    invoice.customer_po = None;
    invoice.contract = Some("FC-2025-118".to_owned());
    invoice.buyer_reference = Some("AP-7".to_owned());
    let endpoint = |id: &str| Some(Endpoint { scheme: "0106".to_owned(), id: id.to_owned() });
    invoice.seller.endpoint = endpoint("24318902");
    invoice.customer.endpoint = endpoint("30278899");
    invoice
}

#[test]
fn what_was_written_is_read_again() {
    for dialect in [Dialect::Ubl, Dialect::Cii, Dialect::Peppol] {
        let written = full();
        let xml = write(&written, dialect).unwrap();
        let read = read::read(xml.as_bytes()).unwrap();
        assert_eq!(read.number, written.number, "{dialect:?}");
        assert_eq!(read.lines[0].adjustments, written.lines[0].adjustments, "{dialect:?}");
        assert_eq!(read.lines, written.lines, "{dialect:?}");
        assert_eq!(read.adjustments, written.adjustments, "{dialect:?}");
        assert_eq!(read.tax, written.tax, "{dialect:?}");
        assert_eq!((read.net, read.total), (written.net, written.total));
        assert_eq!((read.prepaid, read.rounding), (written.prepaid, written.rounding));
        assert_eq!(read.instalments, written.instalments, "{dialect:?}");
        assert_eq!(read.account_number, "10482");
        assert_eq!((read.po_number, read.contract), (written.po_number, written.contract));
        assert_eq!(read.seller.endpoint, written.seller.endpoint);
    }
}

#[test]
fn a_credit_note_is_known_as_one() {
    let preceding = Preceding { number: "NH-26-0800".to_owned(), issued_on: None };
    let note = Invoice { kind: Kind::CreditNote, preceding: Some(preceding), ..full() };
    let read = read::read(write(&note, Dialect::Ubl).unwrap().as_bytes()).unwrap();
    assert_eq!(read.kind, Kind::CreditNote);
    assert_eq!(read.preceding, note.preceding);
}

#[test]
fn what_the_rules_refuse_is_not_read() {
    let xml = write(&full(), Dialect::Ubl).unwrap();
    let wrong = xml.replacen(">2241.53<", ">2241.54<", 1);
    assert_ne!(xml, wrong);
    let refused = read::read(wrong.as_bytes()).unwrap_err();
    assert!(refused.rules.iter().any(|broken| broken.rule.starts_with("BR-CO-")), "{refused}");
    for bad in ["", "<a/>", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "number,name\n"] {
        assert!(read::read(bad.as_bytes()).is_err(), "{bad}");
    }
}
