//! Invoices with one fault each. They break the rule that is named, and perhaps others that follow from it.

use crate::samples::corpus;
use documents::{
    einvoice::Dialect,
    invoice::{Adjustment, Invoice, Line},
    party::{Endpoint, Party},
};
use domain::Money;

/// An invoice with a fault.
pub struct Case {
    /// What is wrong.
    pub name: &'static str,
    /// The rule that says so.
    pub rule: &'static str,
    /// The kinds of e-invoices that have that rule.
    pub dialects: &'static [Dialect],
    /// The invoice.
    pub invoice: Invoice,
}

const ALL: &[Dialect] =
    &[Dialect::Ubl, Dialect::Cii, Dialect::Peppol, Dialect::XrechnungUbl, Dialect::XrechnungCii];
const UBL: &[Dialect] = &[Dialect::Ubl, Dialect::Peppol, Dialect::XrechnungUbl];
const CII: &[Dialect] = &[Dialect::Cii, Dialect::XrechnungCii];
const PEPPOL: &[Dialect] = &[Dialect::Peppol];
const GERMAN: &[Dialect] = &[Dialect::XrechnungUbl, Dialect::XrechnungCii];

/// All of them.
pub fn all() -> Vec<Case> {
    let chapters = [figures(), missing(), taxes(), of_peppol(), of_germany(), of_countries()];
    chapters.into_iter().flatten().collect()
}

/// The invoice of a case of the corpus.
fn good(name: &str) -> Invoice {
    corpus::all().into_iter().find(|case| case.name == name).unwrap().invoice
}

/// The fault, made in an invoice of the corpus.
fn with(
    name: &'static str,
    rule: &'static str,
    dialects: &'static [Dialect],
    of: &str,
    fault: impl FnOnce(&mut Invoice),
) -> Case {
    let mut invoice = good(of);
    fault(&mut invoice);
    Case { name, rule, dialects, invoice }
}

fn plain(name: &'static str, rule: &'static str, fault: impl FnOnce(&mut Invoice)) -> Case {
    with(name, rule, ALL, "standard-rate", fault)
}

fn add(money: &mut Money, minor: i64) {
    money.minor += minor;
}

fn figures() -> Vec<Case> {
    vec![
        plain("total-off-by-a-cent", "BR-CO-15", |it| add(&mut it.total, 1)),
        plain("net-off-by-a-cent", "BR-CO-13", |it| {
            add(&mut it.net, 1);
            add(&mut it.total, 1);
        }),
        plain("line-off-by-a-cent", "BR-CO-13", |it| add(&mut it.lines[1].amount, -1)),
        plain("tax-off-by-a-cent", "BR-CO-15", |it| add(&mut it.tax[0].tax, 1)),
        plain("tax-off-by-an-euro", "BR-S-09", |it| {
            add(&mut it.tax[0].tax, 100);
            add(&mut it.total, 100);
        }),
        with("group-off-by-a-cent", "BR-S-08", CII, "standard-rate", |it| {
            add(&mut it.tax[0].taxable, -1);
        }),
        plain("group-off-by-an-euro", "BR-S-08", |it| add(&mut it.tax[0].taxable, -101)),
        with("allowance-left-out-of-the-net", "BR-CO-13", ALL, "allowance-by-share", |it| {
            it.adjustments.clear();
        }),
        with("line-off-by-a-half", "PEPPOL-EN16931-R120", PEPPOL, "standard-rate", |it| {
            it.lines[0].quantity_e4 += 5_000;
        }),
    ]
}

fn missing() -> Vec<Case> {
    vec![
        plain("no-number", "BR-02", |it| it.number.clear()),
        plain("no-name-of-the-seller", "BR-06", |it| it.seller.name.clear()),
        plain("no-name-of-the-customer", "BR-07", |it| it.customer.name.clear()),
        plain("no-country-of-the-seller", "BR-09", |it| it.seller.country.clear()),
        plain("no-country-of-the-customer", "BR-11", |it| it.customer.country.clear()),
        plain("no-lines", "BR-16", |it| it.lines.clear()),
        plain("no-name-of-an-article", "BR-25", |it| it.lines[1].description.clear()),
        plain("no-numbers-of-the-seller", "BR-CO-26", |it| {
            it.seller = Party { vat_id: None, registration: None, ..it.seller.clone() };
        }),
        with("no-account", "BR-61", UBL, "standard-rate", |it| it.remit_to.iban.clear()),
        plain("no-tax", "BR-CO-18", |it| it.tax.clear()),
        with("no-reason-of-an-allowance", "BR-33", ALL, "allowance-of-an-amount", |it| {
            it.adjustments[0].reason.clear();
        }),
        with("no-reason-of-a-charge", "BR-38", ALL, "charge-by-share", |it| {
            it.adjustments[0].reason.clear();
        }),
        with("no-reason-of-a-lines-allowance", "BR-42", ALL, "line-with-allowance", |it| {
            it.lines[0].adjustments[0] = Adjustment {
                reason: String::new(),
                reason_code: None,
                ..it.lines[0].adjustments[0].clone()
            };
        }),
        with("period-that-ends-before-it-begins", "BR-29", ALL, "billed-by-period", |it| {
            it.period = it.period.map(|(from, to)| (to, from));
        }),
    ]
}

fn taxes() -> Vec<Case> {
    let of = |category: &str, rate_bp: i32, lines: &mut [Line]| {
        for line in lines {
            line.tax_category = category.to_owned();
            line.tax_bp = rate_bp;
        }
    };
    vec![
        plain("no-vat-number-of-the-seller", "BR-S-02", |it| it.seller.vat_id = None),
        plain("vat-number-without-its-country", "BR-CO-09", |it| {
            it.seller.vat_id = Some("812345678B01".to_owned());
        }),
        plain("category-that-nobody-knows", "BR-CL-18", |it| of("X", 2_100, &mut it.lines[..1])),
        plain("rate-of-no-group", "BR-S-08", |it| of("S", 900, &mut it.lines[..1])),
        plain("standard-rate-of-nothing", "BR-S-05", |it| {
            of("S", 0, &mut it.lines);
        }),
        with("exempt-with-a-rate", "BR-E-05", ALL, "exempt", |it| of("E", 900, &mut it.lines)),
        with("reverse-charge-to-nobody", "BR-AE-02", ALL, "reverse-charge", |it| {
            it.customer = Party { vat_id: None, registration: None, ..it.customer.clone() };
        }),
        with("intra-community-to-nobody", "BR-IC-02", ALL, "intra-community", |it| {
            it.customer.vat_id = None;
        }),
        with("intra-community-at-no-time", "BR-IC-11", ALL, "intra-community", |it| {
            it.delivered_on = None;
        }),
        with("export-by-nobody", "BR-G-02", ALL, "export", |it| it.seller.vat_id = None),
    ]
}

fn of_peppol() -> Vec<Case> {
    let peppol =
        |name, rule, fault: fn(&mut Invoice)| with(name, rule, PEPPOL, "standard-rate", fault);
    vec![
        peppol("no-order", "PEPPOL-EN16931-R003", |it| it.po_number = None),
        peppol("seller-not-on-the-network", "PEPPOL-EN16931-R020", |it| it.seller.endpoint = None),
        peppol("customer-not-on-the-network", "PEPPOL-EN16931-R010", |it| {
            it.customer.endpoint = None;
        }),
        peppol("register-that-nobody-knows", "BR-CL-25", |it| {
            let id = "65432100".to_owned();
            it.customer.endpoint = Some(Endpoint { scheme: "0000".to_owned(), id });
        }),
        peppol("global-number-with-a-wrong-digit", "PEPPOL-COMMON-R040", |it| {
            let id = "8712345000005".to_owned();
            it.customer.endpoint = Some(Endpoint { scheme: "0088".to_owned(), id });
        }),
    ]
}

fn of_germany() -> Vec<Case> {
    let german = |name, rule, fault: fn(&mut Invoice)| with(name, rule, GERMAN, "german", fault);
    fn city(party: &mut Party, line: &str) {
        party.address[1] = line.to_owned();
    }
    vec![
        german("nobody-to-talk-to", "BR-DE-2", |it| it.seller.contact = Default::default()),
        german("no-name-to-talk-to", "BR-DE-5", |it| it.seller.contact.name = None),
        german("no-telephone", "BR-DE-6", |it| it.seller.contact.phone = None),
        german("no-e-mail-address", "BR-DE-7", |it| it.seller.contact.email = None),
        german("no-city-of-the-seller", "BR-DE-3", |it| city(&mut it.seller, "20457")),
        german("no-postcode-of-the-seller", "BR-DE-4", |it| city(&mut it.seller, "Hamburg")),
        german("no-city-of-the-customer", "BR-DE-8", |it| city(&mut it.customer, "70188")),
        german("no-postcode-of-the-customer", "BR-DE-9", |it| city(&mut it.customer, "Stuttgart")),
        with("no-city-of-the-delivery", "BR-DE-10", GERMAN, "delivered-elsewhere", |it| {
            city(it.deliver_to.as_mut().unwrap(), "5617");
        }),
        with("no-postcode-of-the-delivery", "BR-DE-11", GERMAN, "delivered-elsewhere", |it| {
            city(it.deliver_to.as_mut().unwrap(), "Eindhoven");
        }),
        german("no-leitweg-id", "BR-DE-15", |it| it.po_number = None),
    ]
}

fn of_countries() -> Vec<Case> {
    let of =
        |country, name, rule, fault: fn(&mut Invoice)| with(name, rule, PEPPOL, country, fault);
    vec![
        of("standard-rate-credited", "dutch-credit-of-nothing", "NL-R-001", |it| {
            it.preceding = None;
        }),
        of("standard-rate", "dutch-seller-without-a-street", "NL-R-002", |it| {
            it.seller.address = vec!["3087 JH Rotterdam".to_owned()];
        }),
        of("standard-rate", "dutch-seller-of-another-register", "NL-R-003", |it| {
            it.seller.registration = Some("HRB 91".to_owned());
        }),
        of("standard-rate", "dutch-customer-without-a-street", "NL-R-004", |it| {
            it.customer.address = vec!["3087 JH Rotterdam".to_owned()];
        }),
        of("standard-rate", "dutch-customer-of-another-register", "NL-R-005", |it| {
            it.customer.registration = Some("HRB 91".to_owned());
        }),
        of("all-of-a-line", "dutch-line-of-no-order", "NL-R-009", |it| {
            it.po_number = None;
            it.buyer_reference = Some("7710".to_owned());
        }),
        of("italian", "italian-without-a-street", "IT-R-003", |it| {
            it.seller.address = vec!["Via Nizza 262".to_owned()];
        }),
        of("swedish", "swedish-number-too-short", "SE-R-001", |it| {
            it.seller.vat_id = Some("SE5560123456".to_owned());
        }),
        of("standard-rate", "swedish-rate", "SE-R-006", |it| {
            it.seller = good("swedish").seller;
        }),
        of("norwegian", "norwegian-number", "NO-R-001", |it| {
            it.seller.vat_id = Some("NO98765432MVA".to_owned());
        }),
        of("danish", "danish-without-a-register", "DK-R-002", |it| it.seller.registration = None),
        of("danish", "danish-of-another-register", "DK-R-014", |it| {
            it.seller.registration = Some("HRB 91".to_owned());
        }),
        of("danish", "danish-by-transfer-abroad", "DK-R-005", |it| {
            it.remit_to.iban = "04400116243".to_owned();
            it.customer.country = "DK".to_owned();
        }),
    ]
}
