//! Every invoice of the corpus in every format of e-invoices: written, or refused by the rule that has to
//! refuse it. The files of it are what the official judges read (`documents/judges`).

mod broken;
mod files;
mod pdfs;

use crate::samples::corpus;
use documents::{
    einvoice::{self, Dialect},
    invoice::Invoice,
};

/// The kinds of e-invoices and the folders of their files.
const DIALECTS: [(Dialect, &str); 5] = [
    (Dialect::Ubl, "ubl"),
    (Dialect::Cii, "cii"),
    (Dialect::Peppol, "peppol"),
    (Dialect::XrechnungUbl, "xrechnung-ubl"),
    (Dialect::XrechnungCii, "xrechnung-cii"),
];

const SALES_TAX: &str = "BR-CO-15";

/// What no e-invoice can be: the case, the kinds, and the rule that refuses it.
const REFUSED: [(&str, &[Dialect], &str); 11] = {
    use Dialect::{Cii, Peppol, Ubl, XrechnungCii, XrechnungUbl};
    const ALL: &[Dialect] = &[Ubl, Cii, Peppol, XrechnungUbl, XrechnungCii];
    const GERMAN: &[Dialect] = &[XrechnungUbl, XrechnungCii];
    [
        ("neither-order-nor-reference", &[Peppol], "PEPPOL-EN16931-R003"),
        ("neither-order-nor-reference", GERMAN, "BR-DE-15"),
        ("customer-without-an-address-on-a-network", &[Peppol], "PEPPOL-EN16931-R010"),
        // Its price has decimals that its currency has not, and Peppol rounds no line of yen.
        ("yen-by-half", &[Peppol], "PEPPOL-EN16931-R120"),
        // An e-invoice has two decimals.
        ("dinars-with-thousandths", ALL, "BR-DEC-23"),
        // Sales tax is no VAT: with it the total is more than lines and VAT.
        ("sales-tax-of-a-state", ALL, SALES_TAX),
        ("sales-tax-of-three-jurisdictions", ALL, SALES_TAX),
        ("sales-tax-credited", ALL, SALES_TAX),
        ("sales-tax-of-eight-and-seven-eighths", ALL, SALES_TAX),
        ("sales-tax-on-some-lines", ALL, SALES_TAX),
        // A currency of three decimals is no obstacle where none of them is used.
        ("dinars-that-come-out-even", &[], ""),
    ]
};

/// The rules that refuse an invoice; none, where it is written.
fn rules(invoice: &Invoice, dialect: Dialect) -> Vec<String> {
    match einvoice::write(invoice, dialect) {
        Ok(_) => Vec::new(),
        Err(refused) => refused.rules.into_iter().map(|broken| broken.rule).collect(),
    }
}

#[test]
fn every_invoice_is_written_or_refused_by_the_rule_that_has_to() {
    for case in corpus::all() {
        for (dialect, name) in DIALECTS {
            let known = REFUSED
                .iter()
                .filter(|(of, kinds, _)| *of == case.name && kinds.contains(&dialect));
            let expected: Vec<&str> = known.map(|(_, _, rule)| *rule).collect();
            assert_eq!(rules(&case.invoice, dialect), expected, "{} as {name}", case.name);
            for rule in expected {
                assert!(einvoice::plain::words(rule).is_some(), "{rule} has no plain words");
            }
        }
    }
}

#[test]
fn what_is_broken_is_refused_by_its_rule() {
    for case in broken::all() {
        for (dialect, name) in DIALECTS.into_iter().filter(|(it, _)| case.dialects.contains(it)) {
            let found = rules(&case.invoice, dialect);
            let rule = case.rule;
            assert!(
                found.iter().any(|broken| broken == rule),
                "{} as {name}: {found:?}",
                case.name
            );
            assert!(
                einvoice::plain::words(rule).is_some(),
                "{rule} has no plain words, and {} breaks it",
                case.name
            );
        }
    }
}

#[test]
fn files_for_the_judges() {
    let folder = files::folder();
    // What an earlier run has left there is none of this one's.
    let _ = std::fs::remove_dir_all(&folder);
    files::write(&folder);
    for (dialect, format) in DIALECTS {
        let good = folder.join(format);
        for case in corpus::all() {
            let is_there = good.join(case.name).with_extension("xml").is_file();
            let is_written = einvoice::write(&case.invoice, dialect).is_ok();
            assert_eq!(is_there, is_written, "{} as {format}", case.name);
        }
    }
    for format in ["pdf", "factur-x"].into_iter().filter(|_| files::are_judged()) {
        assert!(folder.join(format).read_dir().unwrap().count() > 0, "{format}");
    }
}
