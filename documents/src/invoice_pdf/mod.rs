//! An invoice or a credit note as PDF: letterhead, what it is about, its lines, tax by rate, the total, and
//! how it is paid.

mod lines;
mod payment;
mod sums;

use crate::{
    invoice::{Invoice, Kind},
    sheet::{Fact, Head, Sheet, Side},
    typeset::{self, Error},
    words::{Word, invoice as words, paper},
};
use domain::{language::Language, style::Style};

/// Writes it.
pub fn write(invoice: &Invoice, style: Style) -> Result<Vec<u8>, Error> {
    typeset::pdf(&sheet(invoice, style))
}

/// What stands on it, before it is set in type.
pub fn sheet(invoice: &Invoice, style: Style) -> Sheet {
    let language = style.language;
    let title = title(invoice, language);
    let others = invoice.deliver_to.as_ref();
    let others = others.map(|at| Side::of(words::DELIVERED_TO.own(language), at, language));
    Sheet {
        others: others.into_iter().collect(),
        facts: facts(invoice, language),
        lede: lede(invoice, language),
        tables: vec![lines::table(invoice, style)],
        sums: sums::of(invoice, language),
        terms: payment::terms(invoice, language),
        code: payment::code(invoice, language),
        slip: payment::slip(invoice, language),
        foot: format!("{} · {title} · {}", invoice.seller.name, invoice.customer.name),
        ..Sheet::new(Head {
            title,
            seller: &invoice.seller,
            customer: &invoice.customer,
            check: invoice.check.as_ref(),
            made_on: invoice.made_on,
            style,
        })
    }
}

/// What it is called.
fn title(invoice: &Invoice, language: Language) -> String {
    let word = match (invoice.is_copy, invoice.kind) {
        (false, Kind::Invoice) => words::INVOICE,
        (false, Kind::Correction) => words::CORRECTION,
        (false, Kind::CreditNote) => words::CREDIT_NOTE,
        (true, Kind::Invoice) => words::COPY_OF,
        (true, Kind::Correction) => words::COPY_OF_CORRECTION,
        (true, Kind::CreditNote) => words::COPY_OF_CREDIT,
    };
    word.with(language, &[("number", &invoice.number)])
}

fn facts(invoice: &Invoice, language: Language) -> Vec<Fact> {
    let day = |day| language.date_medium(day);
    let number = match invoice.kind {
        Kind::CreditNote => words::CREDIT_NUMBER,
        _ => words::NUMBER,
    };
    let period = invoice
        .period
        .map(|(from, to)| words::FROM_TO.with(language, &[("from", &day(from)), ("to", &day(to))]));
    let all: [(Word, Option<String>); 11] = [
        (number, Some(invoice.number.clone())),
        (words::ISSUED, Some(day(invoice.issued_on))),
        (paper::CUSTOMER, Some(invoice.account_number.clone())),
        (words::YOUR_REFERENCE, invoice.buyer_reference.clone()),
        (words::ORDER, invoice.po_number.clone()),
        (words::ORDER_LATER, invoice.customer_po.clone()),
        (words::CONTRACT, invoice.contract.clone()),
        (words::PERIOD, period),
        (words::DELIVERED, invoice.delivered_on.map(day)),
        (words::DELIVERY_NOTE, invoice.delivery_note.clone()),
        (paper::CURRENCY, Some(invoice.total.currency.to_string())),
    ];
    all.into_iter()
        .filter_map(|(label, value)| Some(Fact::new(label.of(language), value?)))
        .collect()
}

/// That it is a copy, and which document it is about.
fn lede(invoice: &Invoice, language: Language) -> Vec<String> {
    let made = invoice
        .is_copy
        .then(|| words::COPIED.with(language, &[("day", &language.date_long(invoice.made_on))]));
    let about = invoice.preceding.as_ref().map(|preceding| {
        let day = preceding.issued_on.map(|day| language.date_long(day));
        let word = match (invoice.kind, &day) {
            (Kind::CreditNote, None) => words::CREDITS,
            (Kind::CreditNote, Some(_)) => words::CREDITS_OF,
            (_, None) => words::REPLACES,
            (_, Some(_)) => words::REPLACES_OF,
        };
        let day = day.unwrap_or_default();
        word.with(language, &[("number", &preceding.number), ("day", &day)])
    });
    made.into_iter().chain(about).collect()
}
